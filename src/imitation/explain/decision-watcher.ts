import type { Problem } from "../../problem/index.js";
import {
  CHILD_FEATURES,
  type GuideObserver,
  type SearchModel,
  type SearchPolicy,
  type SearchView,
  TARGET_FEATURES,
} from "../../search/index.js";
import { FeatureGains, type FeaturePreference } from "./feature-gains.js";

/**
 * A choice in which a model overruled the rule, and why it preferred what it chose. A lead at or below 0 says that it
 * was chance (the noise on the scores) that chose.
 */
export interface Overruled extends FeaturePreference {
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
}

/** What the models of a policy decided in a search. */
export interface DecisionSummary {
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

/** Counts what the models decide, and keeps the first choices that overrule the rule. */
export class DecisionWatcher implements GuideObserver {
  model: SearchModel | null = null;
  /** Steps of the searches before this one. */
  stepsBefore = 0;
  /** The buffer of the problem that one of the model is; −1 for none. */
  originOf: (buffer: number) => number = (buffer) => buffer;
  readonly #problem: Problem;
  readonly #most: number;
  readonly #children: FeatureGains | null;
  readonly #targets: FeatureGains | null;
  readonly #overruled: Overruled[] = [];
  readonly #nodes = { decided: 0, agreed: 0 };
  readonly #jumps = { decided: 0, agreed: 0, further: 0, furthest: 0 };

  constructor(problem: Problem, { guidance }: SearchPolicy, most: number) {
    const { children, targets } = guidance ?? {};
    this.#problem = problem;
    this.#most = most;
    this.#children = children === undefined ? null : new FeatureGains(children.model, CHILD_FEATURES);
    this.#targets = targets === undefined ? null : new FeatureGains(targets.model, TARGET_FEATURES);
  }

  get summary(): DecisionSummary {
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
