import { expect } from "vitest";
import type { Suggestion } from "../../../src/explain/index.js";
import { simulate } from "../../../src/sim/index.js";

/** That the plan of a suggestion is one of its problem. */
export function expectVerified({ problem, offsets, memories, peak }: Suggestion, where: string): void {
  const report = simulate(problem, offsets, { ...(memories !== null && { memories }) });
  expect(report.violations, where).toEqual([]);
  expect(report.ok, where).toBe(true);
  expect(report.peak, where).toBe(peak);
}
