import { snapshotOf } from "../constrained/index.js";
import { compile } from "../model/compile.js";
import {
  type Buffer,
  fixedOffsetOf,
  InputError,
  isConstrained,
  MAX_BYTES,
  type Problem,
  shown,
  validate,
} from "../problem/index.js";
import { checkEdit, type Edit, editedBuffer } from "./edit.js";

/** A buffer of the session. */
export interface Entry {
  buffer: Buffer;
  /** Its row in the layout; stale while the problem has constraints. */
  row: number;
  /** Where it lay in the last plan that was told; null before. */
  told: { readonly offset: number; readonly memory: string | null } | null;
}

/** What keeps a layout of the buffers, and is told of every change. */
export interface Follower {
  readonly layout: { add(buffer: Buffer): number };
  remove(row: number): void;
  change(row: number, buffer: Buffer): void;
}

/** The buffers by their rows in a layout. */
export interface Lineup {
  /** Rows in the order of the problem. */
  readonly order: readonly number[];
  /** By row. */
  readonly ids: readonly string[];
}

/** What edits come to once all of them are found sound. */
export interface Change {
  readonly kind: "add" | "remove" | "change";
  readonly id: string;
  /** What it is afterwards; null where it is removed. */
  readonly buffer: Buffer | null;
}

/** Edits that were found sound, and have not been made. */
export interface Draft {
  readonly changes: readonly Change[];
  /** Bytes; Infinity for no limit. */
  readonly capacity: number;
}

/**
 * The problem as it is now: its buffers by id, in the order in which they came, and what else it says. Edits are
 * drafted first, so that one that is refused changes nothing.
 */
export class Book {
  readonly entries = new Map<string, Entry>();
  capacity: number;
  readonly base: number;
  /** All but buffers, capacity and base. */
  readonly #rest: Omit<Problem, "buffers">;
  readonly #isRestConstrained: boolean;
  /** Buffers with constraints of their own. */
  #constrained = 0;
  /** What a stack of all buffers could reach, and the highest fixed top there ever was: upper bounds of either. */
  #sum: number;
  #fixedTop = 0;

  /** @throws InputError */
  constructor(given: Problem) {
    check(given);
    const { buffers, capacity = Number.POSITIVE_INFINITY, base = 0, ...rest } = snapshotOf(given);
    this.capacity = capacity;
    this.base = base;
    this.#rest = { ...rest, ...(given.base !== undefined && { base }) };
    this.#isRestConstrained = isConstrained({ ...rest, buffers: [] });
    this.#sum = base;
    for (const buffer of buffers) this.#put({ kind: "add", id: buffer.id, buffer }, null);
  }

  get isConstrained(): boolean {
    return this.#isRestConstrained || this.#constrained > 0;
  }

