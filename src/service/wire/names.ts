import { decode, encode, fieldNumber, fieldPath, replaced, textsAt } from "../../proto/index.js";
import type { PlanMethod } from "./task.js";

/** PlanResponse's field of why there is no plan. */
const INFEASIBILITY_FIELD = fieldNumber("PlanResponse", "infeasibility");

/** Where a request has the names of its buffers: numbers of fields, from outside. */
const NAMES: Readonly<Record<PlanMethod, readonly number[]>> = {
  PlanRequest: fieldPath("PlanRequest", "problem.id"),
  PlanStreamRequest: fieldPath("PlanStreamRequest", "plan.problem.id"),
  PlanManyRequest: fieldPath("PlanManyRequest", "plan.problem.id"),
};

/**
 * A PlanResponse in the names of the one who asked. Answers are made, stored and shared without names, and why there is
 * no plan is told in the indices that stand for them: `buffer "3"`. Only the few names that a message quotes are looked
 * for.
 */
export function inNames(answer: Uint8Array, request: Uint8Array, method: PlanMethod): Uint8Array {
  return replaced(answer, INFEASIBILITY_FIELD, (bytes) => {
    const infeasibility = decode("Infeasibility", bytes) as { message: string };
    const { message } = infeasibility;
    const quoted = new Set(Array.from(message.matchAll(QUOTED), ([, index]) => Number(index)));
    const names = namesOf(request, NAMES[method], quoted);
    const named = message.replace(QUOTED, (given, index) => names.get(Number(index)) ?? given);
    return encode("Infeasibility", { ...infeasibility, message: named });
  });
}

/** An index in the place of a name. */
const QUOTED = /"(\d+)"/g;

/** Names at these indices, quoted; none where the request has no names. */
function namesOf(request: Uint8Array, path: readonly number[], wanted: ReadonlySet<number>): Map<number, string> {
  const found = new Map<number, string>();
  let index = 0;
  for (const name of textsAt(request, path)) {
    if (found.size === wanted.size) break;
    if (wanted.has(index)) found.set(index, JSON.stringify(name));
    index++;
  }
  return found;
}
