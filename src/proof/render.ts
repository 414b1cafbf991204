import type { SectionSearch } from "../search/index.js";

/** Words that a line holds at most. */
const WORDS = 40;

/** Lemmas that are dropped at a time. */
const DROPPED = 32;

/** What the numbers of a search mean in the problem that the proof is about. */
export interface Meaning {
  /** The buffer of the problem, −1 for what is none of it: ground at the bottom of the memory. */
  readonly buffer: (b: number) => number;
  readonly section: (s: number) => number;
  /** Units to bytes, absolute. */
  readonly address: (level: number) => number;
}

type Row = readonly [buffer: number, least: number];

/** A lemma as it will be written. */
interface Lemma {
  readonly id: number;
  readonly rows: readonly Row[];
  readonly refutation: number;
}

/**
 * The lines of a refutation: the lemmas that something cites, each before it is cited, and the tree. A nogood that
 * nobody cites leaves nothing behind; a state whose nogood is cited is refuted by that lemma at its own place too.
 */
export function* renderRefutation(search: SectionSearch, meaning: Meaning): Generator<string> {
  const lemmas = new Cited(search, meaning);
  const all = [...lemmas.inOrder, { id: 0, rows: [], refutation: search.transcript!.root }];
  const words = all.map(({ id, refutation }) => [...lemmas.words(refutation, id > 0)]);
  const last = new Map<number, number>();
  for (const [i, own] of words.entries()) {
    for (const word of own) if (word.startsWith("l")) last.set(Number(word.slice(1)), i);
  }
  /** By place in the order: the lemmas that are cited there last. */
  const passed = new Map<number, number[]>();
  for (const [id, i] of last) passed.set(i, [...(passed.get(i) ?? []), id]);
  const dropped: number[] = [];
  for (const [i, { id, rows }] of all.entries()) {
    if (dropped.length >= DROPPED) yield JSON.stringify({ step: "drop", lemmas: dropped.splice(0) });
    yield JSON.stringify(id > 0 ? { step: "lemma", id, least: byOffset(rows) } : { step: "tree" });
    yield* inLines(words[i]!);
    dropped.push(...(passed.get(i) ?? []));
  }
}

/** The nogoods that a refutation needs. */
class Cited {
  /** In the order in which they were learned: each cites earlier ones only. */
  readonly inOrder: readonly Lemma[];
  readonly #search: SectionSearch;
  readonly #meaning: Meaning;
  /** By nogood. */
  readonly #lemmas = new Map<number, Lemma>();
  /** By refutation: the first lemma that it proves. */
  readonly #proved = new Map<number, Lemma>();

  constructor(search: SectionSearch, meaning: Meaning) {
    this.#search = search;
    this.#meaning = meaning;
    const transcript = search.transcript!;
    const needed = new Set<number>();
    const seen = new Set<number>();
    const stack = [transcript.root];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const refutation = transcript.at(at);
      if (refutation.kind === "node") for (const { refutation: next } of refutation.answers) stack.push(next);
      if (refutation.kind !== "nogood") continue;
      needed.add(refutation.nogood);
      stack.push(transcript.nogoods[refutation.nogood]!);
    }
    const inOrder: Lemma[] = [];
    for (const nogood of [...needed].sort((a, b) => a - b)) {
      const refutation = transcript.nogoods[nogood]!;
      const rows = this.#rowsOf(nogood);
      const first = this.#proved.get(refutation);
      if (first !== undefined && holdsIn(first.rows, rows)) {
        this.#lemmas.set(nogood, first);
        continue;
      }
      const lemma = { id: inOrder.length + 1, rows, refutation };
      inOrder.push(lemma);
      this.#lemmas.set(nogood, lemma);
      if (first === undefined && refutation >= 0) this.#proved.set(refutation, lemma);
    }
    this.inOrder = inOrder;
  }

  /** The words that refute a state; `own` where it is what a lemma is proved by, which must not cite itself. */
  *words(root: number, own: boolean): Generator<string> {
    const { section, address, buffer } = this.#meaning;
    const todo: (string | number)[] = [root];
    for (let next = todo.pop(), isFirst = true; next !== undefined; next = todo.pop(), isFirst = false) {
      if (typeof next === "string") {
        yield next;
        continue;
      }
      const lemma = own && isFirst ? undefined : this.#proved.get(next);
      const refutation = this.#search.transcript!.at(next);
      if (lemma !== undefined) yield `l${lemma.id}`;
      else if (refutation.kind === "at once") yield "x";
      else if (refutation.kind === "stack") yield `t${section(refutation.section)}`;
      else if (refutation.kind === "nogood") yield `l${this.#lemmas.get(refutation.nogood)!.id}`;
      else if (refutation.kind === "node") {
        // Ground fills the bottom of its section: nothing else can lie there, and it is none of the problem's buffers.
        const ground = refutation.answers.find(({ what }) => what >= 0 && buffer(what) < 0);
        if (ground !== undefined) {
          todo.push(ground.refutation);
          continue;
        }
        yield `s${section(refutation.section)}`;
        todo.push(".");
        for (const { what, level, refutation: why } of refutation.answers.toReversed()) {
          todo.push(why, what >= 0 ? `b${buffer(what)}` : `w${address(level)}`);
        }
      }
    }
  }

  #rowsOf(nogood: number): Row[] {
    const { buffer, address } = this.#meaning;
    return this.#search
      .nogood(nogood)
      .map(({ buffer: b, least }): Row => [buffer(b), address(least)])
      .filter(([b]) => b >= 0);
  }
}

/** Whether what `rows` says follows from what `others` says: every row is there, as high or higher. */
function holdsIn(rows: readonly Row[], others: readonly Row[]): boolean {
  const least = new Map(others);
  return rows.every(([b, offset]) => (least.get(b) ?? -1) >= offset);
}

/** Rows of an offset and the buffers that lie there or above. */
function byOffset(rows: readonly Row[]): number[][] {
  const grouped = new Map<number, number[]>();
  for (const [b, offset] of rows) {
    const group = grouped.get(offset);
    if (group === undefined) grouped.set(offset, [offset, b]);
    else group.push(b);
  }
  return [...grouped.values()].sort((a, b) => a[0]! - b[0]!);
}

function* inLines(words: Iterable<string>): Generator<string> {
  let line: string[] = [];
  for (const word of words) {
    line.push(word);
    if (line.length < WORDS) continue;
    yield JSON.stringify(line);
    line = [];
  }
  if (line.length > 0) yield JSON.stringify(line);
}
