/** Decisions as a tree that grows at its leaves: what no leaf comes from is thrown away when room is short. */
export class Decisions {
  #parent = new Int32Array(1024);
  #what = new Int32Array(1024);
  /** 0 is the root, where nothing is decided. */
  #count = 1;

  /** Adds a decision after another one. There must be room for it. */
  add(parent: number, what: number): number {
    this.#parent[this.#count] = parent;
    this.#what[this.#count] = what;
    return this.#count++;
  }

  /** What was decided up to this leaf, the last first. */
  *from(leaf: number): Generator<number> {
    for (let at = leaf; at > 0; at = this.#parent[at]!) yield this.#what[at]!;
  }

  /** Makes room for so many. @param leaves the first `count` of them are in use, and may get new numbers */
  reserve(room: number, leaves: Int32Array, count: number): void {
    if (this.#count + room <= this.#parent.length) return;
    const kept = new Uint8Array(this.#count);
    for (let i = 0; i < count; i++) {
      for (let at = leaves[i]!; at > 0 && kept[at] === 0; at = this.#parent[at]!) kept[at] = 1;
    }
    const renamed = new Int32Array(this.#count);
    let used = 1;
    // A parent is always before what came of it.
    for (let at = 1; at < this.#count; at++) {
      if (kept[at] === 0) continue;
      this.#parent[used] = renamed[this.#parent[at]!]!;
      this.#what[used] = this.#what[at]!;
      renamed[at] = used++;
    }
    for (let i = 0; i < count; i++) leaves[i] = renamed[leaves[i]!]!;
    this.#count = used;
    if (2 * (used + room) <= this.#parent.length) return;
    const size = 4 * (used + room);
    const [parent, what] = [new Int32Array(size), new Int32Array(size)];
    parent.set(this.#parent.subarray(0, used));
    what.set(this.#what.subarray(0, used));
    this.#parent = parent;
    this.#what = what;
  }
}
