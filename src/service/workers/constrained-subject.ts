import { plan } from "../../constrained/index.js";
import type { PlannerOptions, PlanResult, SyncOptions } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { type SimulationOptions, type SimulationReport, simulate } from "../../sim/index.js";
import { type ConstrainedRequest, requestedProblem } from "../wire/task.js";
import { runOrder } from "../wire/tiers.js";
import type { Checked, Opened, Placed, Seen, Subject } from "./subject.js";

/** A problem with constraints, as an object. */
export class ConstrainedSubject implements Subject {
  readonly operatorOrder: Int32Array | null;
  readonly #problem: Problem;
  readonly #quick: boolean;
  readonly #positions: ReadonlyMap<string, number>;

  /** @param quick near hints, no proof is looked for */
  constructor(request: ConstrainedRequest, quick: boolean) {
    this.#quick = quick;
    this.#problem = requestedProblem(request);
    this.operatorOrder = runOrder(this.#problem);
    this.#positions = new Map(this.#problem.memories?.map(({ id }, index) => [id, index]));
  }

  get count(): number {
    return this.#problem.buffers.length;
  }

  /** A first plan can take several times the limit: a run that nobody waits for must not keep its worker so long. */
  async planNow(options: SyncOptions, signal: AbortSignal): Promise<Opened> {
    return { result: await plan(this.#problem, { ...options, quick: this.#quick, signal }), opening: null };
  }

  /** There is no opening: the search begins anew. */
  plan(options: PlannerOptions): Promise<PlanResult> {
    return plan(this.#problem, { ...options, quick: this.#quick });
  }

  replay(placed: Placed, timeline: boolean): SimulationReport {
    return this.#simulate(placed, { timeline });
  }

  check(seen: Seen, timeline: boolean): Checked {
    const report = this.#simulate(seen, { timeline });
    const { capacity = 0, limit = 0 } = report.counts as Readonly<Record<string, number>>;
    if (report.violationCount > capacity + limit) {
      throw new Error(`internal fault: an incumbent failed its simulation: ${report.violations[0]?.message}`);
    }
    return { report, fits: report.ok };
  }

  rank({ terms = [], peak }: Seen): readonly number[] {
    return terms.length > 0 ? terms.map(({ value }) => value) : [peak];
  }

  /** Plans with the same peak may differ in other terms, and two of the same terms in what they are. */
  isAnswer({ offsets, memories = null }: Seen, result: PlanResult): boolean {
    const isSame = (b: number): boolean => memories?.[b] === result.memories?.[b];
    return result.offsets?.every((offset, b) => offset === offsets[b] && isSame(b)) ?? false;
  }

  memoryIndex(memories: readonly string[] | null | undefined): ArrayLike<number> | null {
    if (memories === null || memories === undefined || this.#positions.size === 0) return null;
    return Int32Array.from(memories, (id) => this.#positions.get(id)!);
  }

  #simulate({ offsets, memories }: Placed, options: SimulationOptions): SimulationReport {
    // The simulator finds out by itself where a buffer lies that has no choice.
    return simulate(this.#problem, offsets, memories ? { ...options, memories } : options);
  }
}
