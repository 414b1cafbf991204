/** What is to be told of a model besides its plan. */
import { clip } from "../errors.js";
import { typeName } from "./types.js";

interface Described {
  readonly type: number;
  readonly shape: readonly number[];
}

export class Remarks {
  readonly #sentences: string[] = [];
  #firstDifference = "";
  #differenceCount = 0;
  /** How many nodes of each operator are taken as the file describes what they give. */
  readonly #unknown = new Map<string, number>();

  add(sentence: string): void {
    this.#sentences.push(sentence);
  }

  unknownOperator(kind: string): void {
    this.#unknown.set(kind, (this.#unknown.get(kind) ?? 0) + 1);
  }

  /** Notes where a file says something else of a tensor than its operator; true where both say the same. */
  compare(name: string, stated: Described, found: Described): boolean {
    const [one, other] = [stated, found].map(({ type, shape }) => `${typeName(type)}[${shape}]`);
    if (one === other) return true;
    // A file may have thousands; one of them is shown.
    if (this.#differenceCount++ === 0) {
      const detail = `the file says ${one} of ${clip(name)}, and its operator gives ${other}`;
      this.#firstDifference = `${detail}: what the file says is planned`;
    }
    return false;
  }

  get all(): string[] {
    const notes = [...this.#sentences];
    for (const [kind, count] of this.#unknown) {
      const nodes = count === 1 ? "1 node" : `${count} nodes`;
      notes.push(`operator ${clip(kind)} (${nodes}) is not known here: the sizes of what it gives are the file's`);
    }
    const others = this.#differenceCount - 1;
    if (others >= 0) notes.push(this.#firstDifference + (others === 0 ? "" : `; so it is with ${others} more`));
    return notes;
  }
}
