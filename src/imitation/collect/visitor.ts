import type { Random } from "../../problem/random.js";
import {
  ChildFeatures,
  type Decision,
  Experience,
  Floors,
  Guide,
  MAX_CHILDREN,
  RULE_POLICY,
  type SearchPolicy,
  SectionSearch,
  TARGET_FEATURES,
  TargetFeatures,
} from "../../search/index.js";
import type { ChoiceRecorder } from "./choices.js";
import type { Expert } from "./expert.js";
import type { Sample } from "./samples.js";

/** Steps of the visiting search before it is given up on. */
const VISIT_STEPS = 600;

/** The failure that is looked into: drawn up to this one, early ones far more often. */
const LATEST_FAILURE = 64;

/** Nodes of a walk whose children are all labelled, as a share; and how many others such a node stands for. */
const WALK_LABELS = 0.25;
const WALK_WEIGHT = 2;

/** Attempts that follow the rules alone, as a share, so that the states of both are known. */
export const RULES_ALONE = 0.2;

/** A failure as it was found: the decisions before it, and the rows of those in its conflict set. */
export interface FoundFailure {
  readonly path: readonly Decision[];
  readonly rows: Float64Array;
  /** Their depths, from the latest on. */
  readonly depths: Int32Array;
  /** Below this many decisions all are the witness's. */
  readonly root: number;
}

/** Goes where a search would go. */
export class Visitor {
  /** By buffer: its failure weight, over all visits. */
  readonly failures: Float64Array;
  readonly #sample: Sample;
  readonly #policy: SearchPolicy;
  readonly #random: Random;
  readonly #floors: Floors;
  readonly #guide: Guide | null;
  readonly #children: ChildFeatures;
  readonly #targets: TargetFeatures;
  readonly #kept: Experience[] = [];
  #experience: Experience;

  constructor(sample: Sample, policy: SearchPolicy, random: Random) {
    const { model } = sample;
    this.#sample = sample;
    this.#policy = policy;
    this.#random = random;
    this.#floors = new Floors(model, true);
    this.#guide = policy.guidance === undefined ? null : new Guide(model, policy.guidance, drawSeed(random));
    this.#children = new ChildFeatures(model);
    this.#targets = new TargetFeatures(model);
    this.failures = new Float64Array(model.count);
    this.#experience = this.#newExperience(false);
  }

