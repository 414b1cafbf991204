import { finish, gcd } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";
import { type Clique, cliquesOf, type Item, loneCliques, spanAround } from "./cliques.js";
import { Rests } from "./rests.js";
import { ALL_BODY_RULES, type BodyRules } from "./rules.js";
import { draftsOf, type PairSpans, pairSpans, type Span } from "./spans.js";
import { noTwins, type Twins, twinsOf } from "./twins.js";

/**
 * A body problem as arrays for the search.
 *
 * Rows by body list its neighbours, ascending: the entries `rowStart[b] … rowStart[b + 1]`. The spans of an entry say
 * where the neighbour may not lie for b at p: strictly between p + low and p + high; where the entry is about banks,
 * `spanFrom` and `spanLast` are the first and last byte of b's piece, and low and high count from the beginnings of the
 * first bank that it touches and of the one after the last.
 */
export interface BodyModel {
  readonly count: number;
  readonly base: number;
  readonly bank: number;
  readonly size: Float64Array;
  readonly fixed: Uint8Array;
  readonly rests: Rests;
  readonly twins: Twins;
  readonly rowStart: Int32Array;
  readonly neighbours: Int32Array;
  /** The entry from the neighbour's side. */
  readonly mirror: Int32Array;
  readonly spanStart: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** −1: the span counts in bytes. */
  readonly spanFrom: Float64Array;
  readonly spanLast: Float64Array;

  /** Items of section s: `sectionStart[s] … sectionStart[s + 1]`. */
  readonly sectionCount: number;
  readonly sectionStart: Int32Array;
  readonly itemBody: Int32Array;
  readonly itemFrom: Float64Array;
  /** Bytes that an item keeps from all that lies above it in its section. */
  readonly itemHeight: Float64Array;
  readonly itemSection: Int32Array;
  /** How far the heights of a section may go beyond the capacity: the uppermost keeps nothing. It may be negative. */
  readonly excess: Float64Array;
  readonly bodyItemStart: Int32Array;
  readonly bodyItems: Int32Array;
}

export function modelOf(problem: BodyProblem, rules: BodyRules = ALL_BODY_RULES): BodyModel {
  return finish(modelSteps(problem, rules));
}

/** `modelOf` with a few pauses: on a thousand bodies it takes a second. */
export function* modelSteps(problem: BodyProblem, rules: BodyRules = ALL_BODY_RULES): Generator<undefined, BodyModel> {
  const { count, base, bank, size, fixedOffset } = problem;
  const drafts = draftsOf(problem);
  yield;
  const bare = pairSpans(problem, drafts, problem.modulus);
  yield;
  const modulus = rules.unit ? raisedModulus(problem, bare) : problem.modulus;
  const pairs = modulus === problem.modulus ? bare : pairSpans(problem, drafts, modulus);
  yield;
  const cliques = rules.cliques ? cliquesOf(problem, pairs) : loneCliques(problem);
  yield;
  const twins = rules.twins ? twinsOf(problem, pairs, modulus) : noTwins(count);
  yield;
  const rows = rowsOf(count, pairs);
  yield;
  return {
    count,
    base,
    bank,
    size,
    fixed: Uint8Array.from(fixedOffset, (offset) => (offset >= 0 ? 1 : 0)),
    rests: new Rests(problem, modulus),
    twins,
    ...rows,
    ...sectionsOf(problem, pairs, cliques),
  };
}

/**
 * Moduli with what all distances have in common. In a plan in which no body can be put lower, each lies on the base, on
 * a reserved range, or at a distance from another, all of which are multiples of it.
 */
function raisedModulus(problem: BodyProblem, pairs: readonly PairSpans[]): Float64Array {
  const { base, bank, reserved, extents, fixedOffset, modulus, residue, withinBank } = problem;
  let unit = base;
  const add = (value: number): void => {
    unit = gcd(unit, Math.abs(value));
  };
  for (const { spans, banks } of pairs) {
    for (const { low, high } of spans) for (const value of [low, high]) add(value);
    for (const { a, b } of banks) for (const value of [a.from, b.from, bank]) add(value);
  }
  for (const { from } of withinBank) for (const value of [from, bank]) add(value);
  for (const row of extents) for (const { from } of row) for (const { to } of reserved) add(to - from);
  for (const offset of fixedOffset) if (offset >= 0) add(offset);
  // Bodies whose alignment is none of its divisors keep theirs.
  for (let before = -1; before !== unit; ) {
    before = unit;
    for (let b = 0; b < modulus.length; b++) {
      if (residue[b] === 0 && unit % modulus[b]! === 0) continue;
      unit = gcd(gcd(unit, modulus[b]!), residue[b]!);
    }
  }
  if (unit === 0) return modulus;
  return modulus.map((own, b) => (residue[b] === 0 && unit % own === 0 ? unit : own));
}

