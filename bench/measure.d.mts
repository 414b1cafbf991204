import type { PlanResult, Status } from "../src/planner/index.js";
import type { Problem } from "../src/problem/index.js";

export interface Wanted {
  readonly statuses: readonly Status[];
  /** Bytes, where it is known. */
  readonly optimum?: number;
}
export type Answer = Omit<PlanResult, "offsets" | "seed" | "threads">;
export interface Subject {
  readonly name: string;
  readonly family?: string;
  readonly problem: () => Problem;
  readonly solve: (problem: Problem, signal?: AbortSignal) => Answer | Promise<Answer>;
  readonly wanted: Wanted;
  /** Time the first run only. */
  readonly once?: boolean;
  readonly runs?: number;
  /** Runs need not agree: several threads, or a limit in time. */
  readonly varies?: boolean;
}
export interface Row extends Omit<Answer, "verification" | "solveMs"> {
  readonly name: string;
  readonly family?: string;
  readonly buffers: number;
  readonly capacity: number | null;
  readonly ratio: number | null;
  readonly firstMs: number;
  readonly ms: number;
  readonly leastMs: number;
  readonly runs: number;
  readonly usPerStep: number | null;
  readonly fault: string | null;
}

export function median(values: Iterable<number>): number;
export function faultOf(result: Answer, wanted: Wanted, problem: Problem): string | null;
export function measure(
  subject: Subject,
  options?: { readonly runs?: number; readonly signal?: AbortSignal; readonly onRun?: (what: string) => void },
): Promise<Row | null>;
