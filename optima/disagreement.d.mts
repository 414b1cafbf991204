import type { Opinion } from "../src/oracle/index.js";
import type { Problem } from "../src/problem/index.js";

export function keepDisagreement(
  name: string,
  problem: Problem,
  disagrees: (candidate: Problem) => boolean | Promise<boolean>,
  folder?: string,
): Promise<[string, string]>;
export function refuseContradictions(
  name: string,
  problem: Problem,
  opinions: readonly Opinion[],
  solvers: Readonly<Record<string, number>>,
  folder?: string,
): Promise<void>;
