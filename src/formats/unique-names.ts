/** Names that must not be the same twice, as ids of buffers. */
export class UniqueNames {
  readonly #used = new Set<string>();
  readonly #counts = new Map<string, number>();

  /**
   * The name, or one made of it where it is empty or taken.
   *
   * @param number what the file itself calls the bearer by: `name#7`; without it the second of one name gets `#2`
   */
  take(name: string, number?: number): string {
    let unique = name;
    let count = this.#counts.get(name) ?? 1;
    while (unique === "" || this.#used.has(unique)) {
      unique = number === undefined ? `${name}#${++count}` : `${unique}#${number}`;
    }
    if (count > 1) this.#counts.set(name, count);
    this.#used.add(unique);
    return unique;
  }
}
