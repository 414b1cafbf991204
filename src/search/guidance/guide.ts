import { Random } from "../../problem/random.js";
import { buildScorer, type Scorer } from "../../scoring/index.js";
import type { Chooser, Guidance } from "../policy/search-policy.js";
import type { SearchModel } from "../state/model.js";
import { BUFFER_FEATURES, bufferFeatures } from "./buffer-features.js";
import { CHILD_FEATURES, ChildFeatures, MAX_CHILDREN } from "./child-features.js";
import { gumbel } from "./gumbel.js";
import { sectionLoads } from "./loads.js";
import type { SearchView } from "./nodes.js";
import { MAX_TARGETS, TARGET_FEATURES, TargetFeatures } from "./target-features.js";

/** Is told of every choice that a model was asked for. It is given scratch: it reads, and copies what it keeps. */
export interface GuideObserver {
  /**
   * `count` children from `children[begin]` on, in the branching's order, each a row of `CHILD_FEATURES`; the
   * `chosen`-th of them goes first.
   */
  onChildren(
    view: SearchView,
    children: Int32Array,
    begin: number,
    rows: Float64Array,
    count: number,
    chosen: number,
  ): void;
  /**
   * The depths of `count` decisions of a conflict set, the branching's first, each a row of `TARGET_FEATURES`; the
   * `chosen`-th is gone back to.
   */
  onTarget(view: SearchView, depths: Int32Array, rows: Float64Array, count: number, chosen: number): void;
}

/**
 * Lets models decide where a member's branching would: the order of children, the decision to go back to, the order of
 * buffers to begin with. Whatever the models say, children stay a complete case split and plans are what the state
 * allows; what a bad guide costs is time.
 */
export class Guide {
  readonly #model: SearchModel;
  readonly #guidance: Guidance;
  readonly #random: Random;
  readonly #observer: GuideObserver | null;
  /** Made when a guided member first asks: many searches end before. */
  #children: { choice: Choice; features: ChildFeatures } | null = null;
  #targets: { choice: Choice; features: TargetFeatures } | null = null;
  #ranks: Float64Array | null = null;
  readonly #jumps: boolean;

  /** @param seed a whole number */
  constructor(model: SearchModel, guidance: Guidance, seed: number, observer: GuideObserver | null = null) {
    this.#model = model;
    this.#observer = observer;
    this.#guidance = guidance;
    this.#random = new Random(seed);
    this.#jumps = guidance.targets !== undefined && fullShare(model) >= guidance.targets.fullSections;
  }

  /** By buffer, from 0 to 1, the greater the earlier; null where the branching's order stands. */
  get ranks(): Float64Array | null {
    const { preorder } = this.#guidance;
    if (preorder === undefined) return null;
    this.#ranks ??= ranksByScore(this.#model, scorerOf(preorder.model, BUFFER_FEATURES.length));
    return this.#ranks;
  }

