import { nogoodIn, type SectionSearch, stackIn, type Transcript } from "../search/index.js";

/** Characters of a line, after which another one begins. */
const LINE = 480;

/** What the numbers of a search mean in the problem that the proof is about. */
export interface Meaning {
  /** The buffer of the problem, −1 for what is none of it: ground at the bottom of the memory. */
  readonly buffer: (b: number) => number;
  readonly section: (s: number) => number;
  /** Units to bytes, absolute. */
  readonly address: (level: number) => number;
}

/** A lemma that is cited. */
interface Lemma {
  /** In pairs: a letter and its number; for a citation, the nogood. */
  readonly words: readonly (string | number)[];
  /** The lemmas that are cited here last. */
  readonly passed: number[];
}

/**
 * The lines of a refutation: the lemmas that something cites, each before it is cited, and at last the problem itself.
 * A nogood that nobody cites leaves nothing behind; a state whose nogood is cited is refuted by that lemma at its own
 * place too. A lemma that is cited no more leaves its number to the next.
 */
export function* renderRefutation(search: SectionSearch, meaning: Meaning): Generator<string> {
  const cited = new Cited(search, meaning);
  const problem = cited.lemma(search.transcript!.root, Infinity);
  const lemmas: [nogood: number, lemma: Lemma][] = [];
  // Who cites comes later, so that who is not cited by then never is.
  for (const nogood of cited.needed.toReversed()) {
    if (cited.isCited(nogood)) lemmas.push([nogood, cited.lemma(search.transcript!.nogoods[nogood]!, nogood)]);
  }
  const ids = new Map<number, number>();
  const free: number[] = [];
  for (const [nogood, lemma] of lemmas.reverse()) {
    const text = textsOf(lemma, ids);
    for (const passed of lemma.passed) free.push(ids.get(passed)!);
    const id = free.pop() ?? ids.size + 1;
    yield `["lemma",${id}${byOffset(cited.rowsOf(nogood), meaning)}]`;
    yield* text;
    ids.set(nogood, id);
  }
  yield '["lemma",0]';
  yield* textsOf(problem, ids);
}

/** The lemmas of a refutation. Its methods are asked from the last lemma to the first. */
class Cited {
  /** Nogoods that the transcript cites, in the order in which they were learned: each rests on earlier ones only. */
  readonly needed: readonly number[];
  readonly #search: SectionSearch;
  readonly #meaning: Meaning;
  readonly #transcript: Transcript;
  /** By refutation: the first lemma that it proves. */
  readonly #proved = new Map<number, number>();
  readonly #cited = new Set<number>();
  readonly #rows = new Map<number, readonly Row[]>();

