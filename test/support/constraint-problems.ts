import type { Apart, Buffer, Gap, InPlace, Memory, Operator, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

/** What a problem with constraints may have. */
export const CONSTRUCTS = [
  "gaps",
  "windows",
  "memories",
  "reserved",
  "aliases",
  "apart",
  "exclusive",
  "free",
  "inplace",
  "banks",
  "fixed",
  "clocks",
  "reuse",
  "spill",
  "hints",
  "tiers",
] as const;
export type Construct = (typeof CONSTRUCTS)[number];

/**
 * A problem of up to `most` buffers with sizes up to 4, the same for the same seed, with some of these constructs. It
 * need not have a plan, and may contradict itself: `compile` throws an InputError then.
 */
export function constraintProblem(seed: number, constructs: readonly Construct[], most = 6): Problem {
  const random = new Random(seed);
  const whole = (least: number, greatest: number): number => least + Math.floor(random.next() * (greatest - least + 1));
  const oneIn = (many: number): boolean => whole(1, many) === 1;
  const has = new Set(constructs);
  const count = whole(2, most);
  const horizon = whole(2, 5);
  const several = has.has("memories") || has.has("spill");
  const ids = Array.from({ length: count }, (_, i) => `b${i}`);
  const two = (): [string, string] => {
    const first = whole(0, count - 1);
    return [ids[first]!, ids[(first + whole(1, count - 1)) % count]!];
  };
  const memories: Memory[] = Array.from({ length: several ? whole(1, 2) + 1 : 1 }, (_, i) => {
    const capacity = has.has("spill") ? whole(3, 7) : whole(5, 11);
    const from = whole(0, capacity - 1);
    return {
      id: `m${i}`,
      ...((i === 0 || oneIn(2)) && { capacity }),
      ...(has.has("reserved") && oneIn(2) && { reserved: [{ from, to: from + whole(1, 2) }] }),
      ...(has.has("banks") && { bank: whole(2, 4) }),
      ...(oneIn(4) && { alignment: whole(1, 3) }),
    };
  });
  const buffers = ids.map((id): Buffer => {
    const lower = whole(0, horizon - 1);
    const upper = whole(lower + 1, horizon);
    const size = oneIn(12) ? 0 : whole(1, 4);
    const gaps: Gap[] = [];
    for (let t = lower; t < upper; t++) {
      if ((!has.has("gaps") && !has.has("windows")) || !oneIn(3)) continue;
      const from = whole(0, size);
      const windowed = has.has("windows") && (!has.has("gaps") || oneIn(2));
      gaps.push({ lower: t, upper: t + 1, ...(windowed && { from, to: whole(from, size) }) });
    }
    const clock = { lower: [lower, whole(0, 2)], upper: [upper, 0] };
    clock.upper[1] = clock.lower[1]! + whole(0, 2);
    const sum = (entries: readonly number[]): number => entries.reduce((total, entry) => total + entry, 0);
    const spread = memories.flatMap((memory) => (oneIn(2) ? [{ id: memory.id, cost: whole(0, 5) }] : []));
    const choice =
      has.has("spill") && spread.length > 0
        ? { memories: spread }
        : { memory: memories[whole(0, memories.length - 1)]!.id };
    return {
      id,
      ...(has.has("clocks") ? { lower: sum(clock.lower), upper: sum(clock.upper), clock } : { lower, upper }),
      size,
      ...(oneIn(4) && { alignment: whole(1, 3) }),
      ...(has.has("fixed") && oneIn(4) && { offset: whole(0, 5) }),
      ...(has.has("hints") && oneIn(2) && { hint: whole(0, 6) }),
      ...(gaps.length > 0 && !has.has("clocks") && { gaps }),
      ...(several && choice),
      ...(has.has("exclusive") && oneIn(5) && { exclusive: true }),
      ...(has.has("banks") && oneIn(4) && { withinBank: true }),
    };
  });
  const some = <T>(construct: Construct, make: () => T): T[] =>
    has.has(construct) ? Array.from({ length: whole(1, 3) }, make) : [];
  const apart: Apart[] = [
    ...some("apart", () => ({ buffers: two(), ...(oneIn(3) && { distance: whole(1, 2) }) })),
    ...some("reuse", () => ({ buffers: two(), cost: whole(0, 4) })),
    ...some("banks", () => ({ buffers: two(), banks: true })),
  ];
  const aliases = some("aliases", () => {
    const [buffer, of] = two();
    return { buffer, of, at: whole(0, 2) };
  });
  const inplace: InPlace[] = some("inplace", () => {
    const [buffer, of] = two();
    return { buffer, of, ...(oneIn(3) && { at: whole(0, 2) }) };
  });
  const free = some("free", () => ({ buffers: two() }));
  return {
    ...(has.has("tiers") && !has.has("clocks") ? tiered(seed, buffers, memories) : { buffers, memories }),
    ...(apart.length > 0 && { apart }),
    ...(aliases.length > 0 && { aliases }),
    ...(inplace.length > 0 && { inplace }),
    ...(free.length > 0 && { free }),
  };
}

/** Bandwidths, counts of accesses and operators, on top of what there is; some buffers lose their memory. */
function tiered(seed: number, buffers: readonly Buffer[], memories: readonly Memory[]) {
  // Of its own, so that the rest is the same with it and without.
  const random = new Random(seed + 1_000_003);
  const whole = (least: number, greatest: number): number => least + Math.floor(random.next() * (greatest - least + 1));
  const oneIn = (many: number): boolean => whole(1, many) === 1;
  const fast = memories.map((memory): Memory => {
    return {
      ...memory,
      ...(!oneIn(4) && { bandwidth: whole(1, 12) / 4 }),
      ...(oneIn(3) && { latency: whole(0, 3) / 2 }),
    };
  });
  const isOpen = oneIn(2);
  const counted = buffers.map(({ memory, ...buffer }): Buffer => {
    return {
      ...buffer,
      ...(memory !== undefined && !isOpen && { memory }),
      ...(oneIn(3) && { reads: whole(0, 5) }),
      ...(oneIn(4) && { writes: whole(0, 2) }),
    };
  });
  if (oneIn(3)) return { buffers: counted, memories: fast };
  const last = Math.max(...buffers.map(({ upper }) => upper));
  const operators = Array.from({ length: whole(1, 6) }, (): Operator => {
    const time = whole(0, last);
    const live = buffers.filter(({ lower, upper, gaps }) => lower <= time && time < upper && gaps === undefined);
    const some = (): string[] => live.filter(() => oneIn(2)).map(({ id }) => id);
    return {
      time,
      compute: whole(0, 6) / 2,
      ...(oneIn(3) && { reads: some() }),
      ...(oneIn(4) && { writes: some() }),
    };
  });
  return { buffers: counted, memories: fast, operators };
}
