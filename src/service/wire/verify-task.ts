import { compile } from "../../model/compile.js";
import { InputError, type Problem, type ProblemColumns } from "../../problem/index.js";
import { decodeStrict, messageType } from "../../proto/index.js";
import { refuse, ServiceError } from "../faults.js";
import { blaming } from "./blame.js";
import { checkOffsets, columnsOf, sameLength } from "./columns.js";
import { MAX_CONSTRAINTS, problemOf } from "./constraints.js";
import { inputFault } from "./input-fault.js";
import { hasConstraints, namesIn, type RawProblem } from "./raw-problem.js";
import type { RequestLimits } from "./task.js";

/** A checked request of Verify. */
export interface VerifyTask {
  readonly subject: VerifySubject;
  readonly raw: RawProblem;
  readonly offsets: Float64Array;
  readonly maxViolations: number;
  readonly timeline: boolean;
}

/** What a plan is held to: columns, or a problem with constraints and the memory that each buffer lies in. */
export type VerifySubject =
  | { readonly kind: "plain"; readonly columns: ProblemColumns }
  | { readonly kind: "constrained"; readonly problem: Problem; readonly memories: readonly string[] | null };

/** Violations that a report of Verify lists at most. */
const MOST_VIOLATIONS = 10_000;

const NONE = new Float64Array(0);

/**
 * Decodes a request of Verify. Of a problem without constraints the simulator checks what the buffers say when it
 * replays them.
 *
 * @throws ServiceError that names the field at fault.
 */
export function readVerify(bytes: Uint8Array, { maxBuffers }: Pick<RequestLimits, "maxBuffers">): VerifyTask {
  return blaming(() => {
    const message = decodeStrict(messageType("VerifyRequest"), bytes, maxBuffers, MAX_CONSTRAINTS);
    const raw = message.problem as RawProblem | undefined;
    if (raw === undefined) throw refuse("INVALID_FIELD", "problem is required", "problem");
    const { offsets = NONE, memory_index = NONE, max_violations = 100 } = message as RawVerify;
    if (max_violations < 0 || max_violations > MOST_VIOLATIONS) {
      const text = `max_violations must be from 0 to ${MOST_VIOLATIONS}, got ${max_violations}`;
      throw refuse("INVALID_FIELD", text, "max_violations");
    }
    const isConstrained = hasConstraints(raw);
    const problem = isConstrained ? problemOf(raw, "problem", namesIn(raw)) : columnsOf(raw, "problem");
    const count = raw.lower?.length ?? 0;
    if (offsets.length !== count) {
      throw refuse(
        "INVALID_FIELD",
        `offsets must have ${count} entries, one a buffer, got ${offsets.length}`,
        "offsets",
      );
    }
    const memories = memoriesIn(raw, memory_index, count);
    const rest = { raw, offsets, maxViolations: max_violations, timeline: message.timeline === true };
    if (!("count" in problem))
      return { subject: { kind: "constrained", problem: checked(problem, raw), memories }, ...rest };
    checkNames(raw);
    // Nor does the simulator look at offsets below 0, which fix nothing.
    if (raw.fixed_offset !== undefined) checkOffsets(raw.fixed_offset, "problem.fixed_offset");
    return { subject: { kind: "plain", columns: problem }, ...rest };
  });
}

interface RawVerify {
  readonly offsets?: Float64Array;
  readonly memory_index?: Float64Array;
  readonly max_violations?: number;
}

/** The memory of each buffer by name; null where the request does not say. @throws ServiceError */
function memoriesIn(raw: RawProblem, memoryIndex: Float64Array, count: number): string[] | null {
  if (memoryIndex.length === 0) return null;
  const memories = raw.memories?.length ?? 0;
  if (memories === 0) {
    throw refuse("INVALID_FIELD", "memory_index must be empty: the problem lists no memories", "memory_index");
  }
  sameLength("memory_index", memoryIndex.length, "problem.lower", count);
  const { memory } = namesIn(raw);
  return Array.from(memoryIndex, (index, b) => {
    if (index >= 0 && index < memories) return memory(index);
    const field = `memory_index[${b}]`;
    throw refuse("INVALID_FIELD", `${field} must be from 0 to ${memories - 1}, got ${index}`, field);
  });
}

/** @throws ServiceError where the constraints contradict each other */
function checked(problem: Problem, raw: RawProblem): Problem {
  try {
    compile(problem);
    return problem;
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(inputFault(error, raw, "problem"));
    throw error;
  }
}

/** The simulator does not compare names, and a report with two buffers of one name would be of no use. */
function checkNames({ id = [] }: RawProblem): void {
  const seen = new Set<string>();
  for (const [i, name] of id.entries()) {
    const field = `problem.id[${i}]`;
    if (name === "") throw refuse("INVALID_PROBLEM", `${field} must not be empty`, field);
    if (seen.has(name))
      throw refuse("INVALID_PROBLEM", `${field}: the name ${JSON.stringify(name)} comes twice`, field);
    seen.add(name);
  }
}
