import { defineColumnFamily } from "../columns.js";
import type { Xoshiro128 } from "../xoshiro128.js";
import { type CutStyle, chooseStyle, cutRectangle, styleOption } from "./cut.js";
import { type Ground, groundOptions, layGround } from "./ground.js";
import { instanceOf, Layout } from "./layout.js";

/** Percent of a side that a shrunk buffer can lose. */
const LARGEST_LOSS = 30;

/**
 * Guillotine pieces of which some were taken out and others shrunk. The pieces that live at a few instants are spared,
 * so the capacity stays the load bound there, and the rest of the cutting is still a plan.
 */
export const thinned = defineColumnFamily(
  {
    name: "thinned",
    kind: "synthetic",
    description:
      "guillotine with buffers removed and shrunk: slack in many sections, none in a few, optimum = capacity",
    options: [
      ...groundOptions,
      styleOption,
      {
        name: "removed",
        type: "integer",
        min: 0,
        max: 60,
        default: null,
        description: "percent of the pieces taken out, or as many as full sections allow; absent: 2 to 15, drawn",
      },
      {
        name: "shrunk",
        type: "integer",
        min: 0,
        max: 100,
        default: null,
        description: "percent of the other pieces made smaller or shorter; absent: 0 to 30, drawn",
      },
      {
        name: "full",
        type: "integer",
        min: 1,
        max: 100,
        default: null,
        description: "instants that are left full; absent: 1 to 4, drawn",
      },
    ],
  },
  (values) => {
    const { ground, random } = layGround("thinned", values);
    const style = chooseStyle(values.style, random);
    const drawn = { removed: random.between(2, 15), shrunk: random.between(0, 30), full: random.between(1, 4) };
    const removedPercent = values.removed ?? drawn.removed;
    const shrunkPercent = values.shrunk ?? drawn.shrunk;
    const fullInstants = values.full ?? drawn.full;
    const layout = thin(ground, style, removedPercent, fullInstants, shrunkPercent, random);
    return instanceOf("thinned", ground, layout, random);
  },
);

function thin(
  ground: Ground,
  style: CutStyle,
  removedPercent: number,
  fullInstants: number,
  shrunkPercent: number,
  random: Xoshiro128,
): Layout {
  const { buffers, ticks, units } = ground;
  const whole = { lower: 0, upper: ticks, bottom: 0, top: units };
  // Among few pieces those that must stay can be nearly all: then fewer are taken out, in the end none.
  let removed = Math.floor((buffers * removedPercent) / (100 - removedPercent));
  // A rectangle has no more pieces than cells.
  removed = Math.min(removed, ticks * units - buffers);
  for (;;) {
    const cut = new Layout(buffers + removed);
    cutRectangle(cut, whole, buffers + removed, style, random);
    const spared = liveAtSome(cut, ticks, fullInstants, random);
    let loose = 0;
    for (let piece = 0; piece < cut.count; piece++) if (spared[piece] === 0) loose++;
    if (loose >= removed) return withoutSome(cut, spared, removed, shrunkPercent, random);
    removed >>>= 1;
  }
}

/** 1 for every piece that lives at one of the instants, which are drawn. */
function liveAtSome(cut: Layout, ticks: number, instants: number, random: Xoshiro128): Uint8Array {
  const spared = new Uint8Array(cut.count);
  for (let i = 0; i < instants; i++) {
    const instant = random.below(ticks);
    for (let piece = 0; piece < cut.count; piece++) {
      if (cut.lower[piece]! <= instant && instant < cut.upper[piece]!) spared[piece] = 1;
    }
  }
  return spared;
}

function withoutSome(
  cut: Layout,
  spared: Uint8Array,
  removed: number,
  shrunkPercent: number,
  random: Xoshiro128,
): Layout {
  const kept = new Layout(cut.count - removed);
  let toRemove = removed;
  for (const piece of random.permutation(cut.count)) {
    let lower = cut.lower[piece]!;
    let upper = cut.upper[piece]!;
    let offset = cut.offset[piece]!;
    let size = cut.size[piece]!;
    if (spared[piece] === 0) {
      if (toRemove > 0) {
        toRemove--;
        continue;
      }
      if (random.chance(shrunkPercent)) {
        const fromBelow = random.chance(50);
        if (random.chance(50)) {
          const loss = lossOf(size, random);
          size -= loss;
          if (fromBelow) offset += loss;
        } else {
          const loss = lossOf(upper - lower, random);
          if (fromBelow) lower += loss;
          else upper -= loss;
        }
      }
    }
    kept.add(lower, upper, offset, size);
  }
  return kept;
}

/** At least 1 and less than the side, or 0 where the side is 1. */
function lossOf(side: number, random: Xoshiro128): number {
  const most = Math.min(side - 1, Math.ceil((side * LARGEST_LOSS) / 100));
  return most === 0 ? 0 : random.between(1, most);
}
