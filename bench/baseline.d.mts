import type { BundledInstance, GeneratedInstance } from "../src/instances/index.js";
import type { PlanResult, planSync } from "../src/planner/index.js";
import type { Problem } from "../src/problem/index.js";

export type Counters = Pick<PlanResult, "status" | "peak" | "lowerBound" | "steps" | "backtracks" | "restarts">;
export type Allowance = Readonly<Partial<Record<"steps" | "backtracks" | "restarts", number>>>;
export interface BaselineCase {
  readonly name: string;
  readonly problem: Problem;
}
export interface Baseline {
  readonly allow: Allowance;
  readonly cases: Readonly<Record<string, Counters>>;
}

export const COLUMNS: readonly (keyof Counters)[];
export const STEP_LIMIT: number;
export function baselineCases(from: {
  readonly bundled: readonly BundledInstance[];
  readonly hardSuite: (count: number) => GeneratedInstance[];
}): BaselineCase[];
export function countersOf(plan: typeof planSync, subject: BaselineCase): Counters;
export function compare(before: Counters, now: Counters, allow: Allowance): { worse: string[]; better: string[] };
export function parseBaseline(text: string): Baseline;
export function formatBaseline(cases: Readonly<Record<string, Counters>>, allow?: Allowance): string;
