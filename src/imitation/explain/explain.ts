import { partsToSearch } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { buildScorer, type ScorerData } from "../../scoring/index.js";
import {
  buildModel,
  CHILD_FEATURES,
  type GuideObserver,
  Portfolio,
  type SearchModel,
  type SearchPolicy,
  type SearchView,
  TARGET_FEATURES,
} from "../../search/index.js";
import { pause } from "../collect/pause.js";

/** A choice in which a model overruled the rule. */
export interface Overruled {
  readonly role: "children" | "targets";
  /** Steps of the search so far, and decisions made. */
  readonly step: number;
  readonly depth: number;
  /** Ids of buffers, or "waste" for the decision that nothing covers a floor. */
  readonly chosen: string;
  readonly rules: string;
  /** Bytes: where the child would rest. Only of children. */
  readonly level?: number;
  /** Decisions that are taken back beyond those that the rule would. Only of targets. */
  readonly further?: number;
  /**
   * By how much the score of the chosen exceeds the rule's; at or below 0 it was chance (the noise on the scores) that
   * chose.
   */
  readonly lead: number;
  /** What spoke most for the chosen: how much its score would fall with the other's value. */
  readonly reasons: readonly { readonly feature: string; readonly gain: number }[];
}

export interface Explanation {
  /**
   * `settled`: before any search, by the bound or the heuristics; `large`: too large for the search. The others are
   * what it came to.
   */
  readonly outcome: "settled" | "large" | "placed" | "exhausted" | "limit";
  readonly steps: number;
  /** Bytes that a plan was looked for in. */
  readonly capacity: number;
  /** Nodes whose children a model ordered, and those in which the rule's first child stayed first. */
  readonly nodes: { readonly decided: number; readonly agreed: number };
  /**
   * Jumps that a model chose, those as the rule's, and how many decisions the others went further back, in all and at
   * most.
   */
  readonly jumps: {
    readonly decided: number;
    readonly agreed: number;
    readonly further: number;
    readonly furthest: number;
  };
  readonly overruled: readonly Overruled[];
}

export interface ExplainOptions {
  readonly seed: number;
  readonly stepLimit: number;
  /** Overruled choices that are told one by one, at most. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

/** Steps between two turns of the event loop. */
const SLICE = 512;

/** Features that are named of a choice. */
const MOST_REASONS = 3;

/**
 * Searches as `plan` does with one thread, for a plan within the capacity, or at the proved bound where there is none,
 * and tells what the policy's models decided. Where time falls apart into independent parts, those that the heuristics
 * leave open are searched one after the other, the greatest load first. A signal ends it as the limit does.
 */
export async function explain(problem: Problem, policy: SearchPolicy, options: ExplainOptions): Promise<Explanation> {
  const { seed, stepLimit, most, signal } = options;
  const watcher = new Watcher(problem, policy, most);
  const capacity = problem.capacity ?? Infinity;
  const { parts, lowerBound, ground, originOf } = partsToSearch(problem, { policy, seed });
  const bytes = Number.isFinite(capacity) ? capacity : lowerBound;
  let outcome: Explanation["outcome"] = "settled";
  for (const { members, arrays, searchable } of parts) {
    if (!searchable) return { ...watcher.summary, outcome: "large", steps: watcher.stepsBefore, capacity: bytes };
    const model = buildModel(arrays);
    watcher.model = model;
    watcher.originOf = (b) => originOf(members === null ? b : members[b]!);
    const portfolio = new Portfolio(model, { seed, policy, observer: watcher });
    portfolio.begin(Math.floor((bytes + ground) / model.unit));
    outcome = await follow(portfolio, stepLimit - watcher.stepsBefore, signal);
    watcher.stepsBefore += portfolio.steps;
    if (outcome !== "placed") break;
  }
  return { ...watcher.summary, outcome, steps: watcher.stepsBefore, capacity: bytes };
}

/** Searches until it is known what comes of it, or a limit is reached. */
async function follow(portfolio: Portfolio, stepLimit: number, signal: AbortSignal | undefined) {
  for (;;) {
    const left = Math.min(SLICE, stepLimit - portfolio.steps);
    const found = left <= 0 || signal?.aborted ? "paused" : portfolio.run(left);
    if (found === "paused" && left > 0 && !signal?.aborted) {
      await pause();
      continue;
    }
    return found === "paused" ? "limit" : found;
  }
}

/** Counts what the models decide, and keeps the first choices that overrule the rule. */
class Watcher implements GuideObserver {
  model: SearchModel | null = null;
  /** Steps of the searches before this one. */
  stepsBefore = 0;
  /** The buffer of the problem that one of the model is; −1 for none. */
  originOf: (buffer: number) => number = (buffer) => buffer;
  readonly #problem: Problem;
  readonly #most: number;
  readonly #children: Reasons | null;
  readonly #targets: Reasons | null;
  readonly #overruled: Overruled[] = [];
  readonly #nodes = { decided: 0, agreed: 0 };
  readonly #jumps = { decided: 0, agreed: 0, further: 0, furthest: 0 };

