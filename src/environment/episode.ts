import { reduce } from "../planner/reduce.js";
import { InputError, loadBound, type Problem, toArrays } from "../problem/index.js";
import {
  buildModel,
  CHILD_FEATURES,
  ChildFeatures,
  Experience,
  Floors,
  MAX_CHILDREN,
  RULE_POLICY,
  rootFeatures,
  SectionSearch,
  TARGET_FEATURES,
  TargetFeatures,
} from "../search/index.js";
import { simulate } from "../sim/index.js";
import { lowsOf, sectionRows } from "./sections.js";

/** What an agent is asked. */
export const DECISIONS = ["child", "target", "section"] as const;
export type Decision = (typeof DECISIONS)[number];

/** What is told of a child: the features of the policy, and whether it is the waste, whose other features are 0. */
export const CHILD_COLUMNS: readonly string[] = [...CHILD_FEATURES, "is the waste"];

export interface EpisodeOptions {
  /** Of the search: 0 is the plain order, any other shakes it. */
  readonly seed: number;
  /** Search steps after which the episode is cut off. */
  readonly stepLimit: number;
  /** Which of the rules' branchings decides what the agent does not, from 0 on. */
  readonly member: number;
  /** The agent chooses sections and targets too; else the rule does. */
  readonly sections: boolean;
  readonly targets: boolean;
  /** The waste may be chosen before the buffers; else it comes when they have all failed. */
  readonly earlyWaste: boolean;
}

export const EPISODE_DEFAULTS: EpisodeOptions = {
  seed: 0,
  stepLimit: 20_000,
  member: 0,
  sections: false,
  targets: false,
  earlyWaste: false,
};

/** What an agent is told. */
export interface Observation {
  /** What is to be decided; null where the episode is over. */
  readonly decision: Decision | null;
  /** Candidates, in the order in which the rule would try them. */
  readonly actions: number;
  /** Row-major: action × feature of the decision. */
  readonly features: Float32Array;
  /** For what was done since the observation before. */
  readonly reward: number;
  /** There is a plan, or there can be none. */
  readonly terminated: boolean;
  /** The step limit came first. */
  readonly truncated: boolean;
  readonly placed: boolean;
  /** Of the search, since the reset. */
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
  /** Decisions made, and buffers that are still to be placed. */
  readonly depth: number;
  readonly unplaced: number;
}

const NOTHING = new Float32Array(0);

/** What is asked now: how many actions there are, and what each is. */
interface Question {
  readonly decision: Decision;
  readonly actions: number;
  readonly features: Float32Array;
}

/**
 * One search for a plan within a capacity, in which an agent decides: an episode of a reinforcement-learning
 * environment. The same problem, options and actions give the same observations on every machine.
 *
 * Rewards: each search step costs 1 / `stepLimit`, and a plan brings 1. So what an episode brings in all lies between
 * −1 and 1, and more is fewer steps. Where there is but one action, it is taken at once.
 */
export class Episode {
  /** One row of `ROOT_FEATURES`, which say what problem it is. */
  readonly root: Float64Array;
  /** Buffers that are searched for a place: those that live and have bytes. */
  readonly buffers: number;
  readonly #problem: Problem;
  readonly #options: EpisodeOptions;
  readonly #restore: (offsets: Float64Array) => Float64Array;
  readonly #capacity: number;
  readonly #floors: Floors;
  readonly #experience: Experience;
  readonly #search: SectionSearch;
  readonly #children: ChildFeatures;
  readonly #targets: TargetFeatures;
  /** By depth: the waste of the node was tried before its children. */
  readonly #wasted: Uint8Array;
  #sections: readonly { readonly section: number }[] = [];
  /** At the node that is open: it was come back to, or its section was chosen. */
  #isSettled = false;
  #hasFailed = false;
  #question: Question | null = null;
  #isOver = false;
  #restarts = 0;
  /** Steps when this attempt began, and when the last reward was given. */
  #begunAt = 0;
  #rewardedAt = 0;

