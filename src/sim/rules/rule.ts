import type { ProblemColumns } from "../../problem/index.js";
import type { GivenPlan } from "../given-plan.js";
import type { Replay } from "../replay.js";
import type { Workspace } from "../workspace.js";

/** What every violation says. */
export interface ViolationBase {
  readonly kind: string;
  /** Id of the buffer at fault. */
  readonly buffer: string;
  /** Its position in `problem.buffers`. */
  readonly bufferIndex: number;
  /** One sentence for people, with ids and numbers. */
  readonly message: string;
}

/**
 * One thing that a plan must keep to. A new one is a file that exports such an object, and a line in `rules/index.ts`;
 * the kinds of violations, their counts and their place in the report follow from it. Over the wire it is a value of
 * `ViolationKind` in the .proto.
 */
export interface PlanRule<V extends ViolationBase, Plan = ReplayedPlan> {
  readonly kind: V["kind"];
  /**
   * Finds all violations in O(n log n), however many there are.
   *
   * @param limit how many of them are to be told one by one, at most
   */
  check(plan: Plan, limit: number): Found<V>;
}

/** What a rule may look at: the plan as it was given, and what its replay came to. */
export interface ReplayedPlan {
  readonly problem: ProblemColumns;
  /** First address of the memory, and the bytes that the plan is held to. */
  readonly base: number;
  readonly capacity: number;
  readonly given: GivenPlan;
  /** The buffers that take part in the replay, with their address cuts and their orders by start and by end. */
  readonly workspace: Workspace;
  readonly replay: Replay;
}

/** The plan as it was given, which is all that rules for single buffers ask for. */
export type GivenAlone = Pick<ReplayedPlan, "problem" | "given">;

/** The violations of one rule: all are counted, the first `limit` are kept. */
export class Found<V> {
  count = 0;
  readonly first: V[] = [];

  constructor(readonly limit: number) {}

  /** Counts one more. Returns whether it is to be told too, by `tell`. */
  another(): boolean {
    return ++this.count <= this.limit;
  }

  tell(violation: V): void {
    this.first.push(violation);
  }
}

export function quote(id: string): string {
  return JSON.stringify(id);
}

/** A half-open range, for messages. */
export function range(from: number, to: number): string {
  return `[${from}, ${to})`;
}