  constructor(problem: Problem, { guidance }: SearchPolicy, most: number) {
    const { children, targets } = guidance ?? {};
    this.#problem = problem;
    this.#most = most;
    this.#children = children === undefined ? null : new Reasons(children.model, CHILD_FEATURES);
    this.#targets = targets === undefined ? null : new Reasons(targets.model, TARGET_FEATURES);
  }

  get summary(): Pick<Explanation, "nodes" | "jumps" | "overruled"> {
    return { nodes: this.#nodes, jumps: this.#jumps, overruled: this.#overruled };
  }

  onChildren(
    { floors, steps }: SearchView,
    children: Int32Array,
    begin: number,
    rows: Float64Array,
    _count: number,
    chosen: number,
  ): void {
    this.#nodes.decided++;
    if (chosen === 0) this.#nodes.agreed++;
    if (chosen === 0 || this.#overruled.length >= this.#most) return;
    const b = children[begin + chosen]!;
    this.#overruled.push({
      role: "children",
      step: this.stepsBefore + steps,
      depth: floors.depth,
      chosen: this.#nameOf(b),
      rules: this.#nameOf(children[begin]!),
      level: floors.least[b]! * this.model!.unit,
      ...this.#children!.why(rows, chosen),
    });
  }

  onTarget(
    { floors, steps }: SearchView,
    depths: Int32Array,
    rows: Float64Array,
    _count: number,
    chosen: number,
  ): void {
    const jumps = this.#jumps;
    const further = depths[0]! - depths[chosen]!;
    jumps.decided++;
    if (chosen === 0) jumps.agreed++;
    jumps.further += further;
    jumps.furthest = Math.max(jumps.furthest, further);
    if (chosen === 0 || this.#overruled.length >= this.#most) return;
    this.#overruled.push({
      role: "targets",
      step: this.stepsBefore + steps,
      depth: floors.depth,
      chosen: this.#nameOf(floors.decision[depths[chosen]!]!),
      rules: this.#nameOf(floors.decision[depths[0]!]!),
      further,
      ...this.#targets!.why(rows, chosen),
    });
  }

  #nameOf(what: number): string {
    const buffer = what < 0 ? -1 : this.originOf(what);
    return buffer < 0 ? "waste" : this.#problem.buffers[buffer]!.id;
  }
}

/**
 * Why a model prefers one row to the first: what each feature's difference is worth. For a linear model that is weight
 * times difference.
 */
class Reasons {
  readonly #features: readonly string[];
  readonly #score: (row: Float64Array) => number;

  constructor(model: ScorerData, features: readonly string[]) {
    const scorer = buildScorer(model, features.length);
    const score = new Float64Array(1);
    this.#features = features;
    this.#score = (row) => {
      scorer.score(row, 1, score);
      return score[0]!;
    };
  }

  why(rows: Float64Array, chosen: number): Pick<Overruled, "lead" | "reasons"> {
    const width = this.#features.length;
    const first = rows.slice(0, width);
    const row = rows.slice(chosen * width, (chosen + 1) * width);
    const score = this.#score(row);
    const gains = this.#features.map((feature, j) => {
      const own = row[j]!;
      row[j] = first[j]!;
      const gain = score - this.#score(row);
      row[j] = own;
      return { feature, gain };
    });
    const reasons = gains.filter(({ gain }) => gain > 0).sort((a, b) => b.gain - a.gain);
    return { lead: score - this.#score(first), reasons: reasons.slice(0, MOST_REASONS) };
  }
}