  /**
   * @param problem without constraints; its capacity, or where it has none the load bound, is what the plan is to fit
   * @throws InputError for a problem that contradicts itself or has no such buffer, and for options out of range
   */
  constructor(problem: Problem, options: EpisodeOptions) {
    const rule = RULE_POLICY.members[options.member];
    if (rule === undefined) {
      throw new InputError(`member must be from 0 to ${RULE_POLICY.members.length - 1}, got ${options.member}`);
    }
    const arrays = toArrays(problem);
    const { arrays: own, ground, restore } = reduce(arrays);
    this.buffers = own.count;
    if (own.count === 0) throw new InputError("the problem has no buffer that lives and has bytes");
    this.#problem = problem;
    this.#options = options;
    this.#restore = restore;
    const model = buildModel(own);
    const bytes = (problem.capacity ?? loadBound(arrays)) + ground;
    this.#capacity = Math.floor(bytes / model.unit);
    this.#floors = new Floors(model, true);
    this.#experience = new Experience(model, rule, { seed: options.seed });
    const onFailure = (): boolean => {
      this.#hasFailed = true;
      return true;
    };
    this.#search = new SectionSearch(this.#floors, this.#experience, { fullReasons: false, onFailure });
    this.#children = new ChildFeatures(model);
    this.#targets = new TargetFeatures(model);
    this.#wasted = new Uint8Array(this.#floors.maxDepth + 1);
    this.root = rootFeatures(model, this.#capacity);
    this.#search.begin(this.#capacity);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many actions there are now; 0 where the episode is over, or has not begun. */
  get actions(): number {
    return this.#question?.actions ?? 0;
  }

  /** The first observation. To be asked once. */
  begin(): Observation {
    return this.#goOn();
  }

  /** Takes an action, of which there are `actions`. @throws InputError for any other */
  step(action: number): Observation {
    const { decision, actions } = this.#asked();
    if (!Number.isInteger(action) || action < 0 || action >= actions) {
      throw new InputError(`action must be a whole number from 0 to ${actions - 1}, got ${action}`);
    }
    if (decision === "section") {
      this.#isSettled = true;
      this.#search.branchOn(this.#sections[action]!.section);
    } else if (decision === "target") this.#goBack(this.#targets.depths[action]!);
    else this.#take(action);
    return this.#goOn();
  }

  /** Begins again from an empty memory, with what the failures have taught the member. It costs no step. */
  restart(): Observation {
    this.#asked();
    this.#beginAnew();
    return this.#goOn();
  }

  /** The plan, absolute offsets in bytes by buffer; null before there is one. */
  plan(): Float64Array | null {
    if (this.#floors.unplaced > 0) return null;
    const { model, offset } = this.#floors;
    return this.#restore(Float64Array.from({ length: this.buffers }, (_, b) => offset[b]! * model.unit));
  }

  #asked(): Question {
    if (this.#isOver) throw new InputError("the episode is over: reset it");
    return this.#question!;
  }

  #beginAnew(): void {
    this.#restarts++;
    this.#hasFailed = false;
    this.#isSettled = false;
    this.#wasted[0] = 0;
    this.#begunAt = this.#search.steps;
    this.#search.begin(this.#capacity);
  }

  /** On to where there is something to decide. */
  #goOn(): Observation {
    const search = this.#search;
    for (;;) {
      if (!this.#hasFailed) {
        const outcome = search.run(0);
        if (outcome === "placed") return this.#end(true);
        if (outcome === "exhausted") {
          if (search.steps === this.#begunAt) return this.#end(false);
          this.#beginAnew();
          continue;
        }
      }
      if (search.steps >= this.#options.stepLimit) return this.#told(null, true);
      const question = this.#hasFailed ? this.#askTarget() : (this.#askSection() ?? this.#askChild());
      if (question === null) continue;
      return this.#told(question, false);
    }
  }

  /** Null where the rule decides. */
  #askTarget(): Question | null {
    const count = this.#options.targets ? this.#targets.fill(this.#search) : 0;
    if (count < 2) {
      this.#goBack(this.#floors.depth);
      return null;
    }
    const features = Float32Array.from(this.#targets.rows.subarray(0, count * TARGET_FEATURES.length));
    return { decision: "target", actions: count, features };
  }

  #goBack(target: number): void {
    this.#hasFailed = false;
    this.#isSettled = true;
    this.#search.goBack(target);
  }

  /** Null where there is no choice. */
  #askSection(): Question | null {
    if (this.#isSettled || !this.#options.sections) return null;
    const lows = lowsOf(this.#floors, this.#experience);
    if (lows.length < 2) return null;
    this.#sections = lows;
    return { decision: "section", actions: lows.length, features: sectionRows(lows, this.#floors, this.#experience) };
  }

  /** Null where there was no choice, and the only child was taken. */
  #askChild(): Question | null {
    const { nodes } = this.#search;
    const { depth } = this.#floors;
    const left = nodes.end[depth]! - nodes.next[depth]!;
    const waste = left === 0 || this.#options.earlyWaste ? this.#canWaste(depth) : false;
    const offered = Math.min(left, MAX_CHILDREN - 1);
    const actions = offered + (waste ? 1 : 0);
    if (actions === 0) {
      // Nothing is left to be tried, so that the search explains why and stops there.
      nodes.next[depth] = nodes.end[depth]! + 1;
      this.#search.run(1);
      return null;
    }
    if (actions === 1) {
      this.#take(0);
      return null;
    }
    return { decision: "child", actions, features: this.#childRows(depth, offered, actions) };
  }

  #canWaste(depth: number): boolean {
    return this.#wasted[depth] === 0 && (this.#search.options().at(-1)?.what ?? 0) < 0;
  }

  #childRows(depth: number, offered: number, actions: number): Float32Array {
    const { nodes } = this.#search;
    const width = CHILD_FEATURES.length;
    const row = this.#search.childrenAt(depth);
    const from = nodes.next[depth]! - nodes.begin[depth]!;
    const features = new Float32Array(actions * CHILD_COLUMNS.length);
    if (offered > 0) {
      this.#children.fill(this.#floors, this.#experience, nodes.section[depth]!, row, from, from + offered);
    }
    for (let i = 0; i < offered; i++) {
      features.set(this.#children.rows.subarray(i * width, (i + 1) * width), i * CHILD_COLUMNS.length);
    }
    if (actions > offered) features[actions * CHILD_COLUMNS.length - 1] = 1;
    return features;
  }

  /** Takes the child of this number among those that are left, or behind these the waste. */
  #take(action: number): void {
    const search = this.#search;
    const { nodes } = search;
    const { depth } = this.#floors;
    const next = nodes.next[depth]!;
    if (action < Math.min(nodes.end[depth]! - next, MAX_CHILDREN - 1)) {
      const row = search.childrenAt(depth);
      const from = next - nodes.begin[depth]!;
      const chosen = row[from + action]!;
      row.copyWithin(from + 1, from, from + action);
      row[from] = chosen;
      search.run(1);
    } else {
      nodes.next[depth] = nodes.end[depth]!;
      search.run(1);
      nodes.next[depth] = next;
      this.#wasted[depth] = 1;
    }
    if (this.#hasFailed) return;
    this.#isSettled = false;
    this.#wasted[this.#floors.depth] = 0;
  }

  #end(placed: boolean): Observation {
    if (placed) {
      const { ok } = simulate(this.#problem, this.plan()!);
      if (!ok) throw new Error("internal fault: a plan of the environment does not hold");
    }
    return this.#told(null, false);
  }

  #told(question: Question | null, truncated: boolean): Observation {
    const { steps, backtracks } = this.#search;
    const { depth, unplaced } = this.#floors;
    const placed = question === null && unplaced === 0;
    this.#question = question;
    this.#isOver = question === null;
    const cost = (steps - this.#rewardedAt) / this.#options.stepLimit;
    this.#rewardedAt = steps;
    return {
      decision: question?.decision ?? null,
      actions: question?.actions ?? 0,
      features: question?.features ?? NOTHING,
      reward: (placed ? 1 : 0) - cost,
      terminated: question === null && !truncated,
      truncated,
      placed,
      steps,
      backtracks,
      restarts: this.#restarts,
      depth,
      unplaced,
    };
  }
}
