import { type Fields, fieldsOf, list, parseLine, readWord, rowsOf } from "./lines.js";
import { type CheckedProblem, checkPlan, checkProblem, isSolid, MOST, problemHash, whole } from "./problem.js";
import { canStack, type Stacked } from "./stack.js";
import { Rules, type State } from "./state.js";

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

/** What is kept of a proof at most: rows of lemmas, and offsets of states in questions under way. */
const MOST_ROWS = 1 << 22;
const MOST_OFFSETS = 1 << 26;
/** Characters of a line at most, and so many more for each buffer. */
const MOST_CHARACTERS = 1 << 16;
const PER_BUFFER = 32;

type Rows = readonly (readonly [buffer: number, offset: number])[];

/** A question that is under way: which section, in which state, and which of its answers are refuted. */
interface Question {
  readonly section: number;
  readonly state: State | null;
  readonly given: Set<string>;
  /** An answer that was given and is not refuted yet. */
  asked: string | null;
}

/** Checks a proof line by line, as docs/proof.md says. It keeps the lemmas, and of the lines nothing else. */
export class ProofChecker {
  readonly #problem: CheckedProblem;
  readonly #base: number;
  #line = 0;
  #claim: Claim | null = null;
  /** No buffer may end above this address. */
  #limit = 0;
  #rules: Rules | null = null;
  #state: State | null = null;
  readonly #lemmas = new Map<number, Rows>();
  #rows = 0;
  /** The lemma that is being proved, 0 for the claim itself; null where no refutation is under way. */
  #proving: number | null = null;
  #statement: Rows = [];
  readonly #questions: Question[] = [];
  #proved = false;
  #ended = false;

  /** @throws Error where the problem says what proofs do not cover */
  constructor(problem: CheckedProblem) {
    checkProblem(problem);
    this.#problem = problem;
    this.#base = problem.base ?? 0;
  }

