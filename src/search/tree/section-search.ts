import type { Experience } from "../guidance/experience.js";
import type { Guide } from "../guidance/guide.js";
import { type Decision, Nodes, type SearchView } from "../guidance/nodes.js";
import { ALL_PRUNING, type Pruning } from "../policy/pruning.js";
import type { Floors } from "../state/floors.js";
import { Nogoods } from "./nogoods.js";
import { AT_ONCE, Transcript } from "./transcript.js";
import { Waste } from "./waste.js";

/**
 * `placed`: a plan is in `floors.offset`; `exhausted`: no plan within the capacity is left, a proof if the explanations
 * are full; `paused`: the budget ran out, `run` goes on from there.
 */
export type SearchOutcome = "placed" | "exhausted" | "paused";

export interface SectionSearchOptions {
  /** Explain waste children fully, so that an exhausted search is a proof. */
  readonly fullReasons: boolean;
  readonly pruning?: Pruning;
  /**
   * What orders the children and chooses how far to jump back, where the member follows it; a proof is never guided.
   */
  readonly guide?: Guide | null;
  /** Asked at every failure, before anything is taken back; true stops the search there for good, as `paused`. */
  readonly onFailure?: () => boolean;
  /** Keep what refutes each state, for a proof; only with full explanations and nogoods, and without holes. */
  readonly transcript?: boolean;
}

/**
 * Section-first search: takes a section whose floor is a local low and asks what covers it there. The children, one for
 * each buffer that can rest on that floor and one for *nothing does*, exclude each other and cover every plan in which
 * no buffer can be lowered, so the choice of the section is free and no plan is seen twice.
 *
 * A failed child is explained by decisions (`Floors.reason`). If its explanation lacks the node's own decision, the
 * siblings would fail alike and the search jumps back; otherwise the node's explanation is the union over its children
 * without that decision, plus what made the children exhaustive (Prosser's conflict-directed backjumping, 1993).
 *
 * `fullReasons`: whether the explanation of a waste child names what keeps the level that it rises to from being lower.
 * With it, an exhausted search is a proof; without, jumps go deeper and may miss plans.
 */
export class SectionSearch implements SearchView {
  steps = 0;
  backtracks = 0;
  /** False once something was skipped: then `exhausted` proves nothing. */
  complete = false;
  readonly floors: Floors;
  readonly nodes: Nodes;
  /** The fewest buffers that were open at a time since `begin`. */
  fewestOpen = 0;
  /** Below 0, failures end the attempt, as `paused`: it is not to be run on. */
  failuresLeft = Infinity;
  root = 0;
  readonly #pruning: Pruning;
  readonly #fullReasons: boolean;
  readonly #guide: Guide | null;
  readonly #onFailure: (() => boolean) | null;
  #experience: Experience;
  /** By depth: the explanation of the node so far. */
  #gathered: Int32Array;
  #children: Int32Array;
  readonly #waste: Waste;
  #openNode = false;
  #refuted = false;
  /** Only where refutations are proofs. */
  readonly #nogoods: Nogoods | null;
  readonly transcript: Transcript | null;

  /** @param floors the state that it works on, which another search may use once this one is done with its attempt */
  constructor(floors: Floors, experience: Experience, options: SectionSearchOptions) {
    const { fullReasons, pruning = ALL_PRUNING, guide = null, onFailure = null, transcript = false } = options;
    this.floors = floors;
    this.#pruning = pruning;
    this.#fullReasons = fullReasons;
    this.#guide = fullReasons ? null : guide;
    this.#onFailure = onFailure;
    this.#experience = experience;
    const { maxDepth, words, model } = floors;
    this.nodes = new Nodes(maxDepth);
    this.#gathered = new Int32Array(2 * model.count * words);
    this.#children = new Int32Array(4 * model.count + 64);
    this.#waste = new Waste(floors, pruning.restLevels);
    this.#nogoods = fullReasons && pruning.nogoods && !floors.refusesHoles ? new Nogoods(floors, transcript) : null;
    this.transcript = transcript && this.#nogoods !== null ? new Transcript(floors) : null;
  }

