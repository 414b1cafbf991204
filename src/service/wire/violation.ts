import { TERMS, type Term } from "../../problem/index.js";
import { enumNumbers, VIOLATION_FIELDS } from "../../proto/index.js";
import { VIOLATION_KINDS, type Violation } from "../../sim/index.js";

const KIND = enumNumbers("ViolationKind", VIOLATION_KINDS);
const TERM = enumNumbers("Term", TERMS);

type Field = keyof typeof VIOLATION_FIELDS;

/** A Violation of the .proto. @param memories names of the problem's memories, in its order */
export function violationMessage(violation: Violation, memories: readonly string[]): object {
  const { kind, bufferIndex, buffer, message } = violation;
  const found: Record<string, unknown> = {
    kind: KIND[kind],
    buffer_index: bufferIndex,
    buffer_id: buffer,
    message,
  };
  for (const [field, value] of Object.entries(violation)) {
    const name = VIOLATION_FIELDS[field as Field];
    // No bound is told by an absent field.
    if (name === undefined || value === null || value === Number.POSITIVE_INFINITY) continue;
    found[name] = name === "term" ? TERM[value as Term] : value;
  }
  for (const name of ["memory", "other_memory"]) {
    const memory = memories.indexOf(found[`${name}_id`] as string);
    if (memory >= 0) found[`${name}_index`] = memory;
  }
  if (violation.kind === "memory") found.allowed_index = violation.allowed.map((id) => memories.indexOf(id));
  return found;
}
