import { Gathered } from "./conflict.js";
import type { BodyExperience } from "./experience.js";
import type { BodyFloors } from "./floors.js";
import { LowestForm } from "./lowest.js";
import { BodyNogoods } from "./nogoods.js";
import type { BodyRules } from "./rules.js";
import { WasteLevels } from "./waste.js";

/**
 * `placed`: a plan is in `floors.least`; `exhausted`: no plan within the capacity is left, a proof if the search is
 * complete; `paused`: the budget ran out, `run` goes on from there.
 */
export type TreeOutcome = "placed" | "exhausted" | "paused";

/**
 * Section-first search over bodies: takes a section and asks what covers its floor. The children, one for each body
 * that can rest there and one for *nothing does*, exclude each other and cover every plan in which no body can be put
 * lower. That holds for every section, as it is a clique; one is preferred whose candidates rest on all their sections,
 * and else the lowest floor.
 *
 * Failures are explained by facts about the state, and nodes by their children. Where a child's conflict does not rest
 * on its decision, the siblings would fail alike, and the search jumps back (Prosser 1993).
 *
 * `fullReasons`: whether explanations name what keeps a waste from ending lower. With it, an exhausted search is a
 * proof; without, jumps go deeper and may miss plans.
 */
export class BodyTree {
  steps = 0;
  backtracks = 0;
  /** False once something may have been skipped: then `exhausted` proves nothing. */
  complete = false;
  readonly floors: BodyFloors;
  readonly #experience: BodyExperience;
  readonly #rules: BodyRules;
  readonly #fullReasons: boolean;
  readonly #wastes: WasteLevels;
  readonly #form: LowestForm;
  readonly #gathered = new Gathered();
  /** Only where refutations are proofs. */
  readonly #nogoods: BodyNogoods | null;
  /** By depth: section, next child, the bounds of its children, and where the waste goes; NaN: not yet known. */
  #section: Int32Array;
  #next: Int32Array;
  #begin: Int32Array;
  #end: Int32Array;
  #wasteTo: Float64Array;
  #children: Int32Array;
  #openNode = false;
  #refuted = false;

  constructor(floors: BodyFloors, experience: BodyExperience, rules: BodyRules, fullReasons: boolean) {
    this.floors = floors;
    this.#experience = experience;
    this.#rules = rules;
    this.#fullReasons = fullReasons;
    this.#wastes = new WasteLevels(floors);
    this.#form = new LowestForm(floors);
    const depths = floors.decision.length;
    this.#nogoods = fullReasons && rules.nogoods && rules.jumps ? new BodyNogoods(floors) : null;
    this.#section = new Int32Array(depths);
    this.#next = new Int32Array(depths);
    this.#begin = new Int32Array(depths);
    this.#end = new Int32Array(depths);
    this.#wasteTo = new Float64Array(depths);
    this.#children = new Int32Array(4 * floors.model.count + 64);
  }

  /** Starts from an empty memory. */
  begin(top: number): void {
    this.#experience.beginAttempt();
    // Without jumps nothing rests on the explanations.
    this.complete = this.#fullReasons || !this.#rules.jumps;
    this.#refuted = !this.floors.reset(top);
    this.#openNode = false;
    this.#nogoods?.clear();
  }

