import { alignUp, type Term } from "../../problem/index.js";
import type { CpModel, Expression, Literal, NotLiteral } from "./cpsat-package.js";
import type { Couple, Part, Reading } from "./reading.js";

/** What a solution is read from. */
export interface Variables {
  readonly offsets: readonly Expression[];
  /** By buffer and position in its choices: whether it lies there; null where it has one choice. */
  readonly chosen: readonly (readonly Literal[] | null)[];
  readonly sums: Readonly<Record<Term, Expression>>;
}

type Clause = (Literal | NotLiteral)[];

/**
 * Writes a problem with constraints into a model: a literal for each memory that a buffer may lie in, and for each
 * forbidden span of differences one literal for either side of it, of which one must hold where both lie in one memory.
 *
 * @param caps the most that each term may be
 */
export function poseConstraints(model: CpModel, reading: Reading, caps: Readonly<Record<Term, number>>): Variables {
  return new Pose(model, reading).run(caps);
}

class Pose {
  readonly #model: CpModel;
  readonly #reading: Reading;
  /** Above every offset. */
  readonly #highest: number;
  readonly #offsets: Expression[] = [];
  readonly #chosen: (Literal[] | null)[] = [];

  constructor(model: CpModel, reading: Reading) {
    this.#model = model;
    this.#reading = reading;
    this.#highest =
      Math.max(...reading.memories.map(({ end }) => end), ...reading.parts.map(({ fixed }) => fixed ?? 0)) + 1;
  }