type Rows = Pick<
  BodyModel,
  "rowStart" | "neighbours" | "mirror" | "spanStart" | "low" | "high" | "spanFrom" | "spanLast"
>;

function rowsOf(count: number, pairs: readonly PairSpans[]): Rows {
  const rowStart = new Int32Array(count + 1);
  for (const { a, b } of pairs) {
    rowStart[a + 1]!++;
    rowStart[b + 1]!++;
  }
  for (let b = 0; b < count; b++) rowStart[b + 1]! += rowStart[b]!;
  const entries = 2 * pairs.length;
  const neighbours = new Int32Array(entries);
  const mirror = new Int32Array(entries);
  const rows: PairSpans[] = new Array(entries);
  const filled = rowStart.slice();
  // Pairs ascend by a, then b, so that each row ascends too: first those below it, then those above.
  for (const pair of pairs) {
    const [x, y] = [filled[pair.a]!++, filled[pair.b]!++];
    neighbours[x] = pair.b;
    neighbours[y] = pair.a;
    mirror[x] = y;
    mirror[y] = x;
    rows[x] = pair;
    rows[y] = pair;
  }
  const spanStart = new Int32Array(entries + 1);
  const low: number[] = [];
  const high: number[] = [];
  const spanFrom: number[] = [];
  const spanLast: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    const { b, spans, banks } = rows[entry]!;
    const forward = neighbours[entry] === b;
    for (const span of forward ? spans : spans.toReversed()) {
      low.push(forward ? span.low : 0 - span.high);
      high.push(forward ? span.high : 0 - span.low);
      spanFrom.push(-1);
      spanLast.push(-1);
    }
    for (const pieces of banks) {
      const [own, other] = forward ? [pieces.a, pieces.b] : [pieces.b, pieces.a];
      low.push(-other.to);
      high.push(-other.from);
      spanFrom.push(own.from);
      spanLast.push(own.to - 1);
    }
    spanStart[entry + 1] = low.length;
  }
  return {
    rowStart,
    neighbours,
    mirror,
    spanStart,
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    spanFrom: Float64Array.from(spanFrom),
    spanLast: Float64Array.from(spanLast),
  };
}

type Sections = Pick<
  BodyModel,
  | "sectionCount"
  | "sectionStart"
  | "itemBody"
  | "itemFrom"
  | "itemHeight"
  | "itemSection"
  | "excess"
  | "bodyItemStart"
  | "bodyItems"
>;

function sectionsOf({ count, size }: BodyProblem, pairs: readonly PairSpans[], cliques: readonly Clique[]): Sections {
  const spansOf = new Map(pairs.map(({ a, b, spans }): [number, readonly Span[]] => [a * count + b, spans]));
  const items = cliques.flat();
  const sectionStart = new Int32Array(cliques.length + 1);
  const itemSection = new Int32Array(items.length);
  const itemHeight = new Float64Array(items.length);
  const excess = new Float64Array(cliques.length);
  let at = 0;
  cliques.forEach((clique, s) => {
    let most = -Infinity;
    for (const item of clique) {
      const kept = keptAbove(item, clique, spansOf, count);
      itemSection[at] = s;
      itemHeight[at++] = item.to - item.from + kept;
      most = Math.max(most, kept - (size[item.body]! - item.to));
    }
    sectionStart[s + 1] = at;
    excess[s] = most;
  });
  const bodyItemStart = new Int32Array(count + 1);
  for (const { body } of items) bodyItemStart[body + 1]!++;
  for (let b = 0; b < count; b++) bodyItemStart[b + 1]! += bodyItemStart[b]!;
  const bodyItems = new Int32Array(items.length);
  const filled = bodyItemStart.slice();
  items.forEach(({ body }, i) => {
    bodyItems[filled[body]!++] = i;
  });
  return {
    sectionCount: cliques.length,
    sectionStart,
    itemBody: Int32Array.from(items, ({ body }) => body),
    itemFrom: Float64Array.from(items, ({ from }) => from),
    itemHeight,
    itemSection,
    excess,
    bodyItemStart,
    bodyItems,
  };
}

/** Bytes above an item that all others of its clique leave free where they lie above it: distances and alignments. */
function keptAbove(item: Item, clique: Clique, spansOf: ReadonlyMap<number, readonly Span[]>, count: number): number {
  let least = Infinity;
  for (const other of clique) {
    if (other === item) continue;
    if (other.body === item.body) {
      if (other.from >= item.to) least = Math.min(least, other.from - item.to);
      continue;
    }
    const forward = item.body < other.body;
    const [a, b] = forward ? [item, other] : [other, item];
    const { low, high } = spanAround(spansOf.get(a.body * count + b.body)!, a, b)!;
    least = Math.min(least, (forward ? high : 0 - low) - (item.to - other.from));
  }
  return least === Infinity ? 0 : least;
}
