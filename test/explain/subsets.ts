import type { CoreConstraint, InfeasibleCore } from "../../src/explain/index.js";
import type { Buffer, Free, Problem } from "../../src/problem/index.js";
import { isConstrained } from "../../src/problem/index.js";
import { bruteForce } from "../support/brute-force.js";
import { bruteForce as bruteForceModel } from "../support/model-brute-force.js";

/** Offsets in which any of these small problems has a plan, if it has one in any. */
const ENOUGH = 40;

/** Whether a problem has a plan, by trying all offsets. */
export function hasPlan(problem: Problem): boolean {
  if (isConstrained(problem)) return bruteForceModel(problem, [], ENOUGH) !== null;
  return bruteForce(problem, problem.capacity ?? ENOUGH) !== null;
}

/** A problem with these buffers only, and what it says of them. */
export function withBuffers(problem: Problem, kept: readonly number[]): Problem {
  const buffers = kept.map((b) => problem.buffers[b]!);
  const ids = new Set(buffers.map(({ id }) => id));
  const lists = <E extends Free>(entries: readonly E[]): E[] =>
    entries.flatMap((entry) => {
      const groups = (entry.groups ?? entry.buffers!.map((id) => [id]))
        .map((group) => group.filter((id) => ids.has(id)))
        .filter((group) => group.length > 0);
      const { buffers: _, groups: __, ...rest } = entry;
      return groups.length < 2 ? [] : [{ ...rest, groups } as unknown as E];
    });
  const both = ({ buffer, of }: { readonly buffer: string; readonly of: string }): boolean =>
    ids.has(buffer) && ids.has(of);
  const aliases = (problem.aliases ?? []).filter(both);
  return {
    ...problem,
    buffers,
    ...(problem.apart && { apart: lists(problem.apart) }),
    ...(problem.inplace && { inplace: problem.inplace.filter(both) }),
    free: [...lists(problem.free ?? []), ...untied(problem, { ...problem, buffers, aliases })],
    ...(problem.aliases && { aliases }),
  };
}

/** Pairs that aliases tied in the one and do not in the other: they may share bytes as before. */
function untied(before: Problem, after: Problem): Free[] {
  const pairs: Free[] = [];
  for (const [i, { id: a }] of after.buffers.entries()) {
    for (const { id: b } of after.buffers.slice(0, i)) {
      if (isTied(before, a, b) && !isTied(after, a, b)) pairs.push({ buffers: [a, b] });
    }
  }
  return pairs;
}

function isTied({ aliases = [] }: Problem, a: string, b: string): boolean {
  const reached = new Set([a]);
  for (const id of reached) {
    for (const { buffer, of } of aliases) {
      if (buffer === id) reached.add(of);
      if (of === id) reached.add(buffer);
    }
  }
  return reached.has(b);
}

/** A problem without one of its constraints. Buffers and indices are those of the problem itself. */
export function withoutConstraint(problem: Problem, gone: CoreConstraint): Problem {
  const change = (b: number, fields: Partial<Buffer>): Problem => ({
    ...problem,
    buffers: problem.buffers.map((buffer, at) => (at === b ? { ...buffer, ...fields } : buffer)),
  });
  switch (gone.kind) {
    case "capacity": {
      if (problem.memories === undefined) return { ...problem, capacity: ENOUGH };
      return {
        ...problem,
        memories: problem.memories.map((each) => (each.id === gone.memory ? { ...each, capacity: ENOUGH } : each)),
      };
    }
    case "reserved":
      return {
        ...problem,
        memories: problem.memories!.map((each) =>
          each.id === gone.memory ? { ...each, reserved: each.reserved!.filter((_, i) => i !== gone.index) } : each,
        ),
      };
    case "alignment":
      return change(gone.buffer, { alignment: 1 });
    case "offset":
      return change(gone.buffer, { offset: -1 });
    case "withinBank":
      return change(gone.buffer, { withinBank: false });
    case "exclusive":
      return change(gone.buffer, { exclusive: false });
    case "apart":
      return { ...problem, apart: problem.apart!.filter((_, i) => i !== gone.index) };
    case "alias": {
      const less = { ...problem, aliases: problem.aliases!.filter((_, i) => i !== gone.index) };
      return { ...less, free: [...(problem.free ?? []), ...untied(problem, less)] };
    }
    case "limit": {
      const { [gone.term]: _, ...limits } = problem.limits!;
      return { ...problem, limits };
    }
  }
}

/** All that a core says, made from the whole problem and without the help of what made the core. */
export function problemOf(whole: Problem, { buffers, constraints }: Pick<InfeasibleCore, "buffers" | "constraints">) {
  let part: Problem = { ...whole, minimize: [] };
  const names = (kind: CoreConstraint["kind"], at: number): boolean =>
    constraints.some(
      (each) => each.kind === kind && ("buffer" in each ? each.buffer : "index" in each && each.index) === at,
    );
  for (const [b, { alignment, offset, exclusive, withinBank }] of whole.buffers.entries()) {
    const hasDefault = whole.memories?.some((memory) => memory.alignment !== undefined) === true;
    if ((alignment !== undefined || hasDefault) && !names("alignment", b)) {
      part = withoutConstraint(part, { kind: "alignment", buffer: b, bytes: 1 });
    }
    if (offset !== undefined && !names("offset", b))
      part = withoutConstraint(part, { kind: "offset", buffer: b, offset });
    if (exclusive === true && !names("exclusive", b)) part = withoutConstraint(part, { kind: "exclusive", buffer: b });
    if (withinBank === true && !names("withinBank", b))
      part = withoutConstraint(part, { kind: "withinBank", buffer: b });
  }
  for (const { id, reserved = [] } of whole.memories ?? []) {
    for (const index of [...reserved.keys()].reverse()) {
      if (constraints.some((each) => each.kind === "reserved" && each.memory === id && each.index === index)) continue;
      part = withoutConstraint(part, { kind: "reserved", memory: id, index });
    }
  }
  for (const memory of whole.memories?.map(({ id }) => id) ?? [""]) {
    if (constraints.some((each) => each.kind === "capacity" && each.memory === memory)) continue;
    part = withoutConstraint(part, { kind: "capacity", memory, bytes: 0 });
  }
  for (const index of [...(whole.apart ?? []).keys()].reverse()) {
    if (!names("apart", index)) part = withoutConstraint(part, { kind: "apart", index });
  }
  for (const index of [...(whole.aliases ?? []).keys()].reverse()) {
    if (!names("alias", index)) part = withoutConstraint(part, { kind: "alias", index });
  }
  return withBuffers(part, buffers);
}
