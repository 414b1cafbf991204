import { type CheckedProblem, faultOfPlan, isSolid, problemHash } from "./problem.js";
import { canStack, type Stacked } from "./stack.js";
import { State } from "./state.js";

/** What a proof that was accepted proves; bytes from the base. */
export type Claim =
  | { readonly claim: "peak"; readonly least: number }
  | { readonly claim: "optimal"; readonly peak: number }
  | { readonly claim: "infeasible"; readonly capacity: number };

/** Where a proof breaks. */
export class ProofError extends Error {
  override readonly name = "ProofError";
  /** @param line counted from 1 */
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** A question that is under way: which section, at which floor, and which of its answers are refuted. */
interface Node {
  readonly section: number;
  readonly floor: number;
  readonly done: Set<string>;
  /** Where to go back to after an answer, and whether the state was refuted before. */
  readonly mark: number;
  readonly over: boolean;
  /** An answer that was given and is not refuted yet. */
  asked: string | null;
}

type Step = Readonly<Record<string, unknown>>;

/** Checks a proof line by line, as docs/proof.md says. It keeps the lemmas, and of the lines nothing else. */
export class ProofChecker {
  readonly #problem: CheckedProblem;
  #line = 0;
  #claim: Claim | null = null;
  /** No buffer may end above this address. */
  #limit = 0;
  #state: State | null = null;
  readonly #lemmas = new Map<number, readonly (readonly [number, number])[]>();
  /** The lemma that is being proved, 0 for the claim itself; null where no refutation is under way. */
  #proving: number | null = null;
  #statement: readonly (readonly [number, number])[] = [];
  #nodes: Node[] = [];
  #proved = false;
  #ended = false;

  constructor(problem: CheckedProblem) {
    this.#problem = problem;
  }