  /** What nogood `i` says: the buffers that cannot all lie at their offsets or above, offsets in units. */
  nogood(i: number): { readonly buffer: number; readonly least: number }[] {
    return this.#nogoods!.statement(i, this.#waste.rootLeast);
  }

  get experience(): Experience {
    return this.#experience;
  }

  /** Starts from an empty memory, or from the decisions of `prefix`, as `experience` says from here on. */
  begin(capacity: number, experience = this.#experience, prefix: readonly Decision[] = []): void {
    this.#experience = experience;
    experience.beginAttempt();
    // Without jumps nothing rests on the explanations.
    this.complete = this.#fullReasons || !this.#pruning.backjumping;
    this.#refuted = !this.floors.reset(capacity);
    this.#openNode = false;
    this.#waste.begin();
    this.#nogoods?.clear();
    this.transcript?.begin();
    if (this.#refuted && this.transcript !== null) this.transcript.root = this.transcript.failed();
    this.fewestOpen = this.floors.unplaced;
    this.root = 0;
    for (const decision of prefix) {
      if (this.#refuted) return;
      this.nodes.wasteTo[this.floors.depth] = decision.level;
      this.nodes.end[this.floors.depth] = 0;
      this.#refuted = !this.take(decision);
    }
    this.root = this.floors.depth;
  }

  /** Makes a decision that was made before, in the same state. False if it fails at once. */
  take({ what, level }: Decision): boolean {
    this.#openNode = false;
    if (what < 0) return this.floors.waste(-1 - what, level);
    return this.floors.place(what, level);
  }

  /** The decisions made so far. */
  path(): Decision[] {
    const { floors, nodes } = this;
    return Array.from(floors.decision.subarray(0, floors.depth), (what, depth) => {
      return { what, level: what >= 0 ? floors.offset[what]! : nodes.wasteTo[depth]! };
    });
  }

  /**
   * Opens a node here, if none is open, and lists its children in the order of trial, the waste last. For observers: it
   * allocates.
   */
  options(): Decision[] {
    const { floors, nodes } = this;
    const { depth, least } = floors;
    if (!this.#openNode) this.#branch(depth);
    const children = this.#children.subarray(nodes.begin[depth]!, nodes.end[depth]!);
    const options = Array.from(children, (b) => ({ what: b, level: least[b]! }));
    if (this.#findWaste(depth)) options.push({ what: -1 - nodes.section[depth]!, level: nodes.wasteTo[depth]! });
    return options;
  }

  /** The buffers of the node at this depth, in the order of trial. Valid until the next decision. */
  childrenAt(depth: number): Int32Array {
    return this.#children.subarray(this.nodes.begin[depth]!, this.nodes.end[depth]!);
  }

  /** Opens the node here anew, on this section, which is a local low. For those who choose from outside. */
  branchOn(section: number): void {
    this.#branch(this.floors.depth, section);
  }

  /**
   * Goes on from the failure at which `onFailure` stopped the search: back to the latest decision of its conflict set
   * that is not after `target`. For searches that prove nothing.
   */
  goBack(target: number): void {
    this.#jumpBack(false, AT_ONCE, target);
  }

  /** Tries at most `budget` more decisions. */
  run(budget: number): SearchOutcome {
    const { floors, nodes } = this;
    const nogoods = this.#nogoods;
    const stopAt = this.steps + budget;
    for (;;) {
      if (this.#refuted) return "exhausted";
      const depth = floors.depth;
      if (!this.#openNode) {
        if (floors.unplaced === 0) return "placed";
        if (depth === floors.maxDepth) {
          // No room for another waste. Only the latest decision is given up on, and no proof can follow.
          this.complete = false;
          floors.conflict.fill(-1);
          this.#jumpBack(false, AT_ONCE);
          continue;
        }
        if (nogoods?.refutes() === true) {
          this.#jumpBack(false, this.transcript?.refutedBy(nogoods.hit) ?? AT_ONCE);
          continue;
        }
        this.#branch(depth);
      }
      if (this.steps >= stopAt) return "paused";
      const child = nodes.next[depth]!++;
      let succeeded: boolean;
      if (child < nodes.end[depth]!) {
        this.steps++;
        const b = this.#children[child]!;
        succeeded = floors.place(b, floors.least[b]!);
      } else if (child === nodes.end[depth]! && this.#findWaste(depth)) {
        this.steps++;
        succeeded = floors.waste(nodes.section[depth]!, nodes.wasteTo[depth]!);
      } else {
        this.#explainNode(depth);
        if (this.#endsHere()) return "paused";
        this.#jumpBack(true, this.transcript?.exhausted(depth, nodes.section[depth]!) ?? AT_ONCE);
        continue;
      }
      if (succeeded) {
        this.#openNode = false;
        if (floors.unplaced < this.fewestOpen) this.fewestOpen = floors.unplaced;
      } else {
        this.#experience.blame(floors);
        if (this.#endsHere()) return "paused";
        this.#jumpBack(false, this.transcript?.failed() ?? AT_ONCE);
      }
    }
  }

  /** Counts a failure, and tells whether the attempt is over with it. */
  #endsHere(): boolean {
    return --this.failuresLeft < 0 || this.#onFailure?.() === true;
  }

  /** Chooses the section to branch on and orders its buffers. */
  #branch(depth: number, section = this.#chooseSection()): void {
    const { floors, nodes } = this;
    const { floor, least, members, open, model, words } = floors;
    const { priority } = this.#experience;
    const begin = depth > 0 ? nodes.end[depth - 1]! : 0;
    let end = begin;
    nodes.begin[depth] = begin;
    if (end + model.count > this.#children.length) {
      const larger = new Int32Array(2 * this.#children.length);
      larger.set(this.#children);
      this.#children = larger;
    }
    const children = this.#children;
    const level = floor[section]!;
    for (let i = model.sectionStart[section]!, stop = i + open[section]!; i < stop; i++) {
      const b = members[i]!;
      if (least[b] !== level) continue;
      const rank = priority[b]!;
      let at = end++;
      for (; at > begin && priority[children[at - 1]!]! < rank; at--) children[at] = children[at - 1]!;
      children[at] = b;
    }
    nodes.section[depth] = section;
    nodes.next[depth] = begin;
    nodes.end[depth] = end;
    nodes.wasteTo[depth] = -1;
    nodes.enteredAt[depth] = this.steps;
    nodes.targeted[depth] = 0;
    nodes.lead[depth] = this.#guide === null ? 0 : this.#guide.orderChildren(this, section, children, begin, end);
    if ((depth + 1) * words > this.#gathered.length) {
      const larger = new Int32Array(2 * this.#gathered.length);
      larger.set(this.#gathered);
      this.#gathered = larger;
    }
    this.#gathered.fill(0, depth * words, depth * words + (depth >> 5) + 1);
    this.transcript?.opened(depth);
    this.#openNode = true;
  }

  /**
   * The section with the fewest ways on among those whose floor is a local low: no buffer that could rest on it has a
   * section whose floor is lower. Such a buffer crosses no higher floor, so only the two ends of a run of equal floors
   * need a look.
   */
  #chooseSection(): number {
    const { floor, total, resting, capacity, never, model } = this.floors;
    const { sectionCount } = model;
    const { ease, branching } = this.#experience;
    const { slackFactor, countWaste } = branching;
    const waste = countWaste ? 1 : 0;
    const factor = slackFactor / capacity;
    let best = Infinity;
    let chosen = -1;
    for (let from = 0, to = 1; from < sectionCount; from = to++) {
      const level = floor[from]!;
      while (to < sectionCount && floor[to] === level) to++;
      if (level === never) continue;
      // Sections before `low` or from `high` on are none; found when the first of the run is asked for.
      let low = -1;
      let high = to;
      for (let s = from; s < to; s++) {
        const slack = capacity - level - total[s]!;
        let score = resting[s]!;
        if (slack > 0) score += waste + factor * slack;
        score *= ease[s]!;
        if (score >= best) continue;
        if (low < 0) {
          low = from > 0 && floor[from - 1]! < level ? this.#reachOver(from) : from;
          high = to < sectionCount && floor[to]! < level ? this.#reachUnder(to) : to;
        }
        if (s < low || s >= high) continue;
        best = score;
        chosen = s;
        if (slack === 0 && resting[s] === 1) return chosen;
      }
    }
    return chosen;
  }

  /**
   * The first section after those of the buffers that could rest on the floor of `from`, where a run begins, and live
   * before it too; `from` if there are none. Up to there no section is a local low.
   */
  #reachOver(from: number): number {
    const { floor, least, members, open, model } = this.floors;
    const { sectionStart, first, last } = model;
    const level = floor[from]!;
    let reach = from;
    for (let i = sectionStart[from]!, stop = i + open[from]!; i < stop; i++) {
      const b = members[i]!;
      if (first[b]! < from && least[b] === level && last[b]! > reach) reach = last[b]!;
    }
    return reach;
  }

  /** The same from the other side: the least section of those buffers that live in `to`, after the run, too. */
  #reachUnder(to: number): number {
    const { floor, least, members, open, model } = this.floors;
    const { sectionStart, first, last } = model;
    const level = floor[to - 1]!;
    let reach = to;
    for (let i = sectionStart[to - 1]!, stop = i + open[to - 1]!; i < stop; i++) {
      const b = members[i]!;
      if (last[b]! > to && least[b] === level && first[b]! < reach) reach = first[b]!;
    }
    return reach;
  }

  /** Whether the waste child of the node fits; notes the level that the floor rises to. */
  #findWaste(depth: number): boolean {
    const { nodes } = this;
    const { capacity, total } = this.floors;
    const s = nodes.section[depth]!;
    const to = this.#waste.levelOf(s);
    if (to < 0) return false;
    nodes.wasteTo[depth] = to;
    return to <= capacity - total[s]!;
  }

  /** Leaves in `conflict` why no child of the node can succeed. */
  #explainNode(depth: number): void {
    const { floors, nodes } = this;
    const { conflict, words, least, floor, members, open, why, model } = floors;
    conflict.fill(0);
    const s = nodes.section[depth]!;
    for (let w = 0, row = depth * words; w <= depth >> 5; w++) conflict[w] = this.#gathered[row + w]!;
    floors.addReason(s, conflict, 0);
    for (let i = model.sectionStart[s]!, stop = i + open[s]!; i < stop; i++) {
      const b = members[i]!;
      if (least[b]! > floor[s]!) floors.addReason(why[b]!, conflict, 0);
      else if (this.#fullReasons && nodes.wasteTo[depth]! >= 0) this.#waste.explain(s, nodes.wasteTo[depth]!, b);
    }
  }

  /**
   * Takes decisions back until one that the conflict names; its node goes on with its next child. The guide may choose
   * an earlier one: what lies between is given up on, as in a restart, so that only a member that proves nothing may do
   * so.
   *
   * @param refuted whether the state itself is refuted, as the states on the way back are, and not only the latest
   * decision
   * @param refutation what refutes it, for the transcript
   */
  #jumpBack(refuted: boolean, refutation: number, given?: number): void {
    const { floors, nodes } = this;
    const { conflict, words } = floors;
    const target = given ?? (this.#guide === null ? floors.depth : this.#guide.chooseTarget(this));
    const nogoods = this.#nogoods;
    const { transcript } = this;
    for (let learns = refuted; floors.depth > this.root; learns = true) {
      if (learns) {
        const learnt = nogoods?.learn() ?? -1;
        if (transcript !== null && learnt >= 0) transcript.nogoods[learnt] = refutation;
      }
      floors.undo();
      this.backtracks++;
      const at = floors.depth;
      const word = at >> 5;
      const bit = 1 << (at & 31);
      if (at > target || (this.#pruning.backjumping && (conflict[word]! & bit) === 0)) continue;
      const row = at * words;
      for (let w = 0; w <= word; w++) this.#gathered[row + w]! |= conflict[w]!;
      this.#gathered[row + word]! &= ~bit;
      nodes.targeted[at]!++;
      transcript?.answered(at, floors.decision[at]!, nodes.wasteTo[at]!, refutation);
      nogoods?.land();
      this.#openNode = true;
      return;
    }
    if (transcript !== null) transcript.root = refutation;
    this.#refuted = true;
  }
}
