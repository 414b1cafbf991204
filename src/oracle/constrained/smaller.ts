import type { Buffer, Problem } from "../../problem/index.js";

interface Listing {
  readonly buffers?: readonly string[];
  readonly groups?: readonly (readonly string[])[];
}

/** Without some buffers in a row, and without what names them. */
export function withoutBuffers(problem: Problem, from: number, count: number): Problem {
  const gone = new Set(problem.buffers.slice(from, from + count).map(({ id }) => id));
  const { aliases, apart, free, inplace, operators } = problem;
  const pairs = <T extends { readonly buffer: string; readonly of: string }>(list: readonly T[]): T[] => {
    return list.filter(({ buffer, of }) => !gone.has(buffer) && !gone.has(of));
  };
  const lists = <T extends Listing>(list: readonly T[]): T[] =>
    list.flatMap((entry) => {
      const buffers = entry.buffers?.filter((id) => !gone.has(id));
      const groups = entry.groups?.map((ids) => ids.filter((id) => !gone.has(id))).filter((ids) => ids.length > 0);
      if ((buffers ?? groups ?? []).length < 2) return [];
      return [{ ...entry, ...(buffers && { buffers }), ...(groups && { groups }) }];
    });
  const named = (ids: readonly string[]): string[] => ids.filter((id) => !gone.has(id));
  return {
    ...problem,
    buffers: problem.buffers.toSpliced(from, count),
    ...(operators && {
      operators: operators.map(({ reads, writes, ...operator }) => {
        return { ...operator, ...(reads && { reads: named(reads) }), ...(writes && { writes: named(writes) }) };
      }),
    }),
    ...(aliases && { aliases: pairs(aliases) }),
    ...(apart && { apart: lists(apart) }),
    ...(free && { free: lists(free) }),
    ...(inplace && { inplace: pairs(inplace) }),
  };
}

/** Everything that is one constraint less: an entry of a list, or what a buffer says beyond a plain one. */
export function* fewerConstraints(problem: Problem): Generator<Problem> {
  for (const list of ["aliases", "apart", "free", "inplace", "minimize", "operators"] as const) {
    const entries: readonly unknown[] = problem[list] ?? [];
    for (const i of entries.keys()) {
      const { [list]: _, ...rest } = problem;
      const left = entries.toSpliced(i, 1);
      yield left.length === 0 ? rest : { ...rest, [list]: left };
    }
  }
  if (problem.limits !== undefined) {
    const { limits: _, ...rest } = problem;
    yield rest;
  }
  for (const [m, memory] of (problem.memories ?? []).entries()) {
    const { reserved, bank, ...rest } = memory;
    if (reserved !== undefined || bank !== undefined) yield { ...problem, memories: problem.memories!.with(m, rest) };
    const { bandwidth, latency, ...timeless } = memory;
    if (bandwidth === undefined && latency === undefined) continue;
    yield { ...problem, memories: problem.memories!.with(m, timeless) };
  }
  for (const [b, buffer] of problem.buffers.entries()) {
    for (const field of ["gaps", "exclusive", "withinBank", "reads", "writes"] as const) {
      if (buffer[field] === undefined) continue;
      const { [field]: _, ...rest } = buffer;
      yield { ...problem, buffers: problem.buffers.with(b, rest as Buffer) };
    }
  }
}
