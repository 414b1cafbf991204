import type { Certified } from "./records.mjs";

export interface Replay {
  /** Answers that cannot be true, in words. */
  readonly wrong: readonly string[];
  /** Answers that a limit cut short of the truth, in words. */
  readonly open: readonly string[];
}

export function replay(
  record: Pick<Certified, "problem" | "load" | "optimum">,
  options?: { timeLimitMs?: number },
): Replay;
