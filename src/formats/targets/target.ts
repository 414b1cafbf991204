/** What a problem and its plan can be written as. */
import type { Document } from "../document.js";

/** Where every buffer lies, in the order of the buffers. */
export interface Plan {
  /** Bytes. */
  readonly offsets: ArrayLike<number>;
  /** Ids; null where the problem lists no memories. */
  readonly memories: readonly string[] | null;
}

/** A form of output. A new one is a file that exports such an object, and a line in `registry.ts`. */
export interface Target {
  /** As `--to` takes it. */
  readonly name: string;
  /** As messages call it. */
  readonly title: string;
  /** Ends of file names that ask for it, with their dots; none where only its name does. */
  readonly extensions: readonly string[];
  /** What it is, for lists: a clause. */
  readonly summary: string;
  /** Whether there is nothing to write without a plan. */
  readonly needsPlan: boolean;
  /**
   * What of the document it cannot say, each by name and with the reason where it needs one, whatever its plan will
   * be; none where it says all. Asked before anything is planned.
   */
  refusals(document: Document): readonly string[];
  /** What of the document is left out without harm to the plan, a clause each. */
  losses?(document: Document): readonly string[];
  /**
   * The file.
   *
   * @param plan never null where one is needed
   * @throws InputError where an offset is beyond what the form can hold
   */
  write(document: Document, plan: Plan | null): string | Uint8Array;
  /** The bytes of the file that `write` makes, in pieces of some megabytes; null or absent where there are none. */
  pieces?(document: Document, plan: Plan | null): Iterable<Uint8Array> | null;
}
