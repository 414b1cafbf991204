import { clocksMeet, overlap } from "../model/lifetimes.js";
import { merged } from "../model/memories.js";
import type { Model, Pair } from "../model/model.js";
import { isSolid } from "../problem/index.js";
import { type BodyProblem, cellRows, type Forbidden, pairKey } from "./body-problem.js";

/**
 * The body problem of one memory.
 *
 * @param memory position in `model.memories`
 * @param chosen bodies of the model that lie in it, ascending
 * @param avoided reuse pairs that are to share no byte: those of `model.pairs` whose cost is not to be paid
 */
export function bodyProblemOf(
  model: Model,
  memory: number,
  chosen: Int32Array,
  avoided: ReadonlySet<Pair> = new Set(),
): BodyProblem {
  const { bodies, memories, problem } = model;
  const { buffers } = problem;
  const { capacity, base, reserved, bank } = memories[memory]!;
  const rowOf = new Int32Array(bodies.length).fill(-1);
  chosen.forEach((body, row) => {
    rowOf[body] = row;
  });
  const rows = cellRows(model, chosen);
  const hasClocks = buffers[0]?.clock !== undefined;
  // With clocks no time is common: each cell stands alone, and pairs say who meets.
  if (hasClocks) {
    for (let c = 0; c < rows.lower.length; c++) {
      rows.lower[c] = c;
      rows.upper[c] = c + 1;
    }
  }
  const builder = new Builder(model, rowOf);
  for (const pair of model.pairs) builder.add(pair, avoided);
  if (hasClocks) builder.addClocks();
  builder.addExclusive(chosen);
  const choiceOf = (body: number) => bodies[body]!.choices.find((choice) => choice.memory === memory)!;
  return {
    count: chosen.length,
    base,
    capacity,
    reserved,
    bank,
    size: Float64Array.from(chosen, (body) => bodies[body]!.size),
    extents: Array.from(chosen, (body) =>
      merged(bodies[body]!.members.map(({ buffer, at }) => ({ from: at, to: at + buffers[buffer]!.size }))),
    ),
    modulus: Float64Array.from(chosen, (body) => choiceOf(body).modulus),
    residue: Float64Array.from(chosen, (body) => choiceOf(body).residue),
    fixedOffset: Float64Array.from(chosen, (body) => bodies[body]!.fixedOffset),
    cellStart: rows.start,
    cellLower: rows.lower,
    cellUpper: rows.upper,
    cellFrom: rows.from,
    cellTo: rows.to,
    cellBuffer: rows.buffer,
    buffers: buffers.length,
    free: builder.free,
    forbidden: builder.forbidden,
    withinBank: bank === 0 ? [] : builder.withinBank(),
    otherBanks: bank === 0 ? [] : builder.otherBanks,
    bodies: chosen,
  };
}

type Piece = { readonly body: number; readonly from: number; readonly to: number };

class Builder {
  readonly free = new Set<number>();
  readonly forbidden: Forbidden[] = [];
  readonly otherBanks: [Piece, Piece][] = [];
  readonly #model: Model;
  readonly #rowOf: Int32Array;
  /** Pairs that lie in each other's place at these differences, by key. */
  readonly #inplace = new Map<number, { readonly a: number; readonly b: number; readonly differences: number[] }>();

