import { stackBoundSteps } from "../bounds/index.js";
import { type CheckedProblem, canStack, ProofChecker, problemHash, type Stacked } from "../check/index.js";
import { findCollision, type PlanResult, type ProofNote, reduce } from "../planner/index.js";
import {
  alignUp,
  contention,
  finish,
  isConstrained,
  isHinted,
  type Problem,
  type ProblemArrays,
  toArrays,
} from "../problem/index.js";
import type { Branching } from "../search/index.js";
import { type Failed, refuteSteps } from "./refute.js";
import { renderRefutation } from "./render.js";

export interface ProofOptions {
  /** How the prover branches. */
  readonly prover: Branching;
  readonly seed: number;
  /** Steps that a refutation may take. */
  readonly stepLimit: number;
  /** Bytes that the proof may take; absent: any number. */
  readonly mostBytes?: number;
}

/** Numbers of a transcript for each byte that a proof may take: most of them are left out of what is written. */
const NUMBERS_PER_BYTE = 4;

/** Sets of kinds that one stack of a proof may have. */
const MOST_SETS = 1 << 16;

/**
 * The lines of a proof of what a result says: that its plan is optimal, that nothing fits, or else that no plan peaks
 * below its bound. It is about the problem as it was given. A refutation is searched for again, with a transcript, at
 * the last capacity that the run refuted: what the run did on its way, and on how many threads, makes no difference.
 *
 * No line is handed out before the checker has accepted the whole. Pauses every some thousand steps.
 */
export function* proofSteps(
  problem: Problem,
  result: PlanResult,
  options: ProofOptions,
): Generator<undefined, { readonly note: ProofNote; readonly lines: readonly string[] }> {
  const refused = (reason: string) => ({ note: { written: false as const, reason }, lines: [] });
  const { mostBytes = Infinity } = options;
  const uncovered = uncoveredIn(problem);
  if (uncovered.length > 0) {
    const verb = uncovered.length === 1 ? "is" : "are";
    return refused(`${uncovered.join(", ")} ${verb} not covered by proofs`);
  }
  const { claim, value } = claimOf(problem, result);
  const subject = checkedProblem(problem);
  const arrays = toArrays(problem);
  const least = claim === "infeasible" ? value + 1 : value;
  const limit = arrays.base + least - 1;
  const plan = claim === "optimal" ? [[...result.offsets!]] : [];
  const step = obviousStep(arrays, limit) ?? stackStep(arrays, limit);
  const lines = [JSON.stringify(["telaplan proof 1", problemHash(subject), least, ...plan])];
  let bytes = 0;
  if (least > 0 && step !== null) lines.push(JSON.stringify(step));
  else if (least > 0) {
    const reduced = reduce(arrays);
    const shift = arrays.base - reduced.ground;
    const mostNumbers = NUMBERS_PER_BYTE * mostBytes;
    const found = yield* refuteSteps(reduced.arrays, { ...options, limit: limit - shift, mostNumbers });
    if (typeof found === "string") return refused(reasonOf(found, options));
    const { search, members, firstSection, unit } = found;
    const meaning = {
      buffer: (b: number) => reduced.originOf(members[b]!),
      section: (s: number) => firstSection + s,
      address: (level: number) => level * unit + shift,
    };
    for (const line of renderRefutation(search, meaning)) {
      lines.push(line);
      bytes += line.length + 1;
      if (bytes > mostBytes) break;
    }
  }
  yield;
  bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (bytes > mostBytes) return refused(`the proof takes more than ${mostBytes} bytes, the most that was asked for`);
  const fault = faultOf(subject, lines);
  if (fault !== null) return refused(fault);
  return { note: { written: true, claim, value, lines: lines.length, bytes }, lines };
}

/** The problem without keys of the caller's own, which the checker refuses. */
export function checkedProblem({ buffers, base = 0, capacity }: Problem): CheckedProblem {
  const rows = buffers.map(({ lower, upper, size, alignment = 1, offset = -1 }) => {
    return { lower, upper, size, alignment, offset };
  });
  return { buffers: rows, base, ...(capacity !== undefined && { capacity }) };
}

/** Why the checker refuses the lines, or null: a stack with too many states to decide, or a fault of telaplan. */
function faultOf(problem: CheckedProblem, lines: readonly string[]): string | null {
  try {
    const checker = new ProofChecker(problem);
    for (const line of lines) checker.take(line);
    checker.end();
    return null;
  } catch (error) {
    return `the checker does not accept the proof that was made: ${(error as Error).message}`;
  }
}

