import { type Item, readLine, readWord, type Word } from "./lines.js";
import {
  type Buffer,
  type CheckedProblem,
  checkPlan,
  isSolid,
  MOST,
  need,
  problemHash,
  readBuffers,
  whole,
} from "./problem.js";
import { canStack } from "./stack.js";
import { type Row, Rules, type State } from "./state.js";

/** What a proof that was accepted proves. */
export interface Claim {
  /** No plan peaks below this; bytes from the base. */
  readonly least: number;
  /** The proof has a plan that peaks there. */
  readonly isMet: boolean;
}

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

/** What is kept of a proof at most: rows of lemmas, questions within questions, and offsets of states in these. */
const MOST_ROWS = 1 << 22;
const MOST_QUESTIONS = 1 << 11;
const MOST_OFFSETS = 1 << 26;
/** Characters of a line at most, and so many more for each buffer. */
const MOST_CHARACTERS = 1 << 16;
const PER_BUFFER = 32;

/** Checks a proof line by line, as docs/proof.md says. It keeps the lemmas, and of the lines nothing else. */
export class ProofChecker {
  readonly #buffers: readonly Buffer[];
  readonly #base: number;
  readonly #hash: string;
  #line = 0;
  #claim: Claim | null = null;
  #isProved = false;
  /** No buffer may end above this address. */
  #limit = 0;
  #rules: Rules | null = null;
  readonly #lemmas = new Map<number, readonly Row[]>();
  #rowCount = 0;
  /** Takes the words of the lemma that is being proved. */
  #refuting: Generator<undefined, void, Word> | null = null;

  /** @throws Error where the problem says what proofs do not cover */
  constructor(problem: CheckedProblem) {
    this.#buffers = readBuffers(problem);
    this.#base = problem.base ?? 0;
    this.#hash = problemHash(problem);
  }

