import type { Xoshiro128 } from "../xoshiro128.js";
import type { Layout } from "./layout.js";

/** How a rectangle of time and memory is cut. Percentages are whole numbers. */
export interface CutStyle {
  /**
   * Share of the cuts that go across the longer side, both sides taken relative to the whole; the others toss a coin.
   */
  readonly squarePercent: number;
  /** Length of a square piece in time, relative to its height in memory: 100 makes them alike. */
  readonly stretchPercent: number;
  /** How near to an end a cut may fall, in percent of the side. */
  readonly marginPercent: number;
  /** 0 makes pieces of about the same area, 100 deals the pieces out without regard to area. */
  readonly jitterPercent: number;
}

/**
 * The styles, after what the hard public instances look like. All have pieces of similar area: unequal areas leave
 * large buffers that are placed first without a doubt.
 */
export const cutStyles = {
  /** Lifetimes and sizes over two orders of magnitude, many long-lived buffers. */
  broad: { squarePercent: 0, stretchPercent: 100, marginPercent: 4, jitterPercent: 15 },
  /** Everything short and of similar size. */
  even: { squarePercent: 100, stretchPercent: 50, marginPercent: 30, jitterPercent: 0 },
  /** Half of each. */
  mixed: { squarePercent: 50, stretchPercent: 70, marginPercent: 10, jitterPercent: 25 },
} as const satisfies Record<string, CutStyle>;

export const styleOption = {
  name: "style",
  type: "choice",
  choices: ["any", "broad", "even", "mixed"],
  default: "any",
  description:
    "broad: lifetimes and sizes spread widely; even: all alike; mixed: between them; any: drawn from the seed",
} as const;

/** The style by that name; "any" draws one. */
export function chooseStyle(name: "any" | keyof typeof cutStyles, random: Xoshiro128): CutStyle {
  const drawn = random.pick(["broad", "even", "mixed"] as const);
  return cutStyles[name === "any" ? drawn : name];
}

/** A rectangle, `lower ≤ time < upper` and `bottom ≤ unit < top`. */
export interface Rectangle {
  readonly lower: number;
  readonly upper: number;
  readonly bottom: number;
  readonly top: number;
}

/**
 * Cuts a rectangle edge to edge, and its pieces again, into exactly `pieces` rectangles that fill it, and adds them to
 * the layout. Needs 1 ≤ pieces ≤ cells of the rectangle. Linear in the pieces.
 */
export function cutRectangle(
  layout: Layout,
  whole: Rectangle,
  pieces: number,
  style: CutStyle,
  random: Xoshiro128,
): void {
  const { squarePercent, stretchPercent, marginPercent, jitterPercent } = style;
  const fullLength = (whole.upper - whole.lower) * stretchPercent;
  const fullHeight = (whole.top - whole.bottom) * 100;
  // Five numbers a rectangle: lower, upper, bottom, top, pieces.
  const stack = [whole.lower, whole.upper, whole.bottom, whole.top, pieces];
  while (stack.length > 0) {
    const count = stack.pop()!;
    const top = stack.pop()!;
    const bottom = stack.pop()!;
    const upper = stack.pop()!;
    const lower = stack.pop()!;
    if (count === 1) {
      layout.add(lower, upper, bottom, top - bottom);
      continue;
    }
    const length = upper - lower;
    const height = top - bottom;
    const longer = length * fullHeight > height * fullLength;
    let acrossTime = random.chance(squarePercent) ? longer : random.chance(50);
    if (length === 1) acrossTime = false;
    if (height === 1) acrossTime = true;
    const side = acrossTime ? length : height;
    const other = acrossTime ? height : length;
    const margin = Math.max(1, Math.floor((side * marginPercent) / 100));
    const cut = random.between(margin, side - margin);
    const share = (count * cut) / side;
    const dealt = random.below(count + 1);
    const wanted = Math.round((share * (100 - jitterPercent) + dealt * jitterPercent) / 100);
    // Neither part may be asked for no piece, nor for more pieces than it has cells.
    const least = Math.max(1, count - (side - cut) * other);
    const most = Math.min(count - 1, cut * other);
    const first = Math.min(most, Math.max(least, wanted));
    if (acrossTime) {
      stack.push(lower, lower + cut, bottom, top, first);
      stack.push(lower + cut, upper, bottom, top, count - first);
    } else {
      stack.push(lower, upper, bottom, bottom + cut, first);
      stack.push(lower, upper, bottom + cut, top, count - first);
    }
  }
}
