import type { Problem } from "../../problem/index.js";
import { keyOf } from "../constraint.js";
import { coreSteps } from "../infeasible-core.js";
import type { Asking, Budget } from "../questions.js";
import { type Core, isRelaxing, type Lever, utmost } from "./lever.js";
import type { Levers } from "./levers.js";
import { contradicts, shareOf, type Trial, within } from "./trials.js";

/** Of these levers a set that helps has one at least, if all of the premise are in it. */
export interface Conflict {
  readonly levers: readonly Lever[];
  readonly premise: readonly Lever[];
}

/**
 * Learns from what does not help: cores of the changed problem. A core stays one for every set of levers that changes
 * none of its members more than that set did, so that another set must have a lever more that touches it. Where a lever
 * does not only allow more, as a move does, this holds for sets that have it too: it is a premise.
 */
export class Conflicts {
  readonly all: Conflict[] = [];
  readonly #problem: Problem;
  readonly #levers: Levers;
  readonly #budget: Budget;
  /** Each lever once. */
  readonly #known = new Map<string, Lever>();

  constructor(problem: Problem, levers: Levers, budget: Budget) {
    this.#problem = problem;
    this.#levers = levers;
    this.#budget = budget;
  }

  /**
   * What may come next to a set that is to have `left` levers more: those of an open conflict with the fewest. Null
   * where no conflict is open, [] where more levers are needed than are left.
   */
  next(chosen: ReadonlySet<Lever>, left: number, isWanted: (lever: Lever) => boolean): readonly Lever[] | null {
    const open = this.#open(chosen)
      .map(({ levers }) => levers.filter(isWanted))
      .sort((a, b) => a.length - b.length);
    const [fewest] = open;
    if (fewest === undefined) return null;
    // Conflicts that have no lever in common need one each.
    const used = new Set<Lever>();
    let apart = 0;
    for (const levers of open) {
      if (levers.some((lever) => used.has(lever))) continue;
      apart++;
      for (const lever of levers) used.add(lever);
    }
    if (apart > left) return [];
    if (left > 1) return fewest;
    const others = open.slice(1).map((levers) => new Set(levers));
    return fewest.filter((lever) => others.every((levers) => levers.has(lever)));
  }

  /** Those that a set does not answer yet. */
  #open(chosen: ReadonlySet<Lever>): Conflict[] {
    return this.all.filter(
      ({ levers, premise }) =>
        !levers.some((lever) => chosen.has(lever)) && premise.every((lever) => chosen.has(lever)),
    );
  }

  add(core: Core, set: readonly Lever[] = []): void {
    const changed = new Set(set);
    const levers = this.#levers
      .touching([core])
      .map((lever) => this.#once(lever))
      .filter((lever) => lever.isMonotone && !NEVER.has(lever.kind) && !changed.has(lever));
    this.all.push({ levers, premise: set.filter((lever) => !isRelaxing(lever)) });
  }

  /** Looks for a core of what levers leave refuted. False where none was found. */
  *learn({ problem, result, isLoad }: Trial, set: readonly Lever[]): Asking<boolean> {
    if ((result === null && !isLoad) || !this.#budget.isOpen || this.all.length >= MOST_CORES) return false;
    if (isLoad && contradicts(problem)) return false;
    const own = shareOf(this.#budget, 1 / 16);
    const core = yield* within(coreSteps(problem, own, result ?? undefined), own);
    if (core === null) return false;
    const at = new Map(this.#problem.buffers.map(({ id }, b) => [id, b]));
    for (const lever of set) {
      const change = lever.change(utmost(lever));
      if (change.kind === "split") at.set(change.again, at.get(change.buffer)!);
    }
    const positionOf = (b: number): number => at.get(problem.buffers[b]!.id)!;
    const constraints = new Set<string>();
    for (const constraint of core.constraints) {
      if ("buffer" in constraint) constraints.add(keyOf({ ...constraint, buffer: positionOf(constraint.buffer) }));
      else if ("index" in constraint) for (const key of this.#listed(constraint.kind)) constraints.add(key);
      else constraints.add(keyOf(constraint));
    }
    this.add({ buffers: new Set(core.buffers.map(positionOf)), constraints }, set);
    return true;
  }

  /** Keys of all entries of a list: where some are gone, nobody knows which one is meant. That only weakens a core. */
  #listed(kind: "apart" | "alias" | "reserved"): string[] {
    const { apart = [], aliases = [], memories = [] } = this.#problem;
    if (kind === "apart") return [...apart.keys()].map((index) => keyOf({ kind, index }));
    if (kind === "alias") return [...aliases.keys()].map((index) => keyOf({ kind, index }));
    return memories.flatMap(({ id, reserved = [] }) =>
      [...reserved.keys()].map((index) => keyOf({ kind, memory: id, index })),
    );
  }

  #once(lever: Lever): Lever {
    const key = JSON.stringify([lever.kind, lever.change(utmost(lever))]);
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, lever);
    return known ?? lever;
  }
}

/** Cores that are looked for: each takes some questions. */
const MOST_CORES = 120;

/** With these alone everything fits, if it can at all: sets are for those who have no more to give. */
const NEVER = new Set(["capacity", "limit"]);
