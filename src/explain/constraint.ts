import type { Problem, Term } from "../problem/index.js";

/**
 * A constraint that a core can hold and that can be dropped by itself. Buffers are positions in `problem.buffers`,
 * indices those of the list that is named. `memory` is an id, "" where the problem lists no memories.
 *
 * To drop one is to take it away and nothing else: a memory without its capacity has no end, a fixed buffer without its
 * offset may move, one without its alignment may lie anywhere, aliases without their entry need not lie together (and
 * still may share bytes).
 */
export type CoreConstraint =
  | { readonly kind: "capacity"; readonly memory: string; readonly bytes: number }
  | { readonly kind: "reserved"; readonly memory: string; readonly index: number }
  | { readonly kind: "alignment"; readonly buffer: number; readonly bytes: number }
  | { readonly kind: "offset"; readonly buffer: number; readonly offset: number }
  | { readonly kind: "withinBank"; readonly buffer: number }
  | { readonly kind: "exclusive"; readonly buffer: number }
  | { readonly kind: "apart"; readonly index: number }
  | { readonly kind: "alias"; readonly index: number }
  | { readonly kind: "limit"; readonly term: Term; readonly most: number };

/** The same for constraints that are the same. */
export function keyOf(constraint: CoreConstraint): string {
  switch (constraint.kind) {
    case "capacity":
      return `capacity ${constraint.memory}`;
    case "reserved":
      return `reserved ${constraint.index} ${constraint.memory}`;
    case "limit":
      return `limit ${constraint.term}`;
    case "apart":
    case "alias":
      return `${constraint.kind} ${constraint.index}`;
    default:
      return `${constraint.kind} ${constraint.buffer}`;
  }
}

/** Entries of `apart`, `free` or of operators: what they list. */
export function idsListed(entry: {
  readonly buffers?: readonly string[];
  readonly groups?: readonly (readonly string[])[];
}): readonly string[] {
  return entry.buffers ?? (entry.groups ?? []).flat();
}

/**
 * The constraints of a problem that bear on some of its buffers, in the order in which a core had best be rid of them:
 * what is told in most words first, small alignments before large ones, the capacities last.
 *
 * @param buffers positions
 */
export function constraintsOn(problem: Problem, buffers: readonly number[]): CoreConstraint[] {
  const found: CoreConstraint[] = [];
  const ids = new Set(buffers.map((b) => problem.buffers[b]!.id));
  for (const [term, most] of Object.entries(problem.limits ?? {})) {
    found.push({ kind: "limit", term: term as Term, most });
  }
  const used = new Set<string>();
  for (const b of buffers) for (const id of memoriesOf(problem, b)) used.add(id);
  for (const { id, reserved = [] } of problem.memories ?? []) {
    if (!used.has(id)) continue;
    for (const [index, { from, to }] of reserved.entries()) {
      if (from < to) found.push({ kind: "reserved", memory: id, index });
    }
  }
  for (const buffer of buffers) {
    const { withinBank, exclusive } = problem.buffers[buffer]!;
    if (withinBank === true) found.push({ kind: "withinBank", buffer });
    if (exclusive === true) found.push({ kind: "exclusive", buffer });
  }
  const aligned = buffers.map(
    (buffer) => ({ kind: "alignment", buffer, bytes: alignmentOf(problem, buffer) }) as const,
  );
  found.push(...aligned.filter(({ bytes }) => bytes > 1).sort((a, b) => a.bytes - b.bytes));
  const names = (count: number, listed: readonly string[]): boolean =>
    listed.filter((id) => ids.has(id)).length >= count;
  for (const [index, { buffer, of }] of (problem.aliases ?? []).entries()) {
    if (names(2, [buffer, of])) found.push({ kind: "alias", index });
  }
  for (const [index, entry] of (problem.apart ?? []).entries()) {
    if (names(2, idsListed(entry))) found.push({ kind: "apart", index });
  }
  for (const buffer of buffers) {
    const { offset = -1 } = problem.buffers[buffer]!;
    if (offset >= 0) found.push({ kind: "offset", buffer, offset });
  }
  if (problem.memories === undefined) {
    const { capacity = Number.POSITIVE_INFINITY } = problem;
    if (capacity < Number.POSITIVE_INFINITY) found.push({ kind: "capacity", memory: "", bytes: capacity });
  }
  for (const { id, capacity = Number.POSITIVE_INFINITY } of problem.memories ?? []) {
    if (used.has(id) && capacity < Number.POSITIVE_INFINITY) {
      found.push({ kind: "capacity", memory: id, bytes: capacity });
    }
  }
  return found;
}

/** Whether buffers that name no memory may lie in any: so it is where time counts. */
export function isAnyByDefault({ minimize = [], limits = {} }: Problem): boolean {
  return minimize.includes("time") || limits.time !== undefined;
}

/** Ids of the memories that a buffer may lie in; [] where the problem lists none. */
export function memoriesOf(problem: Problem, buffer: number): readonly string[] {
  const { memories = [] } = problem;
  const { memory, memories: choices } = problem.buffers[buffer]!;
  if (choices !== undefined) return choices.map(({ id }) => id);
  if (memory !== undefined) return [memory];
  return (isAnyByDefault(problem) ? memories : memories.slice(0, 1)).map(({ id }) => id);
}

/** The greatest alignment that may bind a buffer: its own, or that of its memories. Bytes. */
export function alignmentOf(problem: Problem, buffer: number): number {
  const own = problem.buffers[buffer]!.alignment;
  if (own !== undefined || problem.memories === undefined) return own ?? 1;
  const ids = memoriesOf(problem, buffer);
  return problem.memories.reduce(
    (most, { id, alignment = 1 }) => (ids.includes(id) ? Math.max(most, alignment) : most),
    1,
  );
}
