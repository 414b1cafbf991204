import type { Document } from "../../formats/index.js";
import type { Problem } from "../../problem/index.js";
import type { Difference } from "../output/rows.js";

type ProblemBuffer = Problem["buffers"][number];

/** A plan brought together with the problem that it is for. */
export interface Matched {
  /** The problem, without the buffers that have no offset in the plan. */
  readonly problem: Problem;
  /** In the order of the problem's buffers. */
  readonly offsets: Float64Array;
  /** The memory of each, likewise; null where the problem lists none. */
  readonly memories: readonly string[] | null;
  readonly differences: readonly Difference[];
}

/**
 * Compares a placed file with the problem that it is a plan for: ids, lifetimes, sizes, alignments and the memory. A
 * placed file that says no alignments, no capacity or no base is not compared in these: the simulator judges its
 * offsets by the problem's, and fixed offsets too.
 */
export function matchPlan(placed: Document, problem: Problem): Matched {
  const differences: Difference[] = [];
  const indexOf = new Map(placed.problem.buffers.map(({ id }, i) => [id, i]));
  const saysAlignments = placed.problem.buffers.some(({ alignment }) => alignment !== undefined);
  const buffers: ProblemBuffer[] = [];
  const offsets: number[] = [];
  const memories: string[] = [];
  for (const buffer of problem.buffers) {
    const index = indexOf.get(buffer.id);
    if (index === undefined) {
      differences.push(ofBuffer(buffer.id, "id", "has no offset: it is only in the problem"));
      continue;
    }
    buffers.push(buffer);
    offsets.push(placed.offsets![index]!);
    memories.push(placed.memories?.[index] ?? "");
    differences.push(...differencesOf(buffer, placed.problem.buffers[index]!, saysAlignments));
  }
  const known = new Set(problem.buffers.map(({ id }) => id));
  for (const { id } of placed.problem.buffers) {
    if (!known.has(id)) differences.push(ofBuffer(id, "id", "is not in the problem"));
  }
  for (const field of ["capacity", "base"] as const) {
    const found = placed.problem[field];
    const wanted = problem[field] ?? (field === "base" ? 0 : undefined);
    if (found === undefined || wanted === undefined || found === wanted) continue;
    differences.push({ field, message: `${field} is ${found}, and ${wanted} in the problem` });
  }
  // Constraints on buffers that the plan has not would be about nobody: the missing buffers are told, and no more.
  const isWhole = buffers.length === problem.buffers.length;
  const { capacity, base, memories: listed } = problem;
  const less = { buffers, ...(capacity !== undefined && { capacity }), ...(base !== undefined && { base }) };
  return {
    problem: isWhole ? problem : { ...less, ...(listed !== undefined && { memories: listed }) },
    offsets: Float64Array.from(offsets),
    memories: listed === undefined ? null : memories,
    differences,
  };
}

function differencesOf(wanted: ProblemBuffer, found: ProblemBuffer, saysAlignments: boolean): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: Difference["field"], is: number, shouldBe: number): void => {
    if (is !== shouldBe) {
      differences.push(ofBuffer(wanted.id, field, `${field} is ${is}, and ${shouldBe} in the problem`));
    }
  };
  compare("lower", found.lower, wanted.lower);
  compare("upper", found.upper, wanted.upper);
  compare("size", found.size, wanted.size);
  if (saysAlignments) compare("alignment", found.alignment ?? 1, wanted.alignment ?? 1);
  return differences;
}

function ofBuffer(buffer: string, field: Difference["field"], text: string): Difference {
  return { buffer, field, message: `buffer ${JSON.stringify(buffer)}: ${text}` };
}