function claimOf(problem: Problem, { status, peak, lowerBound }: PlanResult): Pick<Claimed, "claim" | "value"> {
  // What has no plan of any height has none of the greatest either.
  const most = Number.MAX_SAFE_INTEGER - 1 - (problem.base ?? 0);
  if (status === "infeasible") return { claim: "infeasible", value: Math.min(problem.capacity ?? most, most) };
  if (status === "optimal") return { claim: "optimal", value: peak! };
  return { claim: "peak", value: lowerBound };
}

type Claimed = Extract<ProofNote, { written: true }>;

/** Keys of a problem that the argument of docs/proof.md does not cover, each once. */
function uncoveredIn(problem: Problem): string[] {
  const keys = new Set<string>();
  if (isHinted(problem)) keys.add("hint");
  if (!isConstrained(problem)) return [...keys];
  for (const key of Object.keys(problem)) {
    if (key !== "buffers" && isConstrained({ buffers: [], [key]: problem[key as keyof Problem] })) keys.add(key);
  }
  for (const buffer of problem.buffers) {
    for (const [key, value] of Object.entries(buffer)) {
      if (!keys.has(key) && isConstrained({ buffers: [{ [key]: value } as never] })) keys.add(key);
    }
  }
  return [...keys];
}

function reasonOf(failed: Failed, { stepLimit }: ProofOptions): string {
  if (failed === "limit") return `the refutation takes more than ${stepLimit} steps`;
  if (failed === "large") return "the refutation is of a part with too many buffers for the prover";
  if (failed === "memory") return "the refutation takes more memory than a proof may";
  return "the prover has found a plan where the run had refuted one: a fault of telaplan";
}

type Stack = readonly ["stack", ...buffers: number[]];

/** The step where no search is needed, and no stack; null where there is none. */
function obviousStep(arrays: ProblemArrays, limit: number): Stack | null {
  const { count, base, size, alignment, fixedOffset, hasFixed } = arrays;
  for (let buffer = 0; buffer < count; buffer++) {
    const fixed = fixedOffset[buffer]!;
    const lowest = fixed >= 0 ? fixed : alignUp(base, alignment[buffer]!);
    if (lowest < base || lowest + size[buffer]! > limit) return ["stack", buffer];
  }
  const collision = hasFixed ? findCollision(arrays) : null;
  if (collision !== null) return ["stack", ...collision];
  const slot = contention(arrays).findIndex((load) => base + load > limit);
  return slot < 0 ? null : ["stack", ...liveAt(arrays, slot)];
}

/** A section that no order stacks within the limit; null where none is known. */
function stackStep(whole: ProblemArrays, limit: number): Stack | null {
  if (!whole.hasAlignment && !whole.hasFixed) return null;
  const { arrays, ground } = reduce(whole);
  const { bound, slot } = finish(stackBoundSteps(arrays, limit - whole.base + ground));
  if (bound <= limit - whole.base + ground || slot < 0) return null;
  const { base, size, alignment, fixedOffset } = whole;
  const chosen = fewKinds(liveAt(whole, slot), whole);
  const rows = chosen.map((b): Stacked => ({ size: size[b]!, alignment: alignment[b]!, offset: fixedOffset[b]! }));
  return canStack(rows, base, limit) ? null : ["stack", ...chosen];
}

/** As many kinds of buffers as a stack can be decided for: the fixed ones first, then the most aligned, the largest. */
function fewKinds(live: readonly number[], { size, alignment, fixedOffset }: ProblemArrays): readonly number[] {
  const kinds = new Map<string, number[]>();
  for (const b of live) {
    const key = `${size[b]},${alignment[b]},${fixedOffset[b]}`;
    kinds.set(key, [...(kinds.get(key) ?? []), b]);
  }
  const rank = ([b]: readonly number[]) => [Number(fixedOffset[b!]! >= 0), alignment[b!]!, size[b!]!] as const;
  const sorted = [...kinds.values()].sort((x, y) => {
    const [a, b] = [rank(x), rank(y)];
    return b[0] - a[0] || b[1] - a[1] || b[2] - a[2];
  });
  let sets = 1;
  const chosen: number[] = [];
  for (const kind of sorted) {
    sets *= kind.length + 1;
    if (sets > MOST_SETS) break;
    chosen.push(...kind);
  }
  return chosen;
}

function liveAt({ count, start, end, size }: ProblemArrays, slot: number): number[] {
  return Array.from({ length: count }, (_, b) => b).filter((b) => start[b]! <= slot && slot < end[b]! && size[b]! > 0);
}
