import type { ClientDuplexStream } from "@grpc/grpc-js";
import type { Buffer, Problem } from "../problem/index.js";
import { shown } from "../problem/index.js";
import type { Edit, Placement } from "../session/index.js";
import { wireInteger, wireText } from "./checks.js";
import { type Asked, askedBy, type RemoteOptions, type RemoteResult, remoteResult, toWireRequest } from "./convert.js";
import { invalidArgument, PlannerError, remoteError } from "./errors.js";
import type { AddBuffer } from "./generated/telaplan/v1/AddBuffer.js";
import type { Edit as WireEdit } from "./generated/telaplan/v1/Edit.js";
import type { PlanSessionRequest } from "./generated/telaplan/v1/PlanSessionRequest.js";
import type { PlanSessionResponse__Output } from "./generated/telaplan/v1/PlanSessionResponse.js";

/**
 * A plan of a session. Offsets are in the order in which buffers came; `verification` is there where the whole plan was
 * replayed, or a timeline was asked for.
 */
export interface RemoteSessionResult extends RemoteResult {
  /** The buffers that are new or have moved since the session's last plan; all of them in the first. */
  readonly moved: readonly Placement[];
  /** Buffers that the check of this plan compared with all others; null where the whole plan was replayed. */
  readonly checked: number | null;
}

