import { type Problem, TERMS, type Term } from "../../problem/index.js";
import type { OracleOptions, OracleResult } from "../oracle.js";
import { loadOptional } from "../packages.js";
import { answerConstrained, type ConstrainedClaim, nothing } from "./answer.js";
import { bruteSearch } from "./brute-search.js";
import { poseConstraints } from "./cpsat-model.js";
import type { CpModel, CpSat } from "./cpsat-package.js";
import { readProblem } from "./read-problem.js";
import type { Layout } from "./reading.js";

/** More buffers would take minutes, and more offsets for each of them too. */
const MOST_BUFFERS = 9;
const MOST_OFFSETS = 2_048;

/** More couples make models that CP-SAT takes minutes to read. */
const MOST_COUPLES = 100_000;

/** Brute force for problems with constraints. */
export async function bruteConstrained(problem: Problem, options: OracleOptions = {}): Promise<OracleResult> {
  return bruteConstrainedSync(problem, options);
}

export function bruteConstrainedSync(problem: Problem, { timeLimitMs = Infinity }: OracleOptions = {}): OracleResult {
  const reading = readProblem(problem);
  if (reading.parts.length > MOST_BUFFERS)
    return nothing(`brute force takes up to ${MOST_BUFFERS} buffers with constraints`);
  if (reading.memories.some(({ base, end }) => end - base > MOST_OFFSETS)) {
    return nothing(`brute force takes up to ${MOST_OFFSETS} offsets, in units of ${reading.unit} bytes`);
  }
  const deadline = performance.now() + timeLimitMs;
  const { layout, isFinished } = bruteSearch(reading, () => performance.now() > deadline);
  const bounds = Object.fromEntries(isFinished ? TERMS.map((term) => [term, Infinity]) : []);
  const note = isFinished ? null : LATE;
  return answerConstrained(problem, reading, { layout, isRefuted: isFinished, bounds, note });
}

const LATE = "stopped by the time limit";

/** CP-SAT for problems with constraints: term after term, the values of those before as limits. */
export async function cpsatConstrained(
  problem: Problem,
  { timeLimitMs = Infinity, packageFolders }: OracleOptions = {},
): Promise<OracleResult> {
  const reading = readProblem(problem);
  const { CpModel, CpSolver } = await loadOptional<CpSat>("or-tools-wasm/cp-sat", packageFolders);
  const { couples, terms, limits, parts } = reading;
  if (couples.length > MOST_COUPLES)
    return nothing(`its model takes up to ${MOST_COUPLES} pairs, and here are ${couples.length}`);
  const deadline = performance.now() + timeLimitMs;
  const caps = { ...limits };
  const bounds: Partial<Record<Term, number>> = {};
  let layout: Layout | null = null;
  let known: Readonly<Record<Term, number>> | null = null;
  const claim = (note: string | null, isRefuted = false): ConstrainedClaim => ({ layout, isRefuted, bounds, note });
  const say = (found: ConstrainedClaim): OracleResult => answerConstrained(problem, reading, found);
  for (const term of terms) {
    // Nothing is below 0.
    if (known?.[term] === 0) {
      bounds[term] = caps[term] = 0;
      continue;
    }
    const model: CpModel = new CpModel();
    const { offsets, chosen, sums } = poseConstraints(model, reading, caps);
    model.minimize(sums[term]);
    const solver = new CpSolver();
    const left = deadline - performance.now();
    if (left <= 0) return say(claim(LATE));
    const limit = left === Infinity ? {} : { maxTimeInSeconds: left / 1000 };
    const status = solver.statusName(await solver.solve(model, { numSearchWorkers: 1, ...limit }));
    if (status === "INFEASIBLE" && layout === null) return say(claim(null, true));
    if (status !== "OPTIMAL" && status !== "FEASIBLE") return say(claim(NOTES[status] ?? status));
    layout = {
      offsets: offsets.map((offset) => Math.round(solver.value(offset))),
      memories: parts.map(({ choices }, b) => {
        const i = chosen[b]?.findIndex((literal) => Math.round(solver.value(literal)) === 1) ?? 0;
        return choices[i]!.memory;
      }),
    };
    // No −0.
    bounds[term] = Math.max(0, Math.ceil(solver.bestObjectiveBound() - 1e-6));
    if (status !== "OPTIMAL") return say(claim(LATE));
    known = valuesOf((each) => Math.round(solver.value(sums[each])));
    caps[term] = known[term];
  }
  return say(claim(null));
}

/** What a status means that has no solution. */
const NOTES: Readonly<Record<string, string>> = {
  UNKNOWN: LATE,
  MODEL_INVALID: "refused the model",
  INFEASIBLE: "calls a model infeasible that has a plan",
};

function valuesOf(of: (term: Term) => number): Record<Term, number> {
  return Object.fromEntries(TERMS.map((term) => [term, of(term)])) as Record<Term, number>;
}