  /** Tries at most `budget` more decisions. */
  run(budget: number): TreeOutcome {
    const { floors } = this;
    const nogoods = this.#nogoods;
    // What a nogood is learned from may not depend on what lies below the least offsets.
    const supports = this.#rules.supports && nogoods === null;
    const holes = this.#rules.holes && nogoods === null;
    const stopAt = this.steps + budget;
    for (;;) {
      if (this.#refuted) return "exhausted";
      const depth = floors.depth;
      if (!this.#openNode) {
        if (floors.unplaced === 0) return "placed";
        if (nogoods?.refutes() === true) {
          this.#jumpBack();
          continue;
        }
        this.#branch(depth);
      }
      if (this.steps >= stopAt) return "paused";
      const child = this.#next[depth]!++;
      let succeeded: boolean;
      if (child < this.#end[depth]!) {
        const b = this.#children[child]!;
        if (supports && !this.#form.supported(b)) {
          this.#gather(depth);
          continue;
        }
        this.steps++;
        succeeded = floors.place(b);
      } else if (child === this.#end[depth]! && this.#findWaste(depth)) {
        this.steps++;
        this.#wastes.aim(this.#section[depth]!, this.#wasteTo[depth]!, this.#rules.restLevels);
        succeeded = floors.waste(this.#section[depth]!, this.#wastes);
      } else {
        this.#explainNode(depth);
        nogoods?.learn();
        this.#jumpBack();
        nogoods?.land();
        continue;
      }
      if (succeeded && !(holes && this.#form.leavesHole())) this.#openNode = false;
      else {
        this.#experience.blame(floors);
        this.#jumpBack();
      }
    }
  }

  /**
   * After `exhausted`, where that is a proof: bodies that have no plan even alone, ascending. All fixed bodies are
   * among them.
   */
  core(): Int32Array {
    const { conflict, model } = this.floors;
    const all = Int32Array.from({ length: model.count }, (_, b) => b);
    if (!this.#fullReasons || !this.#rules.jumps) return all;
    const within = model.fixed.slice();
    for (let i = 0; i < conflict.count; i++) {
      for (let b = conflict.bodies[i]!; b >= 0; b = model.twins.earlier[b]!) within[b] = 1;
    }
    return all.filter((b) => within[b] === 1);
  }

  /** Chooses the section to branch on and orders its bodies. */
  #branch(depth: number): void {
    if (depth >= this.#section.length) this.#grow();
    const { floor, least, members, open, placedDepth, model } = this.floors;
    const { sectionStart, itemBody, itemFrom } = model;
    const { priority } = this.#experience;
    const s = this.#chooseSection();
    const begin = depth > 0 ? this.#end[depth - 1]! : 0;
    if (begin + model.count > this.#children.length) this.#children = grown(this.#children, 2 * this.#children.length);
    const children = this.#children;
    let end = begin;
    for (let i = sectionStart[s]!, stop = i + open[s]!; i < stop; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      if (placedDepth[b] !== -1 || least[b]! + itemFrom[item]! !== floor[s]) continue;
      const rank = priority[b]!;
      let at = end++;
      for (; at > begin && priority[children[at - 1]!]! < rank; at--) children[at] = children[at - 1]!;
      children[at] = b;
    }
    this.#section[depth] = s;
    this.#begin[depth] = begin;
    this.#next[depth] = begin;
    this.#end[depth] = end;
    this.#wasteTo[depth] = Number.NaN;
    this.#gathered.clear(depth);
    this.#openNode = true;
  }

  /**
   * The section with the fewest ways on among those whose candidates hang nowhere; the lowest floor where there is
   * none.
   */
  #chooseSection(): number {
    const { floor, total, resting, top, model } = this.floors;
    const { ease, rule } = this.#experience;
    const waste = rule.countWaste ? 1 : 0;
    const factor = rule.slackFactor / (top - model.base);
    let best = Infinity;
    let chosen = -1;
    let lowest = -1;
    for (let s = 0; s < model.sectionCount; s++) {
      const level = floor[s]!;
      if (level === Infinity) continue;
      if (lowest < 0 || level < floor[lowest]!) lowest = s;
      const slack = top + model.excess[s]! - level - total[s]!;
      let score = resting[s]!;
      if (slack > 0) score += waste + factor * slack;
      score *= ease[s]!;
      if (score >= best || !this.#hangsNowhere(s)) continue;
      best = score;
      chosen = s;
    }
    return chosen < 0 ? lowest : chosen;
  }

  /** True if all bodies that could rest on the floor of s rest on the floors of all their sections. */
  #hangsNowhere(s: number): boolean {
    const { floor, least, members, open, placedDepth, model } = this.floors;
    const { sectionStart, itemBody, itemFrom, itemSection, bodyItemStart, bodyItems } = model;
    for (let i = sectionStart[s]!, end = i + open[s]!; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      if (placedDepth[b] !== -1 || least[b]! + itemFrom[item]! !== floor[s]) continue;
      for (let j = bodyItemStart[b]!, stop = bodyItemStart[b + 1]!; j < stop; j++) {
        const other = bodyItems[j]!;
        if (floor[itemSection[other]!]! < least[b]! + itemFrom[other]!) return false;
      }
    }
    return true;
  }

  /** Finds the level that the floor of the node's section rises to if nothing covers it. False if that does not fit. */
  #findWaste(depth: number): boolean {
    const { total, floor } = this.floors;
    const s = this.#section[depth]!;
    const highest = this.floors.limitOf(s) - total[s]!;
    if (highest <= floor[s]!) {
      this.#wasteTo[depth] = highest + 1;
      return false;
    }
    const to = this.#wastes.of(s, highest, this.#rules.restLevels);
    this.#wasteTo[depth] = to;
    return to <= highest;
  }

  /** Leaves in `conflict` why no child of the node can succeed. */
  #explainNode(depth: number): void {
    const { floors } = this;
    const { conflict, least, floor, members, open, model } = floors;
    const { sectionStart, itemBody, itemFrom } = model;
    conflict.clear();
    this.#gathered.addTo(conflict, depth);
    const s = this.#section[depth]!;
    const to = this.#wasteTo[depth]!;
    for (let i = sectionStart[s]!, end = i + open[s]!; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      const bottom = least[b]! + itemFrom[item]!;
      floors.explain(b, bottom === floor[s] ? least[b]! : Math.min(least[b]!, to - itemFrom[item]!));
    }
    if (!this.#fullReasons || !this.#rules.restLevels) return;
    this.#wastes.explain(s, to);
    if (to <= floors.limitOf(s) - floors.total[s]!) this.#wastes.explainAim(s, to);
  }

  /** Takes decisions back until one that the conflict rests on; its node goes on with its next child. */
  #jumpBack(): void {
    const { floors } = this;
    this.#openNode = true;
    this.backtracks++;
    for (;;) {
      if (floors.depth === 0) {
        this.#refuted = true;
        return;
      }
      const rests = floors.undo();
      if (!rests && this.#rules.jumps) continue;
      this.#gather(floors.depth);
      return;
    }
  }

  /** Adds the conflict, of a child, to what speaks against the node. */
  #gather(depth: number): void {
    this.#gathered.addTo(this.floors.conflict, depth);
    this.#gathered.set(this.floors.conflict, depth);
  }

  /** Makes room for deeper nodes. */
  #grow(): void {
    const depths = 2 * this.#section.length;
    this.#section = grown(this.#section, depths);
    this.#next = grown(this.#next, depths);
    this.#begin = grown(this.#begin, depths);
    this.#end = grown(this.#end, depths);
    const wasteTo = new Float64Array(depths);
    wasteTo.set(this.#wasteTo);
    this.#wasteTo = wasteTo;
  }
}

function grown(old: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(old);
  return larger;
}
