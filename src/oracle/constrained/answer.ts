import { isConstrained, type Problem, type Term } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import type { OracleResult, OracleTerm } from "../oracle.js";
import { readProblem } from "./read-problem.js";
import type { Layout, Reading } from "./reading.js";
import { dueAt, mayLie, shareBank } from "./rules.js";
import { timeOf } from "./timing.js";

/** What a solver claims of a problem with constraints. */
export interface ConstrainedClaim {
  readonly layout: Layout | null;
  /** Whether it is proved that there is no plan; only without a layout. */
  readonly isRefuted: boolean;
  /** By term: no plan is below that is as good in the terms before; units for `moved` and `peak`. */
  readonly bounds: Readonly<Partial<Record<Term, number>>>;
  readonly note: string | null;
}

/**
 * Turns a claim into a result. The terms are computed from the offsets and never taken from the solver. The simulator
 * replays the plan: one that fails, or comes to other terms there than here, is no plan, and the note says so.
 */
export function answerConstrained(problem: Problem, reading: Reading, claim: ConstrainedClaim): OracleResult {
  const { layout, isRefuted, bounds, note } = claim;
  if (layout === null) return isRefuted ? refuted(problem) : nothing(note);
  const { unit, memories } = reading;
  const sums = sumsOf(reading, layout);
  if (sums === null) return nothing("its plan breaks a constraint");
  const offsets = Float64Array.from(layout.offsets, (offset) => offset * unit);
  const chosen = problem.memories === undefined ? null : layout.memories.map((m) => memories[m]!.id!);
  const told = [...reading.terms, "peak" as const].map((term) => ({ term, value: sums[term] * bytesOf(term, unit) }));
  const fault = faultOf(problem, offsets, chosen, told);
  if (fault !== null) return nothing(fault);
  const terms = reading.terms.map((term): OracleTerm => {
    const factor = bytesOf(term, unit);
    return { term, value: sums[term] * factor, bound: Math.min(sums[term], bounds[term] ?? 0) * factor };
  });
  const isProved = terms.every(({ value, bound }) => value === bound);
  return {
    status: isProved ? "optimal" : "feasible",
    peak: sums.peak * unit,
    offsets,
    memories: chosen,
    terms,
    bound: terms.find(({ term }) => term === "peak")?.bound ?? 0,
    infeasibility: null,
    note: isProved ? null : note,
  };
}

/** What the simulator finds wrong with a plan that shall come to these terms, in words; null where it finds nothing. */
function faultOf(
  problem: Problem,
  offsets: Float64Array,
  memories: readonly string[] | null,
  told: readonly Omit<OracleTerm, "bound">[],
): string | null {
  const { ok, violations, terms } = simulate(problem, offsets, memories === null ? {} : { memories });
  if (!ok) return `its plan failed the simulation: ${violations[0]!.message}`;
  // A plain problem has no terms there.
  const other = terms === null ? undefined : told.find(({ term, value }) => terms[term] !== value);
  return other === undefined ? null : `its plan has ${other.term} ${other.value}, and simulated ${terms![other.term]}`;
}

/**
 * What the terms of a plan come to, in bytes for `moved` and `peak`; null where it breaks a constraint.
 *
 * @param offsets bytes, absolute
 * @param memories ids; null where the problem lists none
 */
export function termsOfPlan(
  problem: Problem,
  offsets: ArrayLike<number>,
  memories: readonly string[] | null,
): Record<Term, number> | null {
  const reading = readProblem(problem, false);
  const chosen = problem.buffers.map((_, b) => {
    return memories === null || problem.memories === undefined
      ? 0
      : reading.memories.findIndex(({ id }) => id === memories[b]);
  });
  return sumsOf(reading, { offsets: Array.from(offsets), memories: chosen });
}

/** What is known of a problem with constraints where a solver said nothing. */
export function nothing(note: string | null): OracleResult {
  const none = { peak: null, offsets: null, memories: null, terms: [], bound: 0, infeasibility: null };
  return { status: "unknown", ...none, note };
}

function refuted({ buffers }: Problem): OracleResult {
  const message = "it is proved that no plan keeps all constraints";
  return {
    ...nothing(message),
    status: "infeasible",
    infeasibility: { cause: "search", buffers: [...buffers.keys()], message },
  };
}

/** The constraints of a problem that models of plain ones do not have, in words; empty for a plain problem. */
export function constraintsIn({ buffers, ...problem }: Problem): string[] {
  if (!isConstrained({ buffers, ...problem })) return [];
  const found = new Set<string>();
  const words = {
    gaps: "gaps",
    memory: "memories",
    memories: "memories",
    exclusive: "exclusive buffers",
    withinBank: "banks",
    clock: "clocks",
    aliases: "aliases",
    apart: "buffers kept apart",
    free: "free buffers",
    inplace: "buffers in place",
    minimize: "terms to minimise",
    limits: "limits on terms",
    operators: "operators",
    reads: "counts of reads",
    writes: "counts of writes",
  } as const;
  for (const owner of [problem, ...buffers] as Readonly<Record<string, unknown>>[]) {
    for (const [key, word] of Object.entries(words)) if (saysSomething(owner[key])) found.add(word);
  }
  return [...found];
}

function saysSomething(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function bytesOf(term: Term, unit: number): number {
  return term === "moved" || term === "peak" ? unit : 1;
}

/** What the terms of a layout come to, in units; null where it breaks a constraint. */
function sumsOf(reading: Reading, { offsets, memories: chosen }: Layout): Record<Term, number> | null {
  const { memories, parts, ties, couples, timing, limits } = reading;
  const sums: Record<Term, number> = { time: 0, spill: 0, reuse: 0, moved: 0, peak: 0 };
  const peaks = memories.map(() => 0);
  for (const [b, { size, choices, fixed, hint }] of parts.entries()) {
    const [x, memory] = [offsets[b]!, chosen[b]!];
    const choice = choices.find((each) => each.memory === memory);
    if (choice === undefined) return null;
    const { base, end } = memories[memory]!;
    if (!Number.isInteger(x) || x % choice.alignment !== 0) return null;
    if (x < base || x + size > end || (fixed !== null && x !== fixed) || !mayLie(reading, b, memory, x)) return null;
    sums.spill += choice.cost;
    if (hint !== null && hint !== x) sums.moved += size;
    peaks[memory] = Math.max(peaks[memory]!, x + size - base);
  }
  for (const { a, b, at } of ties) if (chosen[a] !== chosen[b] || offsets[b] !== offsets[a]! + at) return null;
  for (const couple of couples) {
    const { a, b, banks } = couple;
    if (chosen[a] !== chosen[b]) continue;
    const [x, y] = [offsets[a]!, offsets[b]!];
    const { bank } = memories[chosen[a]!]!;
    if (banks && shareBank(bank, x, parts[a]!.size, y, parts[b]!.size)) return null;
    const due = dueAt(couple, y - x);
    if (due === Infinity) return null;
    sums.reuse += due;
  }
  sums.peak = peaks.reduce((sum, peak) => sum + peak, 0);
  if (timing !== null) {
    const busy = timing.compute.map(() => memories.map(() => 0));
    for (const [b, memory] of chosen.entries()) {
      for (const { operator, ps } of timing.accesses[b]!) busy[operator]![memory]! += ps[memory]!;
    }
    sums.time = timeOf(timing, busy);
  }
  return (Object.keys(limits) as Term[]).every((term) => sums[term] <= limits[term]) ? sums : null;
}