  constructor(model: Model, rowOf: Int32Array) {
    this.#model = model;
    this.#rowOf = rowOf;
    for (const pair of model.pairs) if (pair.rule === "inplace") this.#note(pair.a, pair.b, pair.at);
    for (const pair of model.pairs)
      if (pair.rule === "free" && this.#bind(pair.a, pair.b)) this.free.add(this.#key(pair.a, pair.b));
    for (const [key, { a, b, differences }] of this.#inplace) {
      if (!this.free.has(key)) this.#addInPlace(a, b, differences);
    }
  }

  add(pair: Pair, avoided: ReadonlySet<Pair>): void {
    const { a, b } = pair;
    if (!this.#bind(a, b)) return;
    if (pair.rule === "apart") this.#forbid(a, b, pair.distance);
    else if (pair.rule === "banks" && this.#meet(a, b)) this.otherBanks.push([this.#piece(a), this.#piece(b)]);
    else if (pair.rule === "reuse" && avoided.has(pair) && !this.#meet(a, b)) this.#forbid(a, b, 0);
  }

  /** Every two that live together by their clocks share no byte. */
  addClocks(): void {
    const { buffers } = this.#model.problem;
    for (let b = 0; b < buffers.length; b++) {
      for (let a = 0; a < b; a++) {
        if (!this.#bind(a, b) || this.free.has(this.#key(a, b))) continue;
        if (clocksMeet(buffers[a]!, buffers[b]!)) this.#forbid(a, b, 0);
      }
    }
  }

  addExclusive(chosen: Int32Array): void {
    const { exclusive, bodies } = this.#model;
    const all = Array.from(chosen).flatMap((body) => bodies[body]!.members.map(({ buffer }) => buffer));
    for (const a of all) {
      if (exclusive[a] !== 1) continue;
      for (const b of all) if (this.#bind(a, b) && (exclusive[b] !== 1 || a < b)) this.#forbid(a, b, 0);
    }
  }

  /** Also of buffers that never live: they are placed all the same, and bound by all that is said of places. */
  withinBank(): Piece[] {
    const { withinBank, problem } = this.#model;
    const pieces: Piece[] = [];
    for (let b = 0; b < withinBank.length; b++) {
      if (withinBank[b] === 1 && this.#row(b) >= 0 && problem.buffers[b]!.size > 0) pieces.push(this.#piece(b));
    }
    return pieces;
  }

  /** Whether a rule for two buffers binds: both lie here, in different bodies, and meet others at all. */
  #bind(a: number, b: number): boolean {
    const { buffers } = this.#model.problem;
    const [x, y] = [this.#row(a), this.#row(b)];
    return x >= 0 && y >= 0 && x !== y && isSolid(buffers[a]!) && isSolid(buffers[b]!);
  }

  #row(buffer: number): number {
    return this.#rowOf[this.#model.bodyOf[buffer]!]!;
  }

  #key(a: number, b: number): number {
    return pairKey(a, b, this.#model.problem.buffers.length);
  }

  #piece(buffer: number): Piece {
    const at = this.#model.atOf[buffer]!;
    return { body: this.#row(buffer), from: at, to: at + this.#model.problem.buffers[buffer]!.size };
  }

  /** No shared byte, and `distance` bytes between them. */
  #forbid(a: number, b: number, distance: number): void {
    const [p, q] = [this.#piece(a), this.#piece(b)];
    this.#forbidBetween(p.body, q.body, p.from - q.to - distance, p.to - q.from + distance);
  }

  #forbidBetween(a: number, b: number, low: number, high: number): void {
    if (high - low > 1) this.forbidden.push({ a, b, low, high });
  }

  #meet(a: number, b: number): boolean {
    const { problem, bodies, bodyOf } = this.#model;
    if (problem.buffers[a]!.clock !== undefined) return clocksMeet(problem.buffers[a]!, problem.buffers[b]!);
    const cellsOf = (buffer: number) => bodies[bodyOf[buffer]!]!.cells.filter((cell) => cell.buffer === buffer);
    return cellsOf(a).some((x) => cellsOf(b).some((y) => overlap(x, y)));
  }

  /** offset(a) = offset(b) + at is a place for both. */
  #note(a: number, b: number, at: number): void {
    const { atOf } = this.#model;
    if (!this.#bind(a, b)) return;
    const [x, y, shift] = a < b ? [a, b, -at] : [b, a, at];
    const key = this.#key(x, y);
    const known = this.#inplace.get(key) ?? { a: x, b: y, differences: [] };
    // In offsets of bodies: offset(y) − offset(x), each less its bytes above its body.
    known.differences.push(shift + atOf[x]! - atOf[y]!);
    this.#inplace.set(key, known);
  }

  /** What cells or clocks forbid between two buffers, but for some differences. */
  #addInPlace(a: number, b: number, differences: readonly number[]): void {
    const { problem, bodies, bodyOf } = this.#model;
    const holes = differences.toSorted((x, y) => x - y);
    const [p, q] = [this.#piece(a), this.#piece(b)];
    const cut = (low: number, high: number): void => {
      let from = low;
      for (const hole of holes) {
        if (hole <= low || hole >= high) continue;
        this.#forbidBetween(p.body, q.body, from, hole);
        from = hole;
      }
      this.#forbidBetween(p.body, q.body, from, high);
    };
    const cellsOf = (buffer: number) => bodies[bodyOf[buffer]!]!.cells.filter((cell) => cell.buffer === buffer);
    if (problem.buffers[a]!.clock !== undefined) {
      if (clocksMeet(problem.buffers[a]!, problem.buffers[b]!)) cut(p.from - q.to, p.to - q.from);
    } else {
      for (const x of cellsOf(a)) for (const y of cellsOf(b)) if (overlap(x, y)) cut(x.from - y.to, x.to - y.from);
    }
    this.free.add(this.#key(a, b));
  }
}