  /** Takes the next line. @throws ProofError where it is not right */
  take(text: string): void {
    this.#line++;
    try {
      const line = parseLine(text, MOST_CHARACTERS + PER_BUFFER * this.#problem.buffers.length);
      if (this.#ended) throw new Error("there is more after the end");
      if (this.#claim === null) this.#begin(...fieldsOf(line, "claim"));
      else if (Array.isArray(line)) for (const word of line) this.#word(...readWord(word));
      else if (this.#proving !== null) throw new Error("the refutation before this line is not complete");
      else this.#step(...fieldsOf(line, "step"));
    } catch (error) {
      throw new ProofError(this.#line, (error as Error).message);
    }
  }

  /** What is proved. @throws ProofError where lines are missing */
  end(): Claim {
    if (this.#ended && this.#claim !== null) return this.#claim;
    throw new ProofError(this.#line + 1, "the proof ends here, without a line that ends it");
  }

  #begin(claim: string, head: Fields): void {
    const { capacity = Infinity } = this.#problem;
    if (head.proof !== "telaplan 1") throw new Error('this is no proof of the format "telaplan 1"');
    if (head.problem !== `sha256:${problemHash(this.#problem)}`) throw new Error("the proof is of another problem");
    const key = claim === "peak" ? "least" : claim === "optimal" ? "peak" : "capacity";
    const bytes = whole(head[key], key, 0, MOST - this.#base);
    if (claim === "infeasible" && capacity !== Infinity && capacity !== bytes)
      throw new Error(`the proof is for a capacity of ${bytes}, the problem has ${capacity}`);
    if (claim === "optimal") {
      if (bytes > capacity) throw new Error(`the plan's peak is ${bytes}, the problem's capacity ${capacity}`);
      checkPlan(this.#problem, list(head.plan, "plan"), bytes);
    }
    this.#limit = this.#base + bytes - (claim === "infeasible" ? 0 : 1);
    this.#proved = this.#limit < this.#base;
    this.#claim = { claim, [key]: bytes } as unknown as Claim;
  }

  #step(kind: string, step: Fields): void {
    const { buffers } = this.#problem;
    if (kind === "load") {
      const time = whole(step.time, "time", -MOST);
      const load = buffers.reduce((sum, { lower, upper, size }) => sum + (lower <= time && time < upper ? size : 0), 0);
      if (this.#base + load <= this.#limit) throw new Error(`the load is ${load}, within the limit`);
      this.#proved = true;
    } else if (kind === "stack") {
      const numbers = list(step.buffers, "buffers").map((b) => whole(b, "buffer", 0, buffers.length - 1));
      this.#checkStack(new Set(numbers));
      this.#proved = true;
    } else if (kind === "lemma") {
      const id = whole(step.id, "id", 1);
      if (this.#lemmas.has(id)) throw new Error(`lemma ${id} is there already`);
      this.#open(id, rowsOf(step.least, buffers.length, this.#base));
    } else if (kind === "tree") {
      const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
      this.#open(
        0,
        solid.map((b) => [b, this.#base] as const),
      );
    } else if (kind === "drop") {
      for (const id of list(step.lemmas, "lemmas")) {
        this.#rows -= this.#lemma(whole(id, "lemma")).length;
        this.#lemmas.delete(id as number);
      }
    } else {
      if (!this.#proved) throw new Error("the claim is not proved");
      this.#ended = true;
    }
  }

  #checkStack(numbers: ReadonlySet<number>): void {
    const rows = [...numbers].map((b) => this.#problem.buffers[b]!);
    const begin = rows.reduce((most, { lower }) => Math.max(most, lower), -Infinity);
    const end = rows.reduce((least, { upper }) => Math.min(least, upper), Infinity);
    const together = rows.length > 0 && begin < end && rows.every(isSolid);
    if (rows.length !== 1 && !together) throw new Error("the buffers do not live at one time");
    const stacked = rows.map(({ size, alignment = 1, offset = -1 }): Stacked => [size, alignment, offset]);
    if (canStack(stacked, this.#base, this.#limit)) throw new Error("the buffers have a stack within the limit");
  }

  #lemma(id: number): Rows {
    const rows = this.#lemmas.get(id);
    if (rows === undefined) throw new Error(`there is no lemma ${id}`);
    return rows;
  }

  /** Begins a refutation: no plan of these buffers, each at its offset or above, ends within the limit. */
  #open(id: number, statement: Rows): void {
    const seen = new Set<number>();
    for (const [b] of statement) {
      if (seen.has(b) || !isSolid(this.#problem.buffers[b]!))
        throw new Error(`buffer ${b} may not be in a lemma, or not twice`);
      seen.add(b);
    }
    this.#rules ??= new Rules(this.#problem, this.#limit);
    this.#proving = id;
    this.#statement = statement;
    this.#state = this.#rules.begin(statement);
  }

  #word(letter: string, number: number): void {
    if (this.#proving === null) throw new Error("there is no refutation that goes on here");
    const question = this.#questions.at(-1);
    if (question?.asked === null) {
      if (letter === ".") this.#endQuestion(question);
      else this.#answer(question, letter, number);
    } else if (letter === "s") this.#ask(number);
    else {
      this.#checkRefuted(letter, number);
      this.#close();
    }
  }

  #ask(section: number): void {
    this.#checkSection(section);
    if (this.#questions.length * this.#problem.buffers.length >= MOST_OFFSETS)
      throw new Error("too many questions are under way");
    this.#questions.push({ section, state: this.#state, given: new Set(), asked: null });
  }

  #checkSection(s: number): void {
    const rules = this.#rules!;
    if (s >= rules.sections.length) throw new Error(`there is no section ${s}`);
    if (this.#state !== null && rules.floor(this.#state, s) === Infinity)
      throw new Error(`nothing is open in section ${s}`);
  }

  /** Whether a word refutes the state. */
  #checkRefuted(letter: string, number: number): void {
    const state = this.#state;
    if (letter === "x") {
      if (state !== null) throw new Error("this is not refuted at once");
    } else if (letter === "l") {
      const rows = this.#lemma(number);
      for (const [b, offset] of rows) {
        if (state !== null && !(state[b]! >= offset && state[b]! < Infinity))
          throw new Error(`lemma ${number} does not hold here: buffer ${b} is not open, or below ${offset}`);
      }
    } else if (letter === "t") {
      this.#checkSection(number);
      if (state !== null && this.#rules!.hasStack(state, number))
        throw new Error(`section ${number} has a stack within the limit`);
    } else throw new Error(`${letter} refutes nothing`);
  }

  /** Takes up an answer: a buffer that lies at the floor, or the level up to which nothing does. */
  #answer(question: Question, letter: string, number: number): void {
    const { section, state, given } = question;
    const rules = this.#rules!;
    const key = letter === "w" ? "w" : `b${number}`;
    if ((letter !== "b" && letter !== "w") || given.has(key)) throw new Error("this is no answer, or not again");
    question.asked = key;
    if (state === null) return;
    const floor = rules.floor(state, section);
    if (letter === "b") {
      if (state[number] !== floor || !rules.sections[section]!.includes(number))
        throw new Error(`buffer ${number} cannot lie at ${floor}, the floor of section ${section}`);
      this.#state = rules.place(state, number);
    } else {
      if (number <= floor || number > rules.wasteLevel(state, section, floor))
        throw new Error(`a buffer of section ${section} could come to lie between ${floor} and ${number}`);
      this.#state = rules.waste(state, section, number);
    }
  }

  /** All answers that were not given must be refuted at once. */
  #endQuestion({ section, state, given }: Question): void {
    if (state !== null) {
      const rules = this.#rules!;
      const floor = rules.floor(state, section);
      for (const b of rules.sections[section]!) {
        if (state[b] === floor && !given.has(`b${b}`) && rules.place(state, b) !== null)
          throw new Error(`what if buffer ${b} lies at ${floor}? The question of section ${section} does not say`);
      }
      const level = given.has("w") ? Infinity : rules.wasteLevel(state, section, floor);
      if (level < Infinity && rules.waste(state, section, level) !== null)
        throw new Error(`what if nothing lies at ${floor}? The question of section ${section} does not say`);
    }
    this.#questions.pop();
    this.#close();
  }

  /** The state is refuted: so is the answer that led to it, or what was to be proved. */
  #close(): void {
    const question = this.#questions.at(-1);
    if (question !== undefined) {
      question.given.add(question.asked!);
      question.asked = null;
    } else {
      if (this.#proving === 0) this.#proved = true;
      else this.#lemmas.set(this.#proving!, this.#statement);
      this.#rows += this.#proving === 0 ? 0 : this.#statement.length;
      if (this.#rows > MOST_ROWS) throw new Error(`the lemmas have more than ${MOST_ROWS} rows`);
      this.#proving = null;
    }
  }
}