interface Waiting {
  readonly resolve: (result: RemoteSessionResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A call of PlanSession. */
export type SessionStub = ClientDuplexStream<PlanSessionRequest, PlanSessionResponse__Output>;

/**
 * One call of PlanSession: a problem that stays on the server, and is planned again after each edit.
 *
 * Edits that cannot be made reject with their error, and the session goes on without them. If the call ends before all
 * is answered, what is open rejects with its error: the session is gone then, and has to be opened anew.
 */
export class RemoteSession {
  readonly #call: SessionStub;
  readonly #asked: Asked;
  /** In the order in which they were sent, which is that of the answers. */
  readonly #waiting: Waiting[] = [];
  #failure: unknown;
  #isEnded = false;
  readonly #ended: Promise<void>;
  /** The first plan. */
  readonly opening: Promise<RemoteSessionResult>;

  /** @param toError makes a PlannerError of what the call ended with @throws PlannerError as `plan` does */
  constructor(
    problem: Problem,
    options: RemoteOptions,
    start: () => SessionStub,
    toError: (error: unknown) => unknown,
  ) {
    const open = toWireRequest(problem, options);
    this.#asked = askedBy(open);
    this.#call = start();
    this.#call.on("data", (response: PlanSessionResponse__Output) => this.#receive(response));
    this.#ended = new Promise((resolve) => {
      this.#call.on("error", (error) => {
        this.#fail(toError(error));
        resolve();
      });
      this.#call.on("end", () => {
        this.#fail(new PlannerError("UNAVAILABLE", "the call has ended", null, [], null, null));
        resolve();
      });
    });
    this.opening = this.#send({ open });
    // Whoever only edits hears of a failure from the edits.
    this.opening.catch(() => {});
  }

  /** Messages that are not answered yet. */
  get open(): number {
    return this.#waiting.length;
  }

  /** Makes edits, all of them or none, and resolves to the plan of what the problem is then. */
  apply(edits: readonly Edit[]): Promise<RemoteSessionResult> {
    try {
      if (!Array.isArray(edits)) throw invalidArgument("edits", `edits must be a list, got ${shown(edits)}`);
      const { memories } = this.#asked.names;
      return this.#send({ edits: edits.map((edit: Edit, i) => toWireEdit(edit, `edits[${i}]`, memories)) });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Plans the problem as it is once more, as after a limit. */
  plan(): Promise<RemoteSessionResult> {
    return this.apply([]);
  }

  /** Says that no more will come, and resolves when everything is answered and the call has ended. */
  end(): Promise<void> {
    this.#isEnded = true;
    this.#call.end();
    return this.#ended;
  }

  /** Gives up what is open, and the session. */
  cancel(): void {
    this.#call.cancel();
  }

  #send(message: PlanSessionRequest): Promise<RemoteSessionResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#isEnded) {
      const error = new PlannerError("FAILED_PRECONDITION", "the session has been ended", null, [], null, null);
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#call.write(message);
    });
  }

  #receive({ result, error, moved, checked }: PlanSessionResponse__Output): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    if (error) {
      waiting.reject(remoteError({ code: error.code, message: error.message, details: error.details as never }));
      return;
    }
    try {
      const { memories } = this.#asked.names;
      const placements = moved.map(({ id, offset, memoryIndex }) => ({
        id,
        offset,
        memory: memoryIndex === undefined ? null : memories[memoryIndex]!,
      }));
      waiting.resolve({ ...remoteResult(result!, this.#asked), moved: placements, checked: checked ?? null });
    } catch (reason) {
      waiting.reject(reason);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

const KEYS: Readonly<Record<Edit["kind"], readonly string[]>> = {
  add: ["kind", "buffer"],
  remove: ["kind", "id"],
  resize: ["kind", "id", "size"],
  retime: ["kind", "id", "lower", "upper"],
  capacity: ["kind", "capacity"],
};
const BUFFER_KEYS = ["id", "lower", "upper", "size", "alignment", "offset", "hint", "memory"];

/** @throws PlannerError for what is no edit, or would not arrive as it is */
function toWireEdit(edit: Edit, path: string, memories: readonly string[]): WireEdit {
  const kind = (edit as Edit | null)?.kind;
  if (kind === undefined || !Object.hasOwn(KEYS, kind)) {
    const text = `${path} must be one of ${Object.keys(KEYS).join(", ")}, got ${shown(kind)}`;
    throw invalidArgument(path, text, "INVALID_FIELD");
  }
  onlyKeys(edit, KEYS[kind], path);
  const at = `${path}.${kind}`;
  const number = (field: string, value: number): number => wireInteger(`${at}.${field}`, value);
  const id = (value: string): string => wireText(`${at}.id`, value);
  if (edit.kind === "add") return { add: toWireBuffer(edit.buffer, at, memories) };
  if (edit.kind === "remove") return { remove: { id: id(edit.id) } };
  if (edit.kind === "resize") return { resize: { id: id(edit.id), size: number("size", edit.size) } };
  if (edit.kind === "retime") {
    return { retime: { id: id(edit.id), lower: number("lower", edit.lower), upper: number("upper", edit.upper) } };
  }
  const { capacity } = edit;
  const isUnbounded = capacity === null || capacity === Number.POSITIVE_INFINITY;
  return { capacity: isUnbounded ? {} : { capacity: number("capacity", capacity) } };
}

function toWireBuffer(buffer: Buffer, at: string, memories: readonly string[]): AddBuffer {
  if (buffer === null || typeof buffer !== "object") {
    throw invalidArgument(at, `${at} needs a buffer, got ${shown(buffer)}`, "INVALID_FIELD");
  }
  onlyKeys(buffer, BUFFER_KEYS, at);
  const { id, lower, upper, size, alignment, offset = -1, hint = -1, memory } = buffer;
  const number = (field: string, value: number): number => wireInteger(`${at}.${field}`, value);
  return {
    id: wireText(`${at}.id`, id),
    lower: number("lower", lower),
    upper: number("upper", upper),
    size: number("size", size),
    ...(alignment !== undefined && { alignment: number("alignment", alignment) }),
    // −1 is none, as in the library.
    ...(offset !== -1 && { fixedOffset: number("fixed_offset", offset) }),
    ...(hint !== -1 && { hintOffset: number("hint_offset", hint) }),
    ...(memory !== undefined && { memoryIndex: memoryAt(memories, memory, `${at}.memory_index`) }),
  };
}

function memoryAt(memories: readonly string[], id: string, field: string): number {
  const index = memories.indexOf(id);
  if (index >= 0) return index;
  throw invalidArgument(field, `${field}: there is no memory ${shown(id)}`, "INVALID_PROBLEM");
}

function onlyKeys(value: object, known: readonly string[], path: string): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const text = `${path}: a session cannot be sent ${key}; it takes ${known.join(", ")}`;
    throw invalidArgument(`${path}.${key}`, text, "INVALID_FIELD");
  }
}
