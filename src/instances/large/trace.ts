import { defineColumnFamily } from "../columns.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { largeOptions } from "./step.js";

/** Halvings from the shortest class of lifetimes to the longest, and from the smallest size to the largest. */
const LIFE_OCTAVES = 14;
const SIZE_OCTAVES = 12;
const SMALLEST = 512;

/**
 * What an allocator of a busy program sees: sizes and lifetimes over many octaves, each octave rarer than the one
 * below, large blocks mostly long-lived, and phases with a working set of their own. Sizes are in classes, four an
 * octave, as in allocators. Whole numbers alone, so that every machine draws the same.
 */
export const trace = defineColumnFamily(
  {
    name: "trace",
    kind: "large",
    description: "an allocator's trace with random lifetimes: heavy tails in size and lifetime, phases",
    options: [
      ...largeOptions,
      {
        name: "phases",
        type: "integer",
        min: 0,
        max: 10_000,
        default: null,
        description: "phases at whose end much is freed; absent: 0 to 24, drawn",
      },
    ],
  },
  (values) => {
    const { seed, buffers } = values;
    const random = new Xoshiro128(seed, "trace");
    const style = {
      /** Percent of the cases that go on to the next octave. */
      lifeTail: random.between(60, 80),
      sizeTail: random.between(40, 55),
      /** Percent of the blocks that live to the end of their phase. */
      held: random.between(2, 15),
      /** Percent of the blocks that live nearly always. */
      lasting: random.pick([0, 0, 1]),
    };
    const drawn = random.between(0, 24);
    const phaseLength = Math.ceil((2 * buffers) / ((values.phases ?? drawn) + 1));
    const end = 2 * buffers;
    const lower = new Float64Array(buffers);
    const upper = new Float64Array(buffers);
    const size = new Float64Array(buffers);
    for (let row = 0; row < buffers; row++) {
      const first = 2 * row;
      const life = octave(random, style.lifeTail, LIFE_OCTAVES);
      const width = octave(random, style.sizeTail, SIZE_OCTAVES);
      const phaseEnd = (Math.floor(first / phaseLength) + 1) * phaseLength;
      let last = first + 1 + 2 * random.below(2 ** (life + (width >>> 2)));
      const fate = random.below(100);
      if (fate < style.held) last = phaseEnd - (phaseEnd % 2 === 0 ? 1 : 0) + 2 * random.below(8);
      else if (fate < style.held + style.lasting) last = end - random.below(Math.max(1, buffers >>> 4));
      lower[row] = first;
      upper[row] = Math.max(first + 1, Math.min(end, last));
      size[row] = (SMALLEST / 4) * (4 + random.below(4)) * 2 ** width;
    }
    return { name: `trace-${buffers}-seed${seed}`, family: "trace", seed, lower, upper, size };
  },
);

/** 0, and one more in `percent` of 100 cases, again and again, up to `most`. */
function octave(random: Xoshiro128, percent: number, most: number): number {
  let reached = 0;
  while (reached < most && random.chance(percent)) reached++;
  return reached;
}
