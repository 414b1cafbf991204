/** Gives out ids that differ. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** The name itself, or where it is taken with the number behind it: `name#7`. */
  take(name: string, number: number): string {
    let id = name;
    while (this.#taken.has(id)) id = `${id}#${number}`;
    this.#taken.add(id);
    return id;
  }
}