  /** Takes the next line. @throws ProofError where it is not right */
  take(text: string): void {
    this.#line++;
    try {
      need(!this.#isProved, "there is more after the end");
      const line = readLine(text, MOST_CHARACTERS + PER_BUFFER * this.#buffers.length);
      if (this.#claim === null) this.#begin(line);
      else if (typeof line === "string") for (const word of line.split(" ")) this.#word(word);
      else this.#step(line);
    } catch (error) {
      throw new ProofError(this.#line, (error as Error).message);
    }
  }

  /** What is proved. @throws ProofError where lines are missing */
  end(): Claim {
    if (this.#claim !== null && this.#isProved) return this.#claim;
    throw new ProofError(this.#line + 1, "the proof ends here, and the claim is not proved");
  }

  #begin(line: string | readonly Item[]): void {
    const [format, hash, bytes, plan] = line;
    const fits = (line.length === 3 || line.length === 4) && format === "telaplan proof 1";
    need(fits, "this is no proof of the format telaplan 1");
    need(hash === this.#hash, "the proof is of another problem");
    const least = whole(bytes, "the least peak", 0, MOST - this.#base);
    if (plan !== undefined) checkPlan(this.#buffers, this.#base, listed(plan), least);
    this.#limit = this.#base + least - 1;
    this.#isProved = least === 0;
    this.#claim = { least, isMet: plan !== undefined };
  }

  #step([kind, ...items]: readonly Item[]): void {
    need(this.#refuting === null, "the refutation before this line is not complete");
    need(kind === "stack" || kind === "lemma", "there is no such step");
    if (kind === "stack") this.#checkStack(items.map((b) => this.#numberOf(b)));
    else this.#lemma(items);
  }

  #numberOf(b: Item | undefined): number {
    return whole(b, "a buffer", 0, this.#buffers.length - 1);
  }

  #checkStack(numbers: readonly number[]): void {
    const rows = [...new Set(numbers)].map((b) => this.#buffers[b]!);
    const last = rows.reduce((most, { lower }) => Math.max(most, lower), -Infinity);
    const together = rows.every((row) => isSolid(row) && last < row.upper);
    need(rows.length > 0 && (rows.length === 1 || together), "the buffers do not live at one time");
    need(!canStack(rows, this.#base, this.#limit), "the buffers have a stack within the limit");
    this.#isProved = true;
  }

  /** Begins a refutation: no plan of these buffers, each at its offset or above, ends within the limit. */
  #lemma([id, ...lists]: readonly Item[]): void {
    const number = whole(id, "the number of a lemma");
    const all = [this.#base, ...this.#buffers.keys()].filter((b, i) => i === 0 || isSolid(this.#buffers[b]!));
    const rows = (lists.length > 0 ? lists : [all]).flatMap((list) => {
      const [offset, ...members] = listed(list);
      whole(offset, "an offset", this.#base);
      return members.map((b): Row => [this.#numberOf(b), offset!]);
    });
    const seen = new Set<number>();
    for (const [b] of rows) {
      need(isSolid(this.#buffers[b]!) && !seen.has(b), `buffer ${b} may not be in a lemma, or not twice`);
      seen.add(b);
    }
    this.#rules ??= new Rules(this.#buffers, this.#base, this.#limit);
    this.#refuting = this.#proof(number, rows, this.#rules);
    this.#refuting.next();
  }

  #word(text: string): void {
    need(this.#refuting !== null, "there is no refutation that goes on here");
    if (this.#refuting.next(readWord(text)).done === true) this.#refuting = null;
  }

  *#proof(id: number, rows: readonly Row[], rules: Rules): Generator<undefined, void, Word> {
    yield* this.#refutation(rules.begin(rows), rules, 1);
    this.#rowCount += rows.length - (this.#lemmas.get(id)?.length ?? 0);
    need(this.#rowCount <= MOST_ROWS, `the lemmas have more than ${MOST_ROWS} rows`);
    this.#lemmas.set(id, rows);
    this.#isProved = rows.every(([, offset]) => offset === this.#base);
  }

  /** Takes the words that refute a state; null is refuted at once. */
  *#refutation(state: State | null, rules: Rules, depth: number): Generator<undefined, void, Word> {
    const [letter, number] = yield;
    if (letter === "l") return this.#cite(number, state);
    need(letter === "s" || letter === "t", `${letter} refutes nothing`);
    need(number < rules.sections.length, `there is no section ${number}`);
    const floor = state === null ? 0 : rules.floor(state, number);
    need(floor < Infinity, `nothing is open in section ${number}`);
    if (letter === "t")
      return need(state === null || !rules.hasStack(state, number), `section ${number} has a stack within the limit`);
    const fits = depth <= MOST_QUESTIONS && depth * this.#buffers.length <= MOST_OFFSETS;
    need(fits, "too many questions are under way");
    const given = new Set<string>();
    for (let answer = yield; answer[0] !== "."; answer = yield) {
      given.add(answer[0] === "w" ? "w" : answer.join(""));
      yield* this.#refutation(answered(state, number, floor, answer, rules), rules, depth + 1);
    }
    if (state === null) return;
    // All answers that were not given must be refuted at once.
    const unsaid = (what: string): string =>
      `what if ${what} lies at ${floor}? The question of section ${number} does not say`;
    for (const b of rules.sections[number]!) {
      if (state[b] === floor && !given.has(`b${b}`)) need(rules.place(state, b) === null, unsaid(`buffer ${b}`));
    }
    const level = given.has("w") ? Infinity : rules.wasteLevel(state, number, floor);
    if (level < Infinity) need(rules.waste(state, number, level) === null, unsaid("nothing"));
  }

  #cite(id: number, state: State | null): void {
    const rows = this.#lemmas.get(id);
    need(rows !== undefined, `there is no lemma ${id}`);
    const broken =
      state === null ? undefined : rows.find(([b, offset]) => !(state[b]! >= offset && state[b]! < Infinity));
    need(
      broken === undefined,
      `lemma ${id} does not hold here: buffer ${broken?.[0]} is not open, or below ${broken?.[1]}`,
    );
  }
}

/** The state where an answer to a question is true: a buffer at the floor, or a level up to which nothing lies. */
function answered(
  state: State | null,
  section: number,
  floor: number,
  [letter, number]: Word,
  rules: Rules,
): State | null {
  need(letter === "b" || letter === "w", `${letter} is no answer`);
  if (state === null) return null;
  if (letter === "b") {
    const fits = state[number] === floor && rules.sections[section]!.includes(number);
    need(fits, `buffer ${number} cannot lie at ${floor}, the floor of section ${section}`);
    return rules.place(state, number);
  }
  const fits = number > floor && number <= rules.wasteLevel(state, section, floor);
  need(fits, `a buffer of section ${section} could come to lie between ${floor} and ${number}`);
  return rules.waste(state, section, number);
}

function listed(item: Item): readonly number[] {
  need(typeof item === "object", "this is no list");
  return item;
}
