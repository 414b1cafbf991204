/**
 * What a pickle holds, as a tape of integers: hardly anything is built.
 *
 * A value is an integer. From 0 on it is the byte at which the opcode of a number, a text or a constant stands: it is
 * decoded when somebody asks for it, and is its own place for messages. Below 0 it is the complement of a container's
 * number. What a container holds stands on the tape, in chunks, as it was added:
 *
 *      pickle   ] ( K1 K2 e K3 a .        tape   [-1, 2, 2, 4]   [-1, 1, 7]
 *      byte     0 1 2  4  6 7  9 10                |  |  |  the byte of K2
 *                                                  |  |  the byte of K1
 *                                                  |  how many
 *                                                  the next chunk
 *
 * A chunk at the end of the tape grows in place, so that here there is one, [-1, 3, 2, 4, 7], unless something else was
 * put on the tape between. A million dicts of ten keys take some 100 bytes each in flat arrays, and a list that the
 * memo holds a thousand times is there once.
 */
import type { BinaryView } from "../binary/view.js";
import { Ints } from "./ints.js";

/** A value of a pickle: a byte, or the complement of a container's number. */
export type Ref = number;

/** The kinds of containers, by the numbers that the tape has for them. */
export const KINDS = ["list", "tuple", "dict", "set"] as const;
export type ContainerKind = (typeof KINDS)[number];

export const LIST = 0;
export const TUPLE = 1;
export const DICT = 2;
export const SET = 3;

/** The containers of a pickle, and the value that it is. */
export class Pickle {
  readonly #tape: Ints;
  /** By container: its kind, the byte of its opcode, its first and last chunk, and how many values it holds. */
  readonly #kind = new Ints();
  readonly #byte = new Ints();
  readonly #first = new Ints();
  readonly #last = new Ints();
  readonly #count = new Ints();
  /** The value that the pickle is. */
  root: Ref = 0;

  constructor(readonly view: BinaryView) {
    // What a snapshot comes to, so that there is little to copy: as many bytes as the file has.
    this.#tape = new Ints(Math.max(1024, view.length >>> 2));
  }

  /** The kind of a container; null for other values. */
  containerKind(ref: Ref): ContainerKind | null {
    return ref < 0 ? KINDS[this.#kind.at(~ref)]! : null;
  }

  /** Where the value begins in the file. */
  byteOf(ref: Ref): number {
    return ref < 0 ? this.#byte.at(~ref) : ref;
  }

  /** How many values a container holds; keys count too. */
  count(ref: Ref): number {
    return this.#count.at(~ref);
  }

  /** Calls `visit` with each value of a container, in order, until it returns false. */
  each(ref: Ref, visit: (value: Ref) => unknown): void {
    for (let chunk = this.#first.at(~ref); chunk >= 0; chunk = this.#tape.at(chunk)) {
      const end = chunk + 2 + this.#tape.at(chunk + 1);
      for (let at = chunk + 2; at < end; at++) if (visit(this.#tape.at(at)) === false) return;
    }
  }

  /** Calls `visit` with each key of a dict and its value, in order. */
  eachPair(ref: Ref, visit: (key: Ref, value: Ref) => void): void {
    for (let chunk = this.#first.at(~ref); chunk >= 0; chunk = this.#tape.at(chunk)) {
      const end = chunk + 2 + this.#tape.at(chunk + 1);
      for (let at = chunk + 2; at < end; at += 2) visit(this.#tape.at(at), this.#tape.at(at + 1));
    }
  }

  /** A new container without values. */
  begin(kind: number, byte: number): Ref {
    this.#kind.push(kind);
    this.#byte.push(byte);
    this.#first.push(-1);
    this.#last.push(-1);
    this.#count.push(0);
    return ~(this.#kind.length - 1);
  }

  isKind(ref: Ref, kind: number): boolean {
    return ref < 0 && this.#kind.at(~ref) === kind;
  }

  /** Adds what the stack holds from `from` on. */
  add(ref: Ref, stack: Ints, from: number): void {
    const container = ~ref;
    const count = stack.length - from;
    if (count === 0) return;
    const tape = this.#tape;
    const last = this.#last.at(container);
    if (last >= 0 && last + 2 + tape.at(last + 1) === tape.length) tape.set(last + 1, tape.at(last + 1) + count);
    else {
      if (last >= 0) tape.set(last, tape.length);
      else this.#first.set(container, tape.length);
      this.#last.set(container, tape.length);
      tape.push(-1);
      tape.push(count);
    }
    tape.pushFrom(stack, from);
    this.#count.set(container, this.#count.at(container) + count);
  }
}
