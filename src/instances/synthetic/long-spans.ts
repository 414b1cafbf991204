import { defineColumnFamily } from "../columns.js";
import type { Xoshiro128 } from "../xoshiro128.js";
import { type CutStyle, chooseStyle, cutRectangle, type Rectangle, styleOption } from "./cut.js";
import { type Ground, groundOptions, layGround } from "./ground.js";
import { instanceOf, Layout } from "./layout.js";

/** How much of all time may be cut off a long span at each end, in percent, all cuts together. */
const LARGEST_TRIM = 18;

/**
 * Bands of long-lived buffers between bands that are cut into short ones. The long ones come in groups; a group loses
 * its start or end to short buffers, then its two halves lose theirs, and so on: the ends form steps, the lifetimes
 * nest.
 */
export const longSpans = defineColumnFamily(
  {
    name: "long-spans",
    kind: "synthetic",
    description: "many buffers that live nearly always, in bands between short ones: zero slack, optimum = capacity",
    options: [
      ...groundOptions,
      styleOption,
      {
        name: "spans",
        type: "integer",
        min: 0,
        max: 60,
        default: null,
        description: "percent of the buffers that are long, or as many as units allow; absent: 8 to 25, drawn",
      },
      {
        name: "share",
        type: "integer",
        min: 1,
        max: 90,
        default: null,
        description: "percent of the capacity that the long ones take; absent: 25 to 55, drawn",
      },
    ],
  },
  (values) => {
    const { ground, random } = layGround("long-spans", values);
    const style = chooseStyle(values.style, random);
    const drawn = { spans: random.between(8, 25), share: random.between(25, 55) };
    const layout = bands(ground, style, values.spans ?? drawn.spans, values.share ?? drawn.share, random);
    return instanceOf("long-spans", ground, layout, random);
  },
);

/** Long buffers that lie on each other, at the height where their group begins. */
interface Group extends Rectangle {
  readonly spans: number;
  /** Short buffers that the trimmed ends may be cut into; what cannot be used is left to the bands. */
  readonly fillers: number;
}

function bands(
  ground: Ground,
  style: CutStyle,
  spansPercent: number,
  sharePercent: number,
  random: Xoshiro128,
): Layout {
  const { buffers, units, ticks } = ground;
  const layout = new Layout(buffers);
  // Each long buffer needs a unit and each band one; the last band makes the instance whole if all else fails.
  const bandCount = Math.max(1, Math.min(random.between(1, 4), Math.floor(buffers / 8), Math.floor(units / 2)));
  const spans = Math.min(Math.floor((buffers * spansPercent) / 100), units - bandCount);
  // Most short buffers go to the bands: a trimmed end is an instant of its own, which tells what follows on the span.
  const bandFillers = Math.max(bandCount, Math.ceil((buffers - spans) * 0.8));
  const trims = Math.max(0, buffers - spans - bandFillers);
  const wantedUnits = Math.floor((units * sharePercent) / 100);
  const spanUnits = spans === 0 ? 0 : Math.max(spans, Math.min(wantedUnits, units - bandCount));
  const spansOfGroup = composition(spans, bandCount + 1, 0, random);
  const heightOfBand = composition(units - spanUnits, bandCount, 1, random);
  const band: Rectangle[] = [];
  let bottom = 0;
  let spansLeft = spans;
  let unitsLeft = spanUnits;
  for (let i = 0; i <= bandCount; i++) {
    const inGroup = spansOfGroup[i]!;
    if (inGroup > 0) {
      const height = shareOf(unitsLeft, inGroup, spansLeft);
      const fillers = Math.floor((trims * inGroup) / spans);
      layGroup(
        layout,
        { lower: 0, upper: ticks, bottom, top: bottom + height, spans: inGroup, fillers },
        style,
        random,
      );
      bottom += height;
      unitsLeft -= height;
      spansLeft -= inGroup;
    }
    if (i < bandCount) {
      band.push({ lower: 0, upper: ticks, bottom, top: bottom + heightOfBand[i]! });
      bottom += heightOfBand[i]!;
    }
  }
  let fillersLeft = buffers - layout.count;
  let heightLeft = units - spanUnits;
  for (let i = 0; i < bandCount; i++) {
    const height = heightOfBand[i]!;
    const fair = Math.round((fillersLeft * height) / heightLeft);
    const fillers = i === bandCount - 1 ? fillersLeft : Math.min(fillersLeft - (bandCount - 1 - i), Math.max(1, fair));
    cutRectangle(layout, band[i]!, fillers, style, random);
    fillersLeft -= fillers;
    heightLeft -= height;
  }
  return layout;
}

/** Adds the group's long buffers, and the short ones before and after them, to the layout. */
function layGroup(layout: Layout, group: Group, style: CutStyle, random: Xoshiro128): void {
  const ticks = group.upper;
  const largestTrim = Math.floor((ticks * LARGEST_TRIM) / 100);
  const stack: Group[] = [group];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { lower, upper, bottom, top, spans, fillers } = node;
    const trimStart = largestTrim - lower;
    const trimEnd = largestTrim - (ticks - upper);
    const atStart = trimEnd < 1 || (trimStart >= 1 && random.chance(50));
    const room = atStart ? trimStart : trimEnd;
    if (fillers > 0 && room >= 1 && (spans === 1 || random.chance(35))) {
      const trimmed = random.between(Math.ceil(room / 8), room);
      const used = Math.min(random.between(1, Math.min(fillers, 1 + spans)), trimmed * (top - bottom));
      const end = atStart ? { lower, upper: lower + trimmed } : { lower: upper - trimmed, upper };
      cutRectangle(layout, { ...end, bottom, top }, used, style, random);
      const rest = atStart ? { lower: lower + trimmed, upper } : { lower, upper: upper - trimmed };
      stack.push({ ...rest, bottom, top, spans, fillers: fillers - used });
    } else if (spans === 1) {
      layout.add(lower, upper, bottom, top - bottom);
    } else {
      const height = top - bottom;
      const first = random.between(Math.ceil(spans / 4), spans - Math.ceil(spans / 4));
      const fair = shareOf(height, first, spans);
      const sway = random.between(50, 150);
      const cut = Math.min(height - (spans - first), Math.max(first, Math.floor((fair * sway) / 100)));
      const below = Math.floor((fillers * first) / spans);
      stack.push({ lower, upper, bottom, top: bottom + cut, spans: first, fillers: below });
      stack.push({ lower, upper, bottom: bottom + cut, top, spans: spans - first, fillers: fillers - below });
    }
  }
}

/** What `part` of `parts` gets of `units` when every part gets at least one. */
function shareOf(units: number, part: number, parts: number): number {
  if (part === parts) return units;
  return part + Math.floor(((units - parts) * part) / parts);
}

/** `total` as a random sum of `parts` numbers, each at least `least`; needs least · parts ≤ total. */
function composition(total: number, parts: number, least: number, random: Xoshiro128): number[] {
  const spare = total - least * parts;
  const cuts = Array.from({ length: parts - 1 }, () => random.between(0, spare)).sort((a, b) => a - b);
  const part: number[] = [];
  for (let i = 0; i < parts; i++) part.push(least + (cuts[i] ?? spare) - (cuts[i - 1] ?? 0));
  return part;
}