  run(caps: Readonly<Record<Term, number>>): Variables {
    const { parts, ties, couples, memories } = this.#reading;
    const model = this.#model;
    for (const [b, part] of parts.entries()) this.#placePart(b, part);
    for (const tie of ties) {
      model.addLinearConstraint(this.#offsets[tie.b]!.minus(this.#offsets[tie.a]!), tie.at, tie.at);
      const differ = this.#differ(tie.a, tie.b);
      if (differ === "always") model.addBoolOr([]);
      else if (differ !== "never") model.addBoolOr([differ.not()]);
    }
    const costs: Expression[] = couples.flatMap((couple) => this.#keepApart(couple) ?? []);
    const spills = parts.flatMap(({ choices }, b) => {
      const literals = this.#chosen[b]!;
      if (literals === null) return [this.#constant(choices[0]!.cost)];
      return choices.map(({ cost }, i) => literals[i]!.times(cost));
    });
    const moves = parts.flatMap(({ hint, size }, b) => {
      if (hint === null || size === 0) return [];
      const stays = model.newBoolVar(`stays ${b}`);
      this.#hold(this.#offsets[b]!, hint, hint, [stays]);
      return [this.#constant(size).minus(stays.times(size))];
    });
    const peaks = memories.map(({ base, end }, m) => {
      const peak = model.newIntVar(0, end - base, `peak ${m}`);
      for (const [b, { size, choices }] of parts.entries()) {
        const i = choices.findIndex(({ memory }) => memory === m);
        if (i >= 0) this.#hold(peak.minus(this.#offsets[b]!), size - base, this.#highest, this.#whereChosen(b, i));
      }
      return peak;
    });
    const sums = {
      time: this.#sum(this.#durations()),
      spill: this.#sum(spills),
      reuse: this.#sum(costs),
      moved: this.#sum(moves),
      peak: this.#sum(peaks),
    };
    for (const [term, most] of Object.entries(caps) as [Term, number][]) {
      if (most < Infinity) model.addLinearConstraint(sums[term], 0, most);
    }
    return { offsets: this.#offsets, chosen: this.#chosen, sums };
  }

  /** A buffer by itself: its memories, their ends, alignments, reserved ranges and banks. */
  #placePart(b: number, { size, choices, fixed, withinBank }: Part): void {
    const model = this.#model;
    const offset = model.newIntVar(fixed ?? 0, fixed ?? this.#highest, `offset ${b}`);
    const literals = choices.length === 1 ? null : choices.map((_, i) => model.newBoolVar(`in ${b} ${i}`));
    if (literals !== null) model.addExactlyOne(literals);
    this.#offsets.push(offset);
    this.#chosen.push(literals);
    for (const [i, { memory, alignment }] of choices.entries()) {
      const { base, end, reserved, bank } = this.#reading.memories[memory]!;
      const where = this.#whereChosen(b, i);
      this.#hold(offset, alignUp(base, alignment), end - size, where);
      if (alignment > 1) {
        const level = model.newIntVar(0, Math.ceil(this.#highest / alignment), `level ${b} ${i}`);
        this.#hold(offset.minus(level.times(alignment)), 0, 0, where);
      }
      if (size === 0) continue;
      for (const { from, to } of reserved) {
        const [below, above] = [model.newBoolVar("below"), model.newBoolVar("above")];
        this.#hold(offset, 0, from - size, [below]);
        this.#hold(offset, to, this.#highest, [above]);
        model.addBoolOr([below, above, ...where.map((literal) => literal.not())]);
      }
      if (!withinBank || bank === 0) continue;
      const block = model.newIntVar(0, Math.ceil(this.#highest / bank), `block ${b} ${i}`);
      this.#hold(offset.minus(block.times(bank)), 0, bank - size, where);
    }
  }

  /** What a couple may not do. Returns what it costs, where it may cost something. */
  #keepApart(couple: Couple): Expression | null {
    const { a, b, never, unlessInPlace, places, share, cost, banks } = couple;
    const differ = this.#differ(a, b);
    if (differ === "always") return null;
    const model = this.#model;
    const difference = this.#offsets[b]!.minus(this.#offsets[a]!);
    const either: Clause = differ === "never" ? [] : [differ];
    const outside = ({ from, to }: { from: number; to: number }): Clause => {
      const [below, above] = [model.newBoolVar("under"), model.newBoolVar("over")];
      this.#hold(difference, -this.#highest, from, [below]);
      this.#hold(difference, to, this.#highest, [above]);
      return [below, above];
    };
    const exact = places.map((place) => {
      const literal = model.newBoolVar("in place");
      this.#hold(difference, place, place, [literal]);
      return literal;
    });
    for (const span of never) model.addBoolOr([...outside(span), ...either]);
    for (const span of unlessInPlace) model.addBoolOr([...outside(span), ...exact, ...either]);
    if (banks) this.#keepBanks(a, b);
    if (cost === 0) return null;
    const paid = model.newBoolVar("paid");
    model.addBoolOr([...outside(share), paid, ...either]);
    return paid.times(cost);
  }

  /** In each memory of both that has banks, a boundary lies between them. */
  #keepBanks(a: number, b: number): void {
    const { parts, memories } = this.#reading;
    for (const [i, { memory }] of parts[a]!.choices.entries()) {
      const j = parts[b]!.choices.findIndex((choice) => choice.memory === memory);
      const { bank } = memories[memory]!;
      if (j < 0 || bank === 0) continue;
      const model = this.#model;
      const boundary = model.newIntVar(0, Math.ceil(this.#highest / bank), "boundary").times(bank);
      const sides = [
        [a, b],
        [b, a],
      ].map(([low, high]) => {
        const literal = model.newBoolVar("side");
        this.#hold(boundary.minus(this.#offsets[low!]!), parts[low!]!.size, 2 * this.#highest, [literal]);
        this.#hold(this.#offsets[high!]!.minus(boundary), 0, this.#highest, [literal]);
        return literal;
      });
      const elsewhere = [...this.#whereChosen(a, i), ...this.#whereChosen(b, j)].map((literal) => literal.not());
      model.addBoolOr([...sides, ...elsewhere]);
    }
  }

  /** One variable for each operator: at least what it computes, and what each of its memories takes. */
  #durations(): Expression[] {
    const { timing, memories } = this.#reading;
    if (timing === null) return [];
    return timing.compute.map((compute, o) => {
      const accesses = timing.accesses.flatMap((all, b) =>
        all.filter(({ operator }) => operator === o).map(({ ps }) => ({ b, ps })),
      );
      const longest = accesses.reduce((sum, { ps }) => sum + Math.max(...ps), compute);
      const duration = this.#model.newIntVar(compute, longest, `duration ${o}`);
      for (const m of memories.keys()) {
        const parts = accesses.flatMap(({ b, ps }) => this.#inMemory(b, m)?.times(ps[m]!) ?? []);
        if (parts.length > 0) this.#hold(duration.minus(this.#sum(parts)), 0, longest, []);
      }
      return duration;
    });
  }

  /** 1 where the buffer lies in the memory, and else 0; null where it cannot. */
  #inMemory(b: number, memory: number): Expression | null {
    const i = this.#reading.parts[b]!.choices.findIndex((choice) => choice.memory === memory);
    return i < 0 ? null : (this.#chosen[b]?.[i] ?? this.#constant(1));
  }

  /** A literal that can be true only where two buffers lie in different memories. */
  #differ(a: number, b: number): Literal | "always" | "never" {
    const { parts } = this.#reading;
    const shared = parts[a]!.choices.flatMap(({ memory }, i) => {
      const j = parts[b]!.choices.findIndex((choice) => choice.memory === memory);
      return j < 0 ? [] : [[i, j] as const];
    });
    if (shared.length === 0) return "always";
    if (this.#chosen[a] === null && this.#chosen[b] === null) return "never";
    const differ = this.#model.newBoolVar("differ");
    for (const [i, j] of shared) {
      const together = [...this.#whereChosen(a, i), ...this.#whereChosen(b, j)];
      this.#model.addBoolOr([differ.not(), ...together.map((literal) => literal.not())]);
    }
    return differ;
  }

  #whereChosen(b: number, choice: number): Literal[] {
    const literals = this.#chosen[b]!;
    return literals === null ? [] : [literals[choice]!];
  }

  /** Keeps an expression in a range where all literals hold. */
  #hold(expression: Expression, low: number, high: number, where: readonly Literal[]): void {
    // An empty range is no constraint that can be written: then these literals cannot all hold.
    if (low > high) {
      this.#model.addBoolOr(where.map((literal) => literal.not()));
      return;
    }
    const constraint = this.#model.addLinearConstraint(expression, low, high);
    if (where.length > 0) constraint.onlyEnforceIf(...where);
  }

  #constant(value: number): Expression {
    return this.#model.newIntVar(value, value, "constant");
  }

  #sum(expressions: readonly Expression[]): Expression {
    return expressions.reduce((sum, each) => sum.plus(each), this.#constant(0));
  }
}
