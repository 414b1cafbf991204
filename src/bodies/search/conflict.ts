/**
 * Why something cannot be, as facts about the state: bodies that lie at or above some offset, and bodies that lie
 * exactly where they were placed. No plan has all of them.
 */
export class Conflict {
  /** By body: it lies at or above this; −Infinity where that is not needed. */
  readonly need: Float64Array;
  /** 1: it lies where it was placed. */
  readonly exact: Uint8Array;
  /** The bodies that have a part in it, at `bodies[0 … count)`; those without a fact only by being there. */
  readonly bodies: Int32Array;
  count = 0;
  readonly #has: Uint8Array;

  constructor(bodies: number) {
    this.need = new Float64Array(bodies).fill(-Infinity);
    this.exact = new Uint8Array(bodies);
    this.bodies = new Int32Array(bodies);
    this.#has = new Uint8Array(bodies);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) {
      const b = this.bodies[i]!;
      this.need[b] = -Infinity;
      this.exact[b] = 0;
      this.#has[b] = 0;
    }
    this.count = 0;
  }

  touch(b: number): void {
    if (this.#has[b] === 1) return;
    this.#has[b] = 1;
    this.bodies[this.count++] = b;
  }

  addLevel(b: number, level: number): void {
    this.touch(b);
    if (level > this.need[b]!) this.need[b] = level;
  }

  addExact(b: number): void {
    this.touch(b);
    this.exact[b] = 1;
  }
}

/**
 * What has been gathered against the nodes of the path, one set of facts a depth. Only the set of the deepest node
 * grows, so that they lie behind each other.
 */
export class Gathered {
  #start = new Int32Array(64);
  #bodies = new Int32Array(256);
  #needs = new Float64Array(256);
  #exact = new Uint8Array(256);

  /** Empties the set of this depth; those above it stay. */
  clear(depth: number): void {
    if (depth + 1 >= this.#start.length) {
      const larger = new Int32Array(2 * this.#start.length);
      larger.set(this.#start);
      this.#start = larger;
    }
    this.#start[depth + 1] = this.#start[depth]!;
  }

  /** Adds the set of this depth to a conflict. */
  addTo(conflict: Conflict, depth: number): void {
    for (let i = this.#start[depth]!, end = this.#start[depth + 1]!; i < end; i++) {
      const b = this.#bodies[i]!;
      conflict.addLevel(b, this.#needs[i]!);
      if (this.#exact[i] === 1) conflict.addExact(b);
    }
  }

  /** Puts a conflict, to which its old set was added, in place of the set of this depth. */
  set(conflict: Conflict, depth: number): void {
    const { count, bodies, need, exact } = conflict;
    const start = this.#start[depth]!;
    if (start + count > this.#bodies.length) this.#grow(start + count);
    for (let i = 0; i < count; i++) {
      const b = bodies[i]!;
      this.#bodies[start + i] = b;
      this.#needs[start + i] = need[b]!;
      this.#exact[start + i] = exact[b]!;
    }
    this.#start[depth + 1] = start + count;
  }

  #grow(least: number): void {
    const room = 2 * least;
    const bodies = new Int32Array(room);
    bodies.set(this.#bodies);
    this.#bodies = bodies;
    const needs = new Float64Array(room);
    needs.set(this.#needs);
    this.#needs = needs;
    const exact = new Uint8Array(room);
    exact.set(this.#exact);
    this.#exact = exact;
  }
}