  constructor(search: SectionSearch, meaning: Meaning) {
    const transcript = search.transcript!;
    [this.#search, this.#meaning, this.#transcript] = [search, meaning, transcript];
    const { nodes, nogoods, root } = transcript;
    const needed = new Set<number>();
    const seen = new Uint8Array(nodes.length);
    for (const stack = [root]; stack.length > 0; ) {
      const at = stack.pop()!;
      const nogood = nogoodIn(at);
      if (nogood >= 0 && !needed.has(nogood)) {
        needed.add(nogood);
        stack.push(nogoods[nogood]!);
      }
      if (at < 0 || seen[at] === 1) continue;
      seen[at] = 1;
      for (let i = at + 4, end = i + 3 * nodes[at + 1]!; i < end; i += 3) stack.push(nodes[i]!);
    }
    this.needed = [...needed].sort((a, b) => a - b);
    for (const nogood of this.needed.toReversed()) {
      if (nogoods[nogood]! >= 0) this.#proved.set(nogoods[nogood]!, nogood);
    }
  }

  isCited(nogood: number): boolean {
    return this.#cited.has(nogood);
  }

  /** What a nogood says, without ground. */
  rowsOf(nogood: number): readonly Row[] {
    let rows = this.#rows.get(nogood);
    if (rows === undefined) {
      rows = this.#search.nogood(nogood).filter(({ buffer }) => this.#meaning.buffer(buffer) >= 0);
      this.#rows.set(nogood, rows);
    }
    return rows;
  }

  /** @param own the nogood that is proved, which must not be cited; Infinity for the problem */
  lemma(root: number, own: number): Lemma {
    const { buffer, section, address } = this.#meaning;
    const { nodes } = this.#transcript;
    const words: (string | number)[] = [];
    const passed: number[] = [];
    const cite = (nogood: number): void => {
      if (!this.#cited.has(nogood)) passed.push(nogood);
      this.#cited.add(nogood);
      words.push("l", nogood);
    };
    // In pairs: a letter to be written and its number, or "" and a refutation.
    const todo: (string | number)[] = ["", root];
    for (let isRoot = true; todo.length > 0; isRoot = false) {
      const number = todo.pop() as number;
      const letter = todo.pop() as string;
      if (letter !== "") {
        words.push(letter, number);
        continue;
      }
      const nogood = nogoodIn(number);
      const stack = stackIn(number);
      const proved = isRoot ? undefined : this.#proved.get(number);
      if (nogood >= 0) cite(this.#lemmaFor(nogood));
      else if (stack >= 0) words.push("t", section(stack));
      else if (proved !== undefined && proved < own) cite(proved);
      // What is refuted at once has no answers that count.
      else if (number < 0) words.push("s", section(0), ".", 0);
      else {
        const end = number + 2 + 3 * nodes[number + 1]!;
        let ground = number + 2;
        while (ground < end && (nodes[ground]! < 0 || buffer(nodes[ground]!) >= 0)) ground += 3;
        // Ground fills the bottom of its section: nothing else can lie there, and it is none of the problem's buffers.
        if (ground < end) {
          todo.push("", nodes[ground + 2]!);
          continue;
        }
        words.push("s", section(nodes[number]!));
        todo.push(".", 0);
        for (let i = end - 3; i > number; i -= 3) {
          const what = nodes[i]!;
          todo.push("", nodes[i + 2]!);
          if (what >= 0) todo.push("b", buffer(what));
          else todo.push("w", address(nodes[i + 1]!));
        }
      }
    }
    return { words, passed };
  }

  /** The lemma that stands for a nogood: the first that has the same proof and says no more, or its own. */
  #lemmaFor(nogood: number): number {
    const first = this.#proved.get(this.#transcript.nogoods[nogood]!) ?? nogood;
    return first === nogood || !holdsIn(this.rowsOf(first), this.rowsOf(nogood)) ? nogood : first;
  }
}

/** A buffer of the search and the least offset that it may have, in units. */
interface Row {
  readonly buffer: number;
  readonly least: number;
}

/** Whether what `rows` says follows from what `others` says: every row is there, as high or higher. */
function holdsIn(rows: readonly Row[], others: readonly Row[]): boolean {
  const found = new Map(others.map(({ buffer, least }) => [buffer, least]));
  return rows.every(({ buffer, least }) => (found.get(buffer) ?? -1) >= least);
}

/** Lists of an offset and the buffers that lie there or above. */
function byOffset(rows: readonly Row[], { buffer, address }: Meaning): string {
  const lists = new Map<number, string>();
  for (const { buffer: b, least } of rows) lists.set(least, `${lists.get(least) ?? ""},${buffer(b)}`);
  return [...lists].map(([least, members]) => `,[${address(least)}${members}]`).join("");
}

/** The words of a lemma as lines. @param ids the numbers of lemmas, by nogood */
function textsOf({ words }: Lemma, ids: ReadonlyMap<number, number>): string[] {
  const lines: string[] = [];
  let line = "";
  for (let i = 0; i < words.length; i += 2) {
    const letter = words[i] as string;
    const number = words[i + 1] as number;
    line += line === "" ? '"' : " ";
    if (letter === ".") line += ".";
    else line += letter + (letter === "l" ? ids.get(number)! : number);
    if (line.length < LINE) continue;
    lines.push(`${line}"`);
    line = "";
  }
  if (line !== "") lines.push(`${line}"`);
  return lines;
}
