/** The objective of a dsa-problem: a list of terms, each of which counts only among what is best in those before it. */
import type { Term } from "../../problem/index.js";
import { clip } from "../errors.js";
import { isObject, type JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { Json, Pool } from "./pools.js";
import type { Refusals } from "./refusals.js";

const OBJECTIVE: Path = ["problem", "objective"];

/**
 * What each term is here. A plan within the capacities has no overflow, and there are no others; banks have no costs
 * but where a pool has banks, which is refused.
 */
const TERMS: ReadonlyMap<unknown, Term | null> = new Map([
  ["capacity_overflow", null],
  ["total_peak", "peak"],
  ["max_peak", "peak"],
  ["reuse_cost", "reuse"],
  ["bank_cost", null],
]);

export interface Objective {
  /** Undefined where the problem asks for a plan and no more. */
  readonly minimize: readonly Term[] | undefined;
  readonly countsReuse: boolean;
  readonly notes: readonly string[];
}

/**
 * @param used the pools that buffers may lie in
 * @param hasChoice whether some buffer may lie in more than one
 * @throws FormatError for what is no objective; what telaplan cannot minimise goes to `refusals`
 */
export function readObjective(
  file: JsonFile,
  problem: Json,
  used: readonly Pool[],
  hasChoice: boolean,
  refusals: Refusals,
): Objective {
  if (problem.objective === undefined) return { minimize: undefined, countsReuse: false, notes: [] };
  const objective = file.object(problem.objective, OBJECTIVE, "objective");
  const terms = objective.terms === undefined ? [] : file.array(objective.terms, [...OBJECTIVE, "terms"], "terms");
  const { aggregation = "lexicographic" } = objective;
  const unknown = terms.findIndex((term) => !TERMS.has(term));
  if (unknown >= 0) {
    const text = `objective ${clip(String(terms[unknown]))}`;
    refusals.add(1, [...OBJECTIVE, "terms", unknown], [text, ""], "terms");
  }
  if (aggregation !== "lexicographic") {
    const text = `objective that is ${clip(String(aggregation))}`;
    refusals.add(1, [...OBJECTIVE, "aggregation"], [text, ""], "aggregation");
  }
  for (const [i, term] of terms.entries()) {
    if (terms.indexOf(term) < i) file.fail([...OBJECTIVE, "terms", i], `terms names ${clip(String(term))} twice`);
  }
  if (terms.includes("bank_cost")) {
    const banked = used.filter(({ hasBanks }) => hasBanks).length;
    refusals.add(banked, ["problem", "pools"], ["pool with bank costs", "pools with bank costs"], "bank_geometry");
  }
  const isShort = refuseGreatest(terms, used, hasChoice, refusals);
  const minimize = [...new Set(terms.map((term) => TERMS.get(term)).filter((term) => term != null))];
  return {
    minimize: minimize.length > 0 ? minimize : undefined,
    countsReuse: minimize.includes("reuse"),
    notes: [...notesOf(problem, terms, used), ...(isShort ? [SHORT] : []), ...reservedNotes(minimize, used, hasChoice)],
  };
}

const SHORT = "max_peak after total_peak is not minimised: buffers may choose their pools";

/**
 * telaplan's peak is the sum over the memories. Where each buffer has one pool, the least sum is the least peak of
 * each, and so the least greatest one; but what comes after the greatest alone could use what the others leave.
 *
 * @returns whether `max_peak` is left out where only plans of the same sum are told apart by it
 */
function refuseGreatest(
  terms: readonly unknown[],
  used: readonly Pool[],
  hasChoice: boolean,
  refusals: Refusals,
): boolean {
  const at = terms.indexOf("max_peak");
  if (at < 0 || used.length <= 1) return false;
  const total = terms.indexOf("total_peak");
  if (total >= 0 && total < at) return hasChoice;
  const path: Path = [...OBJECTIVE, "terms", at];
  const reuse = terms.indexOf("reuse_cost");
  if (hasChoice) {
    refusals.add(1, path, ["objective max_peak where buffers may choose their pools", ""], "terms");
  } else if (reuse > at && !(total >= 0 && total < reuse)) {
    refusals.add(1, path, ["objective max_peak before reuse_cost in several pools", ""], "terms");
  }
  return false;
}

/** What the file says that its objective does not count. */
function notesOf({ cost_model }: Json, terms: readonly unknown[], used: readonly Pool[]): string[] {
  const notes: string[] = [];
  const penalties = isObject(cost_model) ? cost_model.reuse_penalties : [];
  if (Array.isArray(penalties) && penalties.length > 0 && !terms.includes("reuse_cost")) {
    notes.push("reuse_penalties do not count: the objective does not name reuse_cost");
  }
  if (used.some(({ hasBanks }) => hasBanks) && !terms.includes("bank_cost")) {
    notes.push("bank_geometry does not count: the objective does not name bank_cost");
  }
  return notes;
}

/** dsa-solver counts the end of a reserved range into the peak, as if a buffer lay there. */
function reservedNotes(minimize: readonly Term[], used: readonly Pool[], hasChoice: boolean): string[] {
  if (!minimize.includes("peak")) return [];
  const differs = used.some(
    ({ reserved }) => reserved.length > 0 && (hasChoice || reserved.some(({ from }) => from > 0)),
  );
  return differs ? ["peaks count buffers, and not the ends of reserved_ranges as dsa-solver's do"] : [];
}
