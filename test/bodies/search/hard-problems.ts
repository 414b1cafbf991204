import type { Buffer, Gap, Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";

/** How much of each construct a hard problem has, as shares from 0 to 1 of its buffers. */
export interface HardMix {
  readonly gaps: number;
  readonly windows: number;
  readonly apart: number;
  readonly aliases: number;
  readonly free: number;
  readonly inplace: number;
}

/**
 * A problem of `count` buffers in one memory without an end, about a fifth of which live at a time: too large to try
 * all offsets, and hard where few sizes fill its sections exactly.
 */
export function hardProblem(seed: number, count: number, mix: HardMix): Problem {
  const random = new Random(seed);
  const whole = (least: number, greatest: number): number => least + Math.floor(random.next() * (greatest - least + 1));
  const horizon = Math.max(4, Math.ceil(count / 2));
  const buffers = Array.from({ length: count }, (_, i): Buffer => {
    const lower = whole(0, horizon - 1);
    const upper = Math.min(horizon, lower + whole(1, Math.ceil(horizon / 3)));
    const size = whole(3, 20);
    const gaps: Gap[] = [];
    if (upper - lower > 2 && random.next() < mix.gaps + mix.windows) {
      const at = whole(lower + 1, upper - 2);
      const from = whole(0, size - 1);
      const windowed = random.next() * (mix.gaps + mix.windows) < mix.windows;
      gaps.push({ lower: at, upper: whole(at + 1, upper - 1), ...(windowed && { from, to: whole(from + 1, size) }) });
    }
    return { id: `b${i}`, lower, upper, size, ...(gaps.length > 0 && { gaps }) };
  });
  const two = (): [number, number] => {
    const first = whole(0, count - 1);
    return [first, (first + whole(1, count - 1)) % count];
  };
  const ids = ([a, b]: readonly number[]): [string, string] => [`b${a}`, `b${b}`];
  const times = <T>(share: number, make: () => T): T[] => Array.from({ length: Math.round(share * count) }, make);
  // No buffer is tied twice, and none to one that it is to be apart from.
  const tied = new Set<number>();
  const aliases = times(mix.aliases, two).flatMap(([a, b]) => {
    if (tied.has(a) || tied.has(b)) return [];
    tied.add(a).add(b);
    return [{ buffer: `b${a}`, of: `b${b}`, at: whole(0, 8) }];
  });
  const loose = (pair: readonly number[]): boolean => !pair.some((b) => tied.has(b));
  const apart = times(mix.apart, two).flatMap((pair) => (loose(pair) ? [{ buffers: ids(pair) }] : []));
  const free = times(mix.free, two).flatMap((pair) => (loose(pair) ? [{ buffers: ids(pair) }] : []));
  const inplace = times(mix.inplace, two).flatMap((pair) => {
    const [buffer, of] = ids(pair);
    return loose(pair) ? [{ buffer, of }] : [];
  });
  return { buffers, aliases, apart, free, inplace };
}

export const MIXES: Readonly<Record<string, HardMix>> = {
  plain: { gaps: 0, windows: 0, apart: 0, aliases: 0, free: 0, inplace: 0 },
  gaps: { gaps: 0.5, windows: 0, apart: 0, aliases: 0, free: 0, inplace: 0 },
  windows: { gaps: 0.2, windows: 0.4, apart: 0, aliases: 0, free: 0, inplace: 0 },
  apart: { gaps: 0, windows: 0, apart: 1, aliases: 0, free: 0, inplace: 0 },
  aliases: { gaps: 0, windows: 0, apart: 0, aliases: 0.4, free: 0, inplace: 0 },
  free: { gaps: 0, windows: 0, apart: 0.3, aliases: 0, free: 0.5, inplace: 0 },
  inplace: { gaps: 0, windows: 0, apart: 0, aliases: 0, free: 0, inplace: 0.5 },
  all: { gaps: 0.3, windows: 0.1, apart: 0.4, aliases: 0.2, free: 0.2, inplace: 0.2 },
};
