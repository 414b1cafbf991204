import type { Buffer, InputError } from "../../problem/index.js";
import { decodeStrict, messageType } from "../../proto/index.js";
import type { Edit } from "../../session/index.js";
import { type Fault, refuse } from "../faults.js";
import { blaming } from "./blame.js";
import { MAX_CONSTRAINTS } from "./constraints.js";
import { withShortNames } from "./input-fault.js";
import type { RawPlan, RequestLimits } from "./task.js";

// The messages of a session: the one that opens it, and those that edit its problem.

interface RawMessage {
  readonly open?: RawPlan;
  readonly edits?: readonly RawEdit[];
}

type RawEdit = { readonly [Kind in Edit["kind"]]?: RawFields };

/** Of all kinds of edits. Numbers that are 0 are absent, as those are that were not given. */
interface RawFields {
  readonly id?: string;
  readonly lower?: number;
  readonly upper?: number;
  readonly size?: number;
  readonly alignment?: number;
  readonly fixed_offset?: number;
  readonly hint_offset?: number;
  readonly memory_index?: number;
  readonly capacity?: number;
}

const KINDS = ["add", "remove", "resize", "retime", "capacity"] as const satisfies readonly Edit["kind"][];

/** What edits are held to. */
export interface SessionState {
  /** Buffers that there are now. */
  readonly count: number;
  /** Ids of the problem's memories, in its order. */
  readonly memories: readonly string[];
}

function decodeMessage(bytes: Uint8Array, { maxBuffers }: Pick<RequestLimits, "maxBuffers">): RawMessage {
  return decodeStrict(messageType("PlanSessionRequest"), bytes, maxBuffers, MAX_CONSTRAINTS) as RawMessage;
}

/** The request in the first message of a session. @throws ServiceError */
export function readOpening(bytes: Uint8Array, limits: RequestLimits): RawPlan {
  return blaming(() => {
    const { open, edits = [] } = decodeMessage(bytes, limits);
    if (open === undefined) throw refuse("INVALID_FIELD", "open is required in the first message of a session", "open");
    if (edits.length > 0) {
      throw refuse("INVALID_FIELD", "edits must be empty in the message that opens a session", "edits");
    }
    for (const field of ["why", "suggestions", "proof_bytes"] as const) {
      if (!open.report?.[field]) continue;
      const path = `open.report.${field}`;
      throw refuse("INVALID_FIELD", `${path} is not for sessions: ask Plan about the problem as it is`, path);
    }
    return open;
  });
}

/** The edits in a later message. What they do to the problem is for the session to judge. @throws ServiceError */
export function readEdits(bytes: Uint8Array, state: SessionState, limits: RequestLimits): Edit[] {
  return blaming(() => {
    const { open, edits = [] } = decodeMessage(bytes, limits);
    if (open !== undefined) throw refuse("INVALID_FIELD", "open must be absent: the session is open already", "open");
    const read = edits.map((raw, index) => toEdit(raw, `edits[${index}]`, state));
    checkCount(read, state, limits);
    return read;
  });
}

function checkCount(edits: readonly Edit[], { count }: SessionState, { maxBuffers }: RequestLimits): void {
  let after = count;
  for (const { kind } of edits) {
    if (kind === "add") after++;
    else if (kind === "remove") after--;
  }
  if (after <= maxBuffers || after <= count) return;
  const text = `edits would make ${after} buffers of ${count}, and the server takes ${maxBuffers} at most`;
  throw refuse("TOO_MANY_BUFFERS", text, "edits");
}

function toEdit(raw: RawEdit, path: string, state: SessionState): Edit {
  const given = KINDS.filter((kind) => raw[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    const got = given.length === 0 ? "none" : given.join(" and ");
    throw refuse("INVALID_FIELD", `${path} must have exactly one of ${KINDS.join(", ")}, got ${got}`, path);
  }
  const { id = "", lower = 0, upper = 0, size = 0, capacity = null } = raw[kind]!;
  if (kind === "add") return { kind, buffer: toBuffer(raw[kind]!, `${path}.add`, state) };
  if (kind === "remove") return { kind, id };
  if (kind === "resize") return { kind, id, size };
  if (kind === "retime") return { kind, id, lower, upper };
  return { kind, capacity };
}

function toBuffer(raw: RawFields, path: string, { memories }: SessionState): Buffer {
  const { id = "", lower = 0, upper = 0, size = 0, alignment, fixed_offset, hint_offset, memory_index } = raw;
  // In the library −1 is no offset; here an absent field is.
  offsetOrAbsent(`${path}.fixed_offset`, fixed_offset);
  offsetOrAbsent(`${path}.hint_offset`, hint_offset);
  return {
    id,
    lower,
    upper,
    size,
    ...(alignment !== undefined && { alignment }),
    ...(fixed_offset !== undefined && { offset: fixed_offset }),
    ...(hint_offset !== undefined && { hint: hint_offset }),
    ...(memory_index !== undefined && { memory: memoryAt(memories, memory_index, `${path}.memory_index`) }),
  };
}

function offsetOrAbsent(field: string, offset = 0): void {
  if (offset < 0) throw refuse("INVALID_FIELD", `${field} must be ≥ 0 bytes, got ${offset}`, field);
}

function memoryAt(memories: readonly string[], index: number, field: string): string {
  const id = memories[index];
  if (id !== undefined) return id;
  const wanted = memories.length === 0 ? "absent: the problem lists no memories" : `from 0 to ${memories.length - 1}`;
  throw refuse("INVALID_FIELD", `${field} must be ${wanted}, got ${index}`, field);
}

/** What the .proto calls a field that has another name in the library. */
const FIELDS: Readonly<Record<string, string>> = {
  offset: "fixed_offset",
  hint: "hint_offset",
  memory: "memory_index",
};
const OF_EDITS = [
  "id",
  "lower",
  "upper",
  "size",
  "alignment",
  "fixed_offset",
  "hint_offset",
  "memory_index",
  "capacity",
];

/** Why edits cannot be made, said of the message's field. */
export function editFault({ message, culprit }: InputError, edits: readonly Edit[]): Fault {
  const { edit, field = "" } = culprit;
  const kind = edit === undefined ? undefined : edits[edit]?.kind;
  const name = FIELDS[field] ?? field;
  const within = OF_EDITS.includes(name) ? `.${name}` : "";
  const path = kind === undefined ? "edits" : `edits[${edit}].${kind}${within}`;
  return refuse("INVALID_PROBLEM", withShortNames(message), path).fault;
}
