import type { Apart, Buffer, Problem } from "../../../src/problem/index.js";
import type { Random } from "../../../src/problem/random.js";

// Ways to change a problem with constraints, after which it is known how its optimum must be related.

export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1));
}

/** Whether the time that a plan takes is minimised or limited. */
export function asksTime({ minimize = [], limits = {} }: Problem): boolean {
  return minimize.includes("time") || limits.time !== undefined;
}

function withBuffers(problem: Problem, change: (buffer: Buffer) => Buffer): Problem {
  return { ...problem, buffers: problem.buffers.map(change) };
}

function withOperators(problem: Problem, change: (time: number) => number): Problem {
  const { operators } = problem;
  if (operators === undefined) return problem;
  return { ...problem, operators: operators.map((operator) => ({ ...operator, time: change(operator.time) })) };
}

/** All times later by `by`; where they are vector clocks, each entry by another number. */
export function shiftTime(problem: Problem, by: number): Problem {
  return withBuffers(
    withOperators(problem, (time) => time + by),
    ({ gaps, clock, ...buffer }) => {
      const entries = clock?.lower.length ?? 1;
      const [lower, upper] = [clock?.lower ?? [buffer.lower], clock?.upper ?? [buffer.upper]].map((vector) => {
        return vector.map((entry, i) => entry + by * (i + 1));
      });
      const sum = (by * entries * (entries + 1)) / 2;
      return {
        ...buffer,
        lower: buffer.lower + sum,
        upper: buffer.upper + sum,
        ...(gaps && { gaps: gaps.map((gap) => ({ ...gap, lower: gap.lower + by, upper: gap.upper + by })) }),
        ...(clock && { clock: { lower: lower!, upper: upper! } }),
      };
    },
  );
}

/** Time backwards. */
export function mirrorTime(problem: Problem): Problem {
  const turn = <T extends { readonly lower: number; readonly upper: number }>(span: T): T => {
    return { ...span, lower: -span.upper, upper: -span.lower };
  };
  const negative = (vector: readonly number[]): number[] => vector.map((entry) => -entry);
  // The last time that is before `upper` becomes the first that is not before `−upper`.
  return withBuffers(
    withOperators(problem, (time) => -time - 1),
    ({ gaps, clock, ...buffer }) => ({
      ...turn(buffer),
      ...(gaps && { gaps: gaps.map(turn) }),
      ...(clock && { clock: { lower: negative(clock.upper), upper: negative(clock.lower) } }),
    }),
  );
}

/** Other names, and everything that is listed in another order. */
export function shuffle(problem: Problem, random: Random): Problem {
  const names = new Map(problem.buffers.map(({ id }, i) => [id, `other ${i * 7}`]));
  const rename = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((each) => rename(each, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rename(each, name)]));
    }
    const isName = ["buffers", "groups", "buffer", "of", "reads", "writes"].includes(key);
    return isName && typeof value === "string" ? names.get(value) : value;
  };
  const mixed = <T>(list: readonly T[]): T[] => {
    return list
      .map((value) => [random.next(), value] as const)
      .sort(([a], [b]) => a - b)
      .map(([, value]) => value);
  };
  const { buffers, ...rest } = problem;
  const renamed = rename(rest) as Omit<Problem, "buffers">;
  const lists = (["memories", "aliases", "apart", "free", "inplace"] as const).flatMap((list) => {
    const entries = renamed[list];
    return entries === undefined ? [] : [[list, mixed<unknown>(entries)] as const];
  });
  const others = buffers.map((buffer) => ({ ...buffer, id: names.get(buffer.id)! }));
  return { ...renamed, ...Object.fromEntries(lists), buffers: mixed(others) };
}

const BYTES = new Set([
  ...["size", "alignment", "offset", "hint", "from", "to", "capacity", "base", "bank", "at", "distance"],
  ...["moved", "peak", "bandwidth"],
]);

/** Every number of bytes times `by`, and so are bandwidths; what might lie anywhere now lies on the grid. */
export function scaleBytes(problem: Problem, by: number): Problem {
  const scale = (value: unknown, key = ""): unknown => {
    if (typeof value === "number") return BYTES.has(key) && value !== -1 ? value * by : value;
    if (Array.isArray(value)) return value.map((each) => scale(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scale(each, name)]));
  };
  const scaled = scale(problem) as Problem;
  if (scaled.memories === undefined) return withBuffers(scaled, (buffer) => ({ alignment: by, ...buffer }));
  return { ...scaled, memories: scaled.memories.map((memory) => ({ alignment: by, ...memory })) };
}

/** One more hard constraint; it may contradict the others. */
export function addConstraint(problem: Problem, random: Random): Problem {
  const { buffers, apart = [], memories } = problem;
  const first = whole(random, 0, buffers.length - 1);
  const second = (first + whole(random, 1, buffers.length - 1)) % buffers.length;
  const choice = whole(random, 0, memories === undefined ? 1 : 2);
  if (choice === 0) {
    const entry: Apart = { buffers: [buffers[first]!.id, buffers[second]!.id], distance: whole(random, 0, 2) };
    return { ...problem, apart: [...apart, entry] };
  }
  if (choice === 1) return { ...problem, buffers: buffers.with(first, { ...buffers[first]!, exclusive: true }) };
  const chosen = whole(random, 0, memories!.length - 1);
  const from = whole(random, 0, 12);
  const reserved = [...(memories![chosen]!.reserved ?? []), { from, to: from + whole(random, 1, 3) }];
  return { ...problem, memories: memories!.with(chosen, { ...memories![chosen]!, reserved }) };
}

/**
 * One buffer less, and what names it; null where only buffers are left that aliases tie. Two that a third ties meet no
 * more, so without it they could need more. Null too where operators are the times at which lifetimes begin or end, and
 * the time of a plan is asked for: without the buffer others could be accessed by other operators.
 */
export function removeBuffer(problem: Problem, random: Random): Problem | null {
  if (asksTime(problem) && problem.operators === undefined) return null;
  const { aliases = [] } = problem;
  const tied = new Set(aliases.flatMap(({ buffer, of }) => [buffer, of]));
  const open = problem.buffers.filter(({ id }) => !tied.has(id));
  if (open.length === 0) return null;
  const { id } = open[whole(random, 0, open.length - 1)]!;
  const without = <
    T extends { readonly buffers?: readonly string[]; readonly groups?: readonly (readonly string[])[] },
  >(
    entries: readonly T[],
  ): T[] =>
    entries.flatMap((entry) => {
      const buffers = entry.buffers?.filter((each) => each !== id);
      const groups = entry.groups
        ?.map((group) => group.filter((each) => each !== id))
        .filter(({ length }) => length > 0);
      return (buffers ?? groups)!.length < 2
        ? []
        : [{ ...entry, ...(buffers && { buffers }), ...(groups && { groups }) }];
    });
  const { apart, free, inplace, operators } = problem;
  const others = (ids: readonly string[]): string[] => ids.filter((each) => each !== id);
  return {
    ...problem,
    buffers: problem.buffers.filter((buffer) => buffer.id !== id),
    ...(operators && {
      operators: operators.map(({ reads, writes, ...operator }) => {
        return { ...operator, ...(reads && { reads: others(reads) }), ...(writes && { writes: others(writes) }) };
      }),
    }),
    ...(apart && { apart: without(apart) }),
    ...(free && { free: without(free) }),
    ...(inplace && { inplace: inplace.filter(({ buffer, of }) => buffer !== id && of !== id) }),
  };
}
