/** What of a dsa-problem is not supported: all of it in one error, at the place of the first. */
import { errorAt } from "../errors.js";
import type { JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";

export class Refusals {
  readonly #found: { readonly path: Path; readonly text: string; readonly key: string }[] = [];

  /**
   * Notes what is not supported; nothing where there is none of it.
   *
   * @param what in the singular and the plural
   * @param key without which it would not be there
   */
  add(count: number, path: Path, [one, many]: readonly [one: string, many: string], key: string): void {
    if (count > 0) this.#found.push({ path, text: count === 1 ? `1 ${one}` : `${count} ${many}`, key });
  }

  /** @throws FormatError if there is anything */
  check(file: JsonFile): void {
    if (this.#found.length === 0) return;
    const refusedNames = [...new Set(this.#found.map(({ key }) => key))];
    const detail = `not supported yet: ${this.#found.map(({ text }) => text).join("; ")}`;
    const position = file.positionOf(this.#found[0]!.path);
    throw errorAt(file.fileName, file.text, { position, detail, refusedNames });
  }
}
