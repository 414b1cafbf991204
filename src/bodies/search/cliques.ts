import type { BodyProblem } from "../body-problem.js";
import type { PairSpans, Span } from "./spans.js";

/** Bytes [from, to) of a body, from its offset. */
export interface Item {
  readonly body: number;
  readonly from: number;
  readonly to: number;
}

/** Items of different bodies, no two of which may share a byte. */
export type Clique = readonly Item[];

/** Checks of two items that are spent on making cliques larger; and cliques made for pairs that none holds. */
const MOST_CHECKS = 2_000_000;

/** Up to so many bodies a table of all pairs is kept, which is looked into faster. */
const MOST_IN_TABLE = 1500;
const MOST_PAIR_CLIQUES = (count: number): number => 500 + 4 * count;

/** Cliques that no time explains are kept where they weigh this share of the heaviest. */
const HEAVY = 0.75;

/**
 * Cliques of a body problem, as sections of the search: what lives at one time, as far as no two of it may share bytes,
 * and bodies that are apart; each made larger by whatever may share no byte with any of it. Bodies with gaps, and those
 * that are tied together, may conflict two by two at different times: cliques around them are looked for too. Each body
 * is in one at least. Cliques within others are left out.
 */
export function cliquesOf(problem: BodyProblem, pairs: readonly PairSpans[]): Clique[] {
  return new Cliques(problem, pairs).all();
}

/** Each body alone: what is left of sections without their cliques. */
export function loneCliques({ count, size }: BodyProblem): Clique[] {
  return Array.from({ length: count }, (_, body) => [{ body, from: 0, to: size[body]! }]);
}

class Cliques {
  readonly #problem: BodyProblem;
  readonly #count: number;
  readonly #spans = new Map<number, readonly Span[]>();
  /** 1: a pair that conflicts somewhere; empty where there are too many bodies. */
  readonly #meets: Uint8Array;
  readonly #neighbours: number[][];
  readonly #isApart: Uint8Array;
  /** Bodies whose conflicts are not those of one time in one piece. */
  readonly #isOdd: Uint8Array;
  #checks = 0;

  /** By body, once asked for. */
  readonly #around: (readonly Item[] | undefined)[] = [];
  readonly #partsOf: (Item[] | undefined)[] = [];