  /** The decisions that lead along the witness, asked in some member's order: so many, or fewer where it ends. */
  prefix(length: number): Decision[] {
    const { capacity, witness } = this.#sample;
    this.#experience = this.#newExperience(false);
    const search = new SectionSearch(this.#floors, this.#experience, { fullReasons: false });
    search.begin(capacity);
    const prefix: Decision[] = [];
    while (prefix.length < length && this.#floors.unplaced > 1) {
      const options = search.options();
      const chosen =
        options.find(({ what, level }) => what >= 0 && witness[what] === level) ?? options.find(({ what }) => what < 0);
      if (chosen === undefined || !search.take(chosen)) break;
      prefix.push(chosen);
    }
    return prefix;
  }

  /** Searches on from the prefix to a failure that is drawn. */
  visit(prefix: readonly Decision[], rulesAlone: boolean): FoundFailure | "placed" | "nothing" {
    const { capacity } = this.#sample;
    const experience = this.#pickExperience(!rulesAlone && this.#guide !== null);
    this.#experience = experience;
    let left = Math.floor(LATEST_FAILURE ** this.#random.next()) - 1;
    let failure: FoundFailure | null = null;
    const search: SectionSearch = new SectionSearch(this.#floors, experience, {
      fullReasons: false,
      guide: this.#guide,
      onFailure: () => {
        if (left-- > 0) return false;
        const count = this.#targets.fill(search);
        const { rows, depths } = this.#targets;
        failure = {
          path: search.path(),
          rows: rows.slice(0, count * TARGET_FEATURES.length),
          depths: depths.slice(0, count),
          root: search.root,
        };
        return true;
      },
    });
    search.begin(capacity, experience, prefix);
    const outcome = search.run(VISIT_STEPS);
    for (let b = 0; b < this.failures.length; b++) this.failures[b]! += experience.weight[b]!;
    if (failure !== null) return failure;
    return outcome === "placed" ? "placed" : "nothing";
  }

  /** Goes down from the root over decisions that the expert can complete, and labels the children of some nodes. */
  walk(expert: Expert, into: ChoiceRecorder, rulesAlone: boolean): void {
    if (expert.canComplete([]) !== "yes") return;
    const experience = this.#pickExperience(!rulesAlone && this.#guide !== null);
    const search = new SectionSearch(this.#floors, experience, { fullReasons: false });
    search.begin(this.#sample.capacity, experience);
    const path: Decision[] = [];
    for (let going = true; going && this.#floors.unplaced > 0; ) {
      const options = search.options();
      const all = this.#random.next() < WALK_LABELS;
      const completes = (option: Decision): boolean => expert.canComplete([...path, option]) === "yes";
      const good = all ? options.filter(completes) : [];
      if (all) this.#record(search, options, (option) => good.includes(option), into, WALK_WEIGHT);
      const choices = this.#inOrder(search, options);
      const chosen = all
        ? good[Math.floor(this.#random.next() * good.length)]
        : options.length === 1
          ? options[0]
          : choices.find(completes);
      going = chosen !== undefined && search.take(chosen);
      if (chosen !== undefined) path.push(chosen);
    }
  }

  /** The options in the order in which the policy would try them. */
  #inOrder(search: SectionSearch, options: readonly Decision[]): readonly Decision[] {
    if (this.#guide === null) return options;
    const section = search.nodes.section[search.floors.depth]!;
    const order = Int32Array.from(
      options.filter(({ what }) => what >= 0),
      ({ what }) => what,
    );
    this.#guide.orderChildren(search, section, order, 0, order.length);
    const place = (what: number): number => (what < 0 ? order.length : order.indexOf(what));
    return [...options].sort((a, b) => place(a.what) - place(b.what));
  }

  /** Records the buffers among the options, which stand in the rule's order, at the node that is open. */
  #record(
    search: SectionSearch,
    options: readonly Decision[],
    isGood: (option: Decision) => boolean,
    into: ChoiceRecorder,
    weight: number,
  ): void {
    // The waste comes last in any case: to try it early was worse whenever it was tried.
    const buffers = options.filter(({ what }) => what >= 0);
    if (buffers.length < 2 || buffers.length > MAX_CHILDREN) return;
    const order = Int32Array.from(buffers, ({ what }) => what);
    const section = search.nodes.section[search.floors.depth]!;
    this.#children.fill(search.floors, search.experience, section, order, 0, order.length);
    into.add(this.#children.rows, buffers.map(isGood), weight);
  }

  /** Labels the children of the node at which `path[at]` was decided; `isRight` is known of that one. */
  recordChildren(
    path: readonly Decision[],
    at: number,
    isRight: boolean,
    expert: Expert,
    into: ChoiceRecorder,
    weight: number,
  ): void {
    const { capacity } = this.#sample;
    const search = new SectionSearch(this.#floors, this.#experience, { fullReasons: false });
    search.begin(capacity, this.#experience, path.slice(0, at));
    if (this.#floors.depth !== at || this.#floors.unplaced === 0) return;
    const { what } = path[at]!;
    const canComplete = (option: Decision): boolean =>
      option.what === what ? isRight : expert.canComplete([...path.slice(0, at), option]) === "yes";
    this.#record(search, search.options(), canComplete, into, weight);
  }

  #newExperience(guided: boolean): Experience {
    const members = guided ? this.#policy.members.filter((member) => member.guided) : RULE_POLICY.members;
    const rule = members[Math.floor(this.#random.next() * members.length)]!;
    return new Experience(this.#sample.model, rule, { seed: drawSeed(this.#random) });
  }

  /** A new member, or one that has failed before: states differ. */
  #pickExperience(guided: boolean): Experience {
    const known = this.#kept.filter(({ branching }) => (branching.guided === true) === guided);
    if (known.length > 0 && this.#random.next() < 0.7) return known[Math.floor(this.#random.next() * known.length)]!;
    const fresh = this.#newExperience(guided);
    this.#kept.push(fresh);
    return fresh;
  }
}

/** Above 0, so that the first attempt is shaken too. */
function drawSeed(random: Random): number {
  return 1 + Math.floor(random.next() * 2 ** 31);
}
