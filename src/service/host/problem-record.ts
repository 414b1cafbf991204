import { createHash } from "node:crypto";
import { unpackColumns } from "../../problem/index.js";
import { isConstrainedRequest, type PlanTask } from "../wire/task.js";
import type { RunFacts } from "../workers/jobs.js";

/** Larger problems are not kept: nothing is learned from them, and writing them down would hold up the network. */
export const MOST_RECORDED = 2_000;

/** A problem that was planned, as it is kept to be learned from. Nothing in it says whose it was. */
export interface ProblemRecord {
  /** SHA-256 of the problem's rows and memory, in hexadecimal: equal problems have equal ones. */
  readonly id: string;
  /** One JSON object, with its line break. */
  readonly line: string;
}

/**
 * What is kept of a problem: lifetimes, sizes, alignments, fixed offsets and memory, what was asked, and what the run
 * came to. Buffers have no names, and no caller and no time stand in it.
 *
 * @returns null for problems with constraints, which no policy guides as a whole, and for those that are too large
 */
export function recordOf(task: PlanTask, { status, steps }: RunFacts): ProblemRecord | null {
  if (isConstrainedRequest(task.problem) || task.problem.count > MOST_RECORDED) return null;
  const { capacity, base, lower, upper, size, alignment, fixedOffset } = unpackColumns(task.problem);
  const problem = {
    ...(capacity !== Number.POSITIVE_INFINITY && { capacity }),
    ...(base !== 0 && { base }),
    lower: Array.from(lower),
    upper: Array.from(upper),
    size: Array.from(size),
    ...(alignment.some((bytes) => bytes !== 1) && { alignment: Array.from(alignment) }),
    ...(fixedOffset.some((offset) => offset !== -1) && { offset: Array.from(fixedOffset) }),
  };
  const id = createHash("sha256").update(JSON.stringify(problem)).digest("hex");
  const { minimize } = task;
  return { id, line: `${JSON.stringify({ version: 1, id, minimize, status, steps, problem })}\n` };
}