  constructor(problem: BodyProblem, pairs: readonly PairSpans[]) {
    const { count } = problem;
    this.#problem = problem;
    this.#count = count;
    this.#neighbours = Array.from({ length: count }, () => []);
    this.#isApart = new Uint8Array(count);
    this.#meets = new Uint8Array(count <= MOST_IN_TABLE ? count * count : 0);
    this.#isOdd = new Uint8Array(count);
    for (const { a, b, spans } of pairs) {
      if (spans.length === 0) continue;
      this.#spans.set(a * count + b, spans);
      if (this.#meets.length > 0) this.#meets[a * count + b] = 1;
      this.#neighbours[a]!.push(b);
      this.#neighbours[b]!.push(a);
    }
    for (const { a, b } of problem.forbidden) {
      this.#isApart[a] = 1;
      this.#isApart[b] = 1;
      this.#isOdd[a] = 1;
      this.#isOdd[b] = 1;
    }
    for (let b = 0; b < count; b++) if (problem.cellStart[b + 1]! - problem.cellStart[b]! > 1) this.#isOdd[b] = 1;
  }

  all(): Clique[] {
    const { size } = this.#problem;
    const found: Clique[] = [];
    for (const live of this.#slots()) for (const clique of this.#cover(live)) found.push(this.#extend(clique));
    const covered = new Set<number>();
    for (const clique of found) this.#note(clique, covered);
    let left = MOST_PAIR_CLIQUES(this.#count);
    for (const { a, b } of this.#problem.forbidden) {
      if (covered.has(this.#key(a, b)) || left-- <= 0) continue;
      const seed = this.#couple(a, b);
      if (seed === null) continue;
      const clique = this.#grow(seed, this.#common(a, b));
      this.#note(clique, covered);
      found.push(clique);
    }
    this.#addTimeless(found);
    const held = new Uint8Array(this.#count);
    for (const clique of found) for (const { body } of clique) held[body] = 1;
    for (let body = 0; body < this.#count; body++) {
      if (held[body] === 0) found.push([{ body, from: 0, to: size[body]! }]);
    }
    return undominated(found, this.#count);
  }

  /** Cells that live at one time, for each time at which something ends after something began; by body merged. */
  *#slots(): Generator<Item[]> {
    const { count, cellStart, cellLower, cellUpper, cellFrom, cellTo } = this.#problem;
    const bodyOf = new Int32Array(cellLower.length);
    for (let b = 0; b < count; b++) bodyOf.fill(b, cellStart[b]!, cellStart[b + 1]!);
    const solid = Array.from(cellLower.keys()).filter(
      (cell) => cellLower[cell]! < cellUpper[cell]! && cellFrom[cell]! < cellTo[cell]!,
    );
    const starts = solid.toSorted((x, y) => cellLower[x]! - cellLower[y]!);
    const ends = solid.toSorted((x, y) => cellUpper[x]! - cellUpper[y]!);
    const live = new Set<number>();
    for (let next = 0, ended = 0; ended < ends.length; ) {
      const until = cellUpper[ends[ended]!]!;
      const before = next;
      while (next < starts.length && cellLower[starts[next]!]! < until) live.add(starts[next++]!);
      if (next > before) yield mergedItems(Array.from(live, (c) => [bodyOf[c]!, cellFrom[c]!, cellTo[c]!] as const));
      while (ended < ends.length && cellUpper[ends[ended]!] === until) live.delete(ends[ended++]!);
    }
  }

  /** Cliques that hold every item, and many of the pairs in conflict: all of them where they are one clique. */
  #cover(items: readonly Item[]): Clique[] {
    const heaviest = items.toSorted((p, q) => q.to - q.from - (p.to - p.from));
    const held = new Set<Item>();
    const found: Clique[] = [];
    for (const item of heaviest) {
      if (held.has(item)) continue;
      const clique = this.#grow([item], heaviest);
      for (const member of clique) held.add(member);
      found.push(clique);
    }
    return found;
  }

  /** Adds heavy cliques around each odd body, whenever its neighbours live. */
  #addTimeless(found: Clique[]): void {
    const enough = HEAVY * found.reduce((most, clique) => Math.max(most, weightOf(clique)), 0);
    let left = MOST_PAIR_CLIQUES(this.#count);
    for (let a = 0; a < this.#count; a++) {
      if (this.#isOdd[a] === 0) continue;
      const all = this.#itemsAround(a);
      for (const b of this.#neighbours[a]!) {
        if (b < a && this.#isOdd[b] === 1) continue;
        if (left <= 0 || this.#checks > MOST_CHECKS) return;
        const seed = this.#couple(a, b);
        if (seed === null) continue;
        const clique = this.#grow(seed, all);
        if (clique.length < 3 || weightOf(clique) < enough) continue;
        left--;
        found.push(clique);
      }
    }
  }

  /** Adds whatever is in conflict with all of a clique. */
  #extend(clique: Clique): Clique {
    if (clique.every(({ body }) => this.#isOdd[body] === 0)) return clique;
    const rarest = clique.reduce((least, item) =>
      this.#neighbours[item.body]!.length < this.#neighbours[least.body]!.length ? item : least,
    );
    return this.#grow(clique, this.#itemsAround(rarest.body));
  }

  /** Adds of the candidates, in their order, whatever is in conflict with all that is there. */
  #grow(seed: readonly Item[], candidates: readonly Item[]): Clique {
    const clique = [...seed];
    for (const item of candidates) {
      if (this.#checks > MOST_CHECKS) break;
      if (clique.every((other) => (item.body === other.body ? apart(item, other) : this.#conflict(item, other))))
        clique.push(item);
    }
    return clique;
  }

  #common(a: number, b: number): Item[] {
    const [few, other] = this.#neighbours[a]!.length < this.#neighbours[b]!.length ? [a, b] : [b, a];
    return this.#itemsOf(this.#neighbours[few]!.filter((body) => this.#spans.has(this.#key(body, other))));
  }

  /** The items of the neighbours of a body. */
  #itemsAround(body: number): readonly Item[] {
    this.#around[body] ??= this.#itemsOf(this.#neighbours[body]!);
    return this.#around[body];
  }

  /** The whole of each body, then its cells, heaviest body first. */
  #itemsOf(bodies: readonly number[]): Item[] {
    const { size } = this.#problem;
    return bodies.toSorted((a, b) => size[b]! - size[a]!).flatMap((body) => this.#parts(body));
  }

  #parts(body: number): Item[] {
    this.#partsOf[body] ??= this.#makeParts(body);
    return this.#partsOf[body];
  }

  #makeParts(body: number): Item[] {
    const { size, cellStart, cellFrom, cellTo, extents } = this.#problem;
    const whole = { body, from: 0, to: size[body]! };
    const parts: Item[] = [whole];
    for (const { from, to } of extents[body]!) if (to - from < whole.to) parts.push({ body, from, to });
    for (let c = cellStart[body]!; c < cellStart[body + 1]!; c++) {
      if (cellFrom[c]! > 0 || cellTo[c]! < whole.to) parts.push({ body, from: cellFrom[c]!, to: cellTo[c]! });
    }
    return parts;
  }

  /** Parts of two bodies that may not share a byte; null where none is known. */
  #couple(a: number, b: number): Item[] | null {
    for (const p of this.#parts(a)) for (const q of this.#parts(b)) if (this.#conflict(p, q)) return [p, q];
    return null;
  }

  #conflict(p: Item, q: Item): boolean {
    this.#checks++;
    const [a, b] = p.body < q.body ? [p, q] : [q, p];
    const key = a.body * this.#count + b.body;
    if (this.#meets.length > 0 && this.#meets[key] === 0) return false;
    const spans = this.#spans.get(key);
    return spans !== undefined && spanAround(spans, a, b) !== null;
  }

  #note(clique: Clique, covered: Set<number>): void {
    for (let j = 0; j < clique.length; j++) {
      if (this.#isApart[clique[j]!.body] === 0) continue;
      for (let i = 0; i < j; i++) covered.add(this.#key(clique[i]!.body, clique[j]!.body));
    }
  }

  #key(a: number, b: number): number {
    return a < b ? a * this.#count + b : b * this.#count + a;
  }
}

/** The span of offset(b) − offset(a) that forbids these items to share a byte; null where there is none. */
export function spanAround(spans: readonly Span[], a: Item, b: Item): Span | null {
  return spans.find(({ low, high }) => low <= a.from - b.to && a.to - b.from <= high) ?? null;
}

function weightOf(clique: Clique): number {
  return clique.reduce((sum, { from, to }) => sum + to - from, 0);
}

function apart(p: Item, q: Item): boolean {
  return p.to <= q.from || q.to <= p.from;
}

function mergedItems(cells: (readonly [body: number, from: number, to: number])[]): Item[] {
  cells.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const items: { body: number; from: number; to: number }[] = [];
  for (const [body, from, to] of cells) {
    const last = items.at(-1);
    if (last !== undefined && last.body === body && from <= last.to) last.to = Math.max(last.to, to);
    else items.push({ body, from, to });
  }
  return items;
}

/** Leaves out cliques whose items lie within those of another; the first of equal ones stays. */
function undominated(cliques: readonly Clique[], count: number): Clique[] {
  const largest = cliques.toSorted((p, q) => q.length - p.length);
  const kept: Clique[] = [];
  const holding: number[][] = Array.from({ length: count }, () => []);
  for (const clique of largest) {
    const rarest = clique.reduce((least, item) =>
      holding[item.body]!.length < holding[least.body]!.length ? item : least,
    );
    if (holding[rarest.body]!.some((other) => within(clique, kept[other]!))) continue;
    for (const { body } of clique) {
      if (holding[body]!.at(-1) !== kept.length) holding[body]!.push(kept.length);
    }
    kept.push(clique);
  }
  return kept;
}

function within(inner: Clique, outer: Clique): boolean {
  return inner.every((item) =>
    outer.some((other) => other.body === item.body && other.from <= item.from && item.to <= other.to),
  );
}
