import { encode, fieldNumber, wrapped } from "../../proto/index.js";
import type { SessionResult } from "../../session/index.js";
import { type Fault, statusBytes } from "../faults.js";
import { type AnswerFacts, answerBytes } from "./answer.js";
import type { PlanParameters } from "./task.js";

const RESULT_FIELD = fieldNumber("PlanSessionResponse", "result");
const ERROR_FIELD = fieldNumber("PlanSessionResponse", "error");

/** What a session's answer is made from, besides the result. */
export interface SessionFacts extends Pick<AnswerFacts, "memoryIndex" | "operatorOrder" | "verification"> {
  /** Ids of the problem's memories, in its order. */
  readonly memories: readonly string[];
  readonly stoppedBy: Parameters<typeof answerBytes>[1];
}

/** Encodes a PlanSessionResponse. The result's own report, which is made when it is read, is not touched. */
export function sessionAnswer(
  result: SessionResult,
  { memories, stoppedBy, ...facts }: SessionFacts,
  parameters: PlanParameters,
  version: string,
): Uint8Array {
  const { status, offsets, peak, lowerBound, infeasibility, steps, backtracks, restarts, solveMs } = result;
  const { terms, presolve, moved, checked } = result;
  const numbers = { peak, lowerBound, steps, backtracks, restarts, solveMs };
  const outcome = { status, offsets, infeasibility, terms, presolve, ...numbers, ...facts };
  const rest = encode("PlanSessionResponse", {
    moved: moved.map(({ id, offset, memory }) => ({
      id,
      offset,
      ...(memory !== null && { memory_index: memories.indexOf(memory) }),
    })),
    checked,
  });
  return Buffer.concat([wrapped([RESULT_FIELD, answerBytes(outcome, stoppedBy, parameters, version)]), rest]);
}

/** Encodes the PlanSessionResponse to a message that is at fault. */
export function sessionRefusal(fault: Fault): Uint8Array {
  return wrapped([ERROR_FIELD, statusBytes(fault)]);
}