  get problem(): Problem {
    return this.#problemOf(
      Array.from(this.entries.values(), ({ buffer }) => buffer),
      this.capacity,
    );
  }

  get lineup(): Lineup {
    const order: number[] = [];
    const ids: string[] = [];
    for (const { buffer, row } of this.entries.values()) {
      order.push(row);
      ids[row] = buffer.id;
    }
    return { order, ids };
  }

  #problemOf(buffers: readonly Buffer[], capacity: number): Problem {
    return { ...this.#rest, ...(capacity !== Number.POSITIVE_INFINITY && { capacity }), buffers };
  }

  /** @throws InputError for the first edit that is none, or would leave no sound problem */
  draft(edits: readonly Edit[]): Draft {
    if (!Array.isArray(edits)) throw new InputError(`edits must be a list, got ${shown(edits)}`, { field: "edits" });
    const drawn = new Map<string, Buffer | null>();
    const changes: Change[] = [];
    let capacity = this.capacity;
    for (const [index, edit] of edits.entries()) {
      try {
        checkEdit(edit);
        if (edit.kind === "capacity") {
          capacity = edit.capacity ?? Number.POSITIVE_INFINITY;
          validate({ buffers: [], capacity });
          continue;
        }
        const change = this.#changeOf(edit, drawn);
        drawn.set(change.id, change.buffer);
        changes.push(change);
      } catch (error) {
        throw edits.length === 1 ? error : within(error, index);
      }
    }
    this.#checkWhole(changes, drawn, capacity);
    return { changes, capacity };
  }

  /** Makes the edits of a draft of the problem as it is. */
  make({ changes, capacity }: Draft, follower: Follower | null): void {
    this.capacity = capacity;
    for (const change of this.#net(changes)) this.#put(change, follower);
  }

  /**
   * What changes come to. First goes what is removed or becomes less: no sum on the way is greater than before or
   * after.
   */
  #net(changes: readonly Change[]): Change[] {
    const last = new Map<string, Change>();
    const renewed = new Set<string>();
    for (const change of changes) {
      const { kind, id, buffer } = change;
      if (kind === "remove" && this.entries.has(id)) renewed.add(id);
      const earlier = last.get(id);
      if (kind !== "change") last.delete(id);
      last.set(id, kind === "change" && earlier?.kind === "add" ? { kind: "add", id, buffer } : change);
    }
    const less: Change[] = [];
    const more: Change[] = [];
    for (const id of renewed) less.push({ kind: "remove", id, buffer: null });
    for (const change of last.values()) {
      const { kind, id, buffer } = change;
      if (kind === "remove") continue;
      const isLess = kind === "change" && buffer!.size <= this.entries.get(id)!.buffer.size;
      (isLess ? less : more).push(change);
    }
    return [...less, ...more];
  }

  #put({ kind, id, buffer }: Change, follower: Follower | null): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) this.#count(entry.buffer, -1);
    if (buffer === null) {
      follower?.remove(entry!.row);
      this.entries.delete(id);
      return;
    }
    this.#count(buffer, 1);
    this.#fixedTop = Math.max(this.#fixedTop, fixedOffsetOf(buffer) + buffer.size);
    if (kind === "add") {
      this.entries.set(id, { buffer, row: follower?.layout.add(buffer) ?? -1, told: null });
      return;
    }
    follower?.change(entry!.row, buffer);
    entry!.buffer = buffer;
  }

  #count(buffer: Buffer, sign: 1 | -1): void {
    this.#sum += sign * (buffer.size + (buffer.alignment ?? 1) - 1);
    if (isConstrained({ buffers: [buffer] })) this.#constrained += sign;
  }

  #changeOf(edit: Exclude<Edit, { kind: "capacity" }>, drawn: ReadonlyMap<string, Buffer | null>): Change {
    const find = (id: string): Buffer | null => {
      const found = drawn.get(id);
      return found !== undefined ? found : (this.entries.get(id)?.buffer ?? null);
    };
    if (edit.kind === "add") {
      const { buffer: given } = edit;
      if (given === null || typeof given !== "object") {
        throw new InputError(`an edit add needs a buffer, got ${shown(given)}`, { field: "buffer" });
      }
      const buffer = sound(given);
      if (find(buffer.id) !== null) {
        throw new InputError(`buffer ${JSON.stringify(buffer.id)}: there is one of this id already`, { field: "id" });
      }
      return { kind: "add", id: buffer.id, buffer };
    }
    const old = find(edit.id);
    if (old === null) throw new InputError(`there is no buffer ${shown(edit.id)} to ${edit.kind}`, { field: "id" });
    if (edit.kind === "remove") return { kind: "remove", id: edit.id, buffer: null };
    return { kind: "change", id: edit.id, buffer: sound(editedBuffer(old, edit)) };
  }

  /** Checks what edits come to together: constraints, and sums beyond what is computed with exactly. */
  #checkWhole(changes: readonly Change[], drawn: ReadonlyMap<string, Buffer | null>, capacity: number): void {
    let sum = this.#sum;
    let fixedTop = this.#fixedTop;
    let becomesConstrained = false;
    for (const { buffer } of changes) {
      if (buffer === null) continue;
      sum += buffer.size + (buffer.alignment ?? 1) - 1;
      fixedTop = Math.max(fixedTop, fixedOffsetOf(buffer) + buffer.size);
      becomesConstrained ||= isConstrained({ buffers: [buffer] });
    }
    if (!this.isConstrained && !becomesConstrained && sum + fixedTop <= MAX_BYTES) return;
    const buffers: Buffer[] = [];
    const last = new Set<string>();
    for (const { kind, id } of changes) if (kind !== "change") last.add(id);
    for (const [id, { buffer }] of this.entries) {
      // What was removed and added again comes last.
      if (last.has(id)) continue;
      buffers.push(drawn.get(id) ?? buffer);
    }
    for (const id of last) if (drawn.get(id)) buffers.push(drawn.get(id)!);
    check(this.#problemOf(buffers, capacity));
  }
}

/** A copy of a buffer, which is checked by itself but for its constraints. @throws InputError */
function sound(buffer: Buffer): Buffer {
  try {
    const { buffers } = snapshotOf({ buffers: [buffer] });
    if (!isConstrained({ buffers })) validate({ buffers });
    return buffers[0]!;
  } catch (error) {
    // Its position is that in a problem of one buffer.
    if (!(error instanceof InputError)) throw error;
    const { bufferIndex: _, ...culprit } = error.culprit;
    throw new InputError(error.message.replace(/^buffer 0: /, "the buffer: "), culprit);
  }
}

function within(error: unknown, index: number): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(`edit ${index}: ${error.message}`, error.culprit);
}

function check(problem: Problem): void {
  if (isConstrained(problem)) compile(problem);
  else validate(problem);
}