  /**
   * Sorts `children[begin … end)`, which stand in the branching's order, by noisy score.
   *
   * @returns by how much the first child's score exceeds the second's, without noise; 0 where the branching decides
   */
  orderChildren(view: SearchView, section: number, children: Int32Array, begin: number, end: number): number {
    const { children: chooser } = this.#guidance;
    const count = end - begin;
    if (chooser === undefined || count < 2 || count > MAX_CHILDREN || view.experience.branching.guided !== true)
      return 0;
    this.#children ??= {
      choice: new Choice(chooser, CHILD_FEATURES.length, MAX_CHILDREN, this.#random),
      features: new ChildFeatures(this.#model),
    };
    const { choice, features } = this.#children;
    features.fill(view.floors, view.experience, section, children, begin, end);
    choice.score(features.rows, count);
    if (this.#observer !== null) {
      this.#observer.onChildren(view, children, begin, features.rows, count, choice.best(count));
    }
    if (!choice.isConfident(count)) return 0;
    choice.sort(children, begin, end);
    return choice.lead(count);
  }

  /** The depth to go back to: a decision in the conflict set; the failure's own depth where the branching decides. */
  chooseTarget(view: SearchView): number {
    const { depth } = view.floors;
    const { targets: chooser } = this.#guidance;
    if (!this.#jumps || chooser === undefined || view.experience.branching.guided !== true) return depth;
    this.#targets ??= {
      choice: new Choice(chooser, TARGET_FEATURES.length, MAX_TARGETS, this.#random),
      features: new TargetFeatures(this.#model),
    };
    const { choice, features } = this.#targets;
    const count = features.fill(view);
    if (count < 2) return depth;
    choice.score(features.rows, count);
    const chosen = choice.best(count);
    if (this.#observer !== null) this.#observer.onTarget(view, features.depths, features.rows, count, chosen);
    return features.depths[chosen]!;
  }
}

/** Scores of the candidates of one choice, with and without noise. */
class Choice {
  readonly #scorer: Scorer;
  readonly #temperature: number;
  readonly #confidence: number;
  readonly #random: Random;
  readonly #scores: Float64Array;
  readonly #noisy: Float64Array;

  constructor({ model, temperature, confidence }: Chooser, featureCount: number, most: number, random: Random) {
    this.#scorer = scorerOf(model, featureCount);
    this.#temperature = temperature;
    this.#confidence = confidence;
    this.#random = random;
    this.#scores = new Float64Array(most);
    this.#noisy = new Float64Array(most);
  }

  score(rows: Float64Array, count: number): void {
    const scores = this.#scores;
    this.#scorer.score(rows, count, scores);
    const temperature = this.#temperature;
    for (let i = 0; i < count; i++) {
      this.#noisy[i] = temperature > 0 ? scores[i]! + temperature * gumbel(this.#random.next()) : scores[i]!;
    }
  }

  /**
   * The candidate with the greatest noisy score; the branching's, which is the first, unless another is better by the
   * confidence asked for.
   */
  best(count: number): number {
    const noisy = this.#noisy;
    let best = 0;
    let level = noisy[0]! + this.#confidence;
    for (let i = 1; i < count; i++) {
      if (noisy[i]! <= level) continue;
      best = i;
      level = noisy[i]!;
    }
    return best;
  }

  isConfident(count: number): boolean {
    return this.#confidence <= 0 || this.best(count) > 0;
  }

  /** Sorts the candidates by falling noisy score; ties stay. */
  sort(candidates: Int32Array, begin: number, end: number): void {
    const noisy = this.#noisy;
    for (let i = 1; begin + i < end; i++) {
      const score = noisy[i]!;
      const candidate = candidates[begin + i]!;
      let at = i;
      for (; at > 0 && noisy[at - 1]! < score; at--) {
        noisy[at] = noisy[at - 1]!;
        candidates[begin + at] = candidates[begin + at - 1]!;
      }
      noisy[at] = score;
      candidates[begin + at] = candidate;
    }
  }

  /** By how much the greatest score exceeds the second. */
  lead(count: number): number {
    let first = -Infinity;
    let second = -Infinity;
    for (let i = 0; i < count; i++) {
      const score = this.#scores[i]!;
      if (score > first) {
        second = first;
        first = score;
      } else if (score > second) second = score;
    }
    return Math.min(MAX_LEAD, first - second);
  }
}

/** Scores further apart than this are as good as certain. */
const MAX_LEAD = 8;

/** Scorers are built once for each model's data: many portfolios share a policy. */
const scorers = new WeakMap<object, Scorer>();

export function scorerOf(model: Chooser["model"], featureCount: number): Scorer {
  let scorer = scorers.get(model);
  if (scorer === undefined || scorer.featureCount !== featureCount) {
    scorer = buildScorer(model, featureCount);
    scorers.set(model, scorer);
  }
  return scorer;
}

/** Share of the sections whose buffers together are as much as the load bound. */
function fullShare(model: SearchModel): number {
  const full = sectionLoads(model).filter((load) => load === model.loadBound).length;
  return full / model.sectionCount;
}

function ranksByScore(model: SearchModel, scorer: Scorer): Float64Array {
  const scores = new Float64Array(model.count);
  scorer.score(bufferFeatures(model), model.count, scores);
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || b - a);
  const ranks = new Float64Array(model.count);
  for (let i = 0; i < model.count; i++) ranks[order[i]!] = i / model.count;
  return ranks;
}