  /** Takes the next line. @throws ProofError where it is not right */
  take(text: string): void {
    this.#line++;
    try {
      const line: unknown = JSON.parse(text);
      if (this.#ended) throw new Error("there is more after the end");
      if (this.#claim === null) this.#begin(line as Step);
      else if (Array.isArray(line)) for (const word of line) this.#word(String(word));
      else if (this.#proving !== null) throw new Error("the refutation before this line is not complete");
      else this.#step(line as Step);
    } catch (error) {
      throw error instanceof ProofError ? error : new ProofError(this.#line, (error as Error).message);
    }
  }

  /** What is proved. @throws ProofError where lines are missing */
  end(): Claim {
    if (this.#ended && this.#claim !== null) return this.#claim;
    throw new ProofError(this.#line + 1, "the proof ends here, without a line that ends it");
  }

  #begin(head: Step): void {
    const { base = 0, capacity } = this.#problem;
    if (head?.proof !== "telaplan 1") throw new Error('this is no proof: its first line has no "proof": "telaplan 1"');
    if (head.problem !== `sha256:${problemHash(this.#problem)}`) throw new Error("the proof is of another problem");
    const claim = head.claim;
    const key = claim === "peak" ? "least" : claim === "optimal" ? "peak" : "capacity";
    const bytes = whole(head[key], `claim ${claim}, ${key}`);
    if (claim === "infeasible" && capacity !== undefined && capacity !== Infinity && capacity !== bytes)
      throw new Error(`the proof is for a capacity of ${bytes}, the problem has ${capacity}`);
    if (claim === "optimal") {
      const fault = faultOfPlan(this.#problem, list(head.plan, "plan"), bytes);
      if (fault !== null) throw new Error(fault);
    } else if (claim !== "infeasible" && claim !== "peak") throw new Error(`there is no claim ${String(claim)}`);
    this.#limit = base + bytes - (claim === "infeasible" ? 0 : 1);
    this.#proved = this.#limit < base;
    this.#claim = { claim, [key]: bytes } as unknown as Claim;
  }

  #step(step: Step): void {
    const { base = 0, buffers } = this.#problem;
    const kind = step?.step;
    const bufferAt = (index: unknown) => buffers[whole(index, "buffer", buffers.length)]!;
    if (kind === "load") {
      const time = whole(step.time, "time", Infinity, -Infinity);
      const load = buffers.reduce((sum, { lower, upper, size }) => sum + (lower <= time && time < upper ? size : 0), 0);
      if (base + load <= this.#limit) throw new Error(`the load is ${load}, within the limit`);
      this.#proved = true;
    } else if (kind === "stack") {
      const rows = [...new Set(list(step.buffers, "buffers"))].map(bufferAt);
      const [begin, end] = [Math.max(...rows.map(({ lower }) => lower)), Math.min(...rows.map(({ upper }) => upper))];
      if (rows.length !== 1 && !(begin < end && rows.every(({ size }) => size > 0)))
        throw new Error("the buffers do not live at one time");
      const stacked = rows.map(({ size, alignment = 1, offset = -1 }): Stacked => [size, alignment, offset]);
      if (canStack(stacked, base, this.#limit)) throw new Error("the buffers have a stack within the limit");
      this.#proved = true;
    } else if (kind === "drop") {
      for (const id of list(step.lemmas, "lemmas"))
        if (!this.#lemmas.delete(id as number)) throw new Error(`there is no lemma ${String(id)} to drop`);
    } else if (kind === "lemma") {
      const id = whole(step.id, "id", Infinity, 1);
      if (this.#lemmas.has(id)) throw new Error(`lemma ${id} is there already`);
      const rows = list(step.least, "least").map((row) => list(row, "least") as readonly number[]);
      this.#open(
        id,
        rows.flatMap(([offset, ...members]) => members.map((b) => [b, offset!] as const)),
      );
    } else if (kind === "tree") {
      const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
      this.#open(
        0,
        solid.map((b) => [b, base] as const),
      );
    } else {
      if (kind !== "end") throw new Error(`there is no step ${String(kind)}`);
      if (!this.#proved) throw new Error("the claim is not proved");
      this.#ended = true;
    }
  }

  /** Begins a refutation: no plan of these buffers, each at its offset or above, ends within the limit. */
  #open(id: number, statement: readonly (readonly [buffer: number, offset: number])[]): void {
    const { buffers, base = 0 } = this.#problem;
    const seen = new Set<number>();
    for (const [b, offset] of statement) {
      if (seen.has(b) || !isSolid(buffers[whole(b, "buffer", buffers.length)]!))
        throw new Error(`buffer ${b} may not be in a lemma, or not twice`);
      seen.add(b);
      whole(offset, "offset", Infinity, base);
    }
    this.#state ??= new State(this.#problem, this.#limit);
    this.#proving = id;
    this.#statement = statement;
    this.#state.begin(statement);
  }

  #word(word: string): void {
    if (this.#proving === null) throw new Error("there is no refutation that goes on here");
    const state = this.#state!;
    const node = this.#nodes.at(-1);
    const [kind, number] = [word[0], Number(word.slice(1))];
    if (word !== "." && word !== "x" && !(/^[a-z]\d+$/.test(word) && Number.isSafeInteger(number)))
      throw new Error(`${word} is no word`);
    if (node !== undefined && node.asked === null) {
      if (word === ".") this.#closeNode(node);
      else this.#answer(node, word);
      return;
    }
    if (word === "x") {
      if (!state.refuted) throw new Error("this is not refuted at once");
      this.#close();
      return;
    }
    if (kind === "l") {
      const lemma = this.#lemmas.get(number);
      if (lemma === undefined) throw new Error(`there is no lemma ${number}`);
      const low = state.refuted ? undefined : lemma.find(([b, offset]) => !this.#holds(b, offset));
      if (low !== undefined)
        throw new Error(`lemma ${number} does not hold here: buffer ${low[0]} is open below ${low[1]}`);
      this.#close();
      return;
    }
    if ((kind !== "s" && kind !== "t") || number >= state.sections.length) throw new Error(`${word} refutes nothing`);
    const floor = state.floor(number);
    if (floor === Infinity && !state.refuted) throw new Error(`nothing is open in section ${number}`);
    if (kind === "t") {
      if (!state.refuted && state.stackFits(number)) throw new Error(`section ${number} has a stack within the limit`);
      this.#close();
    } else {
      const { mark, refuted: over } = state;
      this.#nodes.push({ section: number, floor, done: new Set(), mark, over, asked: null });
    }
  }

  #holds(b: number, offset: number): boolean {
    const { least } = this.#state!;
    return least[b]! >= offset && least[b]! < Infinity;
  }

  /** Takes up an answer of a node: a buffer that lies at its floor, or the level up to which nothing does. */
  #answer(node: Node, word: string): void {
    const state = this.#state!;
    const number = Number(word.slice(1));
    const key = word[0] === "w" ? "w" : word;
    if ((word[0] !== "b" && word[0] !== "w") || node.done.has(key))
      throw new Error(`${word} is no answer here, or not again`);
    node.asked = key;
    if (node.over) return;
    const { section, floor } = node;
    if (word[0] === "b") {
      if (state.least[number] !== floor || !state.sections[section]!.includes(number))
        throw new Error(`buffer ${number} cannot lie at ${floor}, the floor of section ${section}`);
      state.place(number);
    } else {
      if (number <= floor || number > state.wasteLevel(section, floor))
        throw new Error(`a buffer of section ${section} could come to lie between ${floor} and ${number}`);
      state.waste(section, number);
    }
  }

  /** The state is refuted: so is the answer that led to it. */
  #close(): void {
    const node = this.#nodes.at(-1);
    if (node !== undefined) {
      node.done.add(node.asked!);
      node.asked = null;
      if (!node.over) this.#state!.undo(node.mark);
      return;
    }
    if (this.#proving === 0) this.#proved = true;
    else this.#lemmas.set(this.#proving!, this.#statement);
    this.#proving = null;
  }

  /** All answers that were not given must be refuted at once. */
  #closeNode({ section, floor, done, mark, over }: Node): void {
    const state = this.#state!;
    for (const b of over ? [] : state.sections[section]!) {
      if (state.least[b] !== floor || done.has(`b${b}`)) continue;
      state.place(b);
      if (!state.refuted)
        throw new Error(`what if buffer ${b} lies at ${floor}? The node of section ${section} does not say`);
      state.undo(mark);
    }
    if (!over && !done.has("w")) {
      const level = state.wasteLevel(section, floor);
      if (level < Infinity) state.waste(section, level);
      if (level < Infinity && !state.refuted)
        throw new Error(`what if nothing lies at ${floor}? The node of section ${section} does not say`);
      state.undo(mark);
    }
    this.#nodes.pop();
    this.#close();
  }
}

/** @throws Error where a value is no whole number in a range */
function whole(value: unknown, what: string, end = Infinity, least = 0): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) < end) return value as number;
  throw new Error(`${what} ${String(value)} is not right`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is no list`);
}
