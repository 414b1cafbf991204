import { isConstrained, type Problem } from "../problem/index.js";
import { simulateConstrained } from "./constrained/simulate-constrained.js";
import { readBuffers } from "./given-plan.js";
import type { SimulationOptions, SimulationReport } from "./report.js";
import { atLeastZero, simulateColumns } from "./simulate-columns.js";

/**
 * Verifies a plan by replaying it over a memory in which every byte knows its owner.
 *
 * Shares nothing with the planner: it works from the raw lifetimes, sizes and offsets, and knows neither slots nor
 * sections. Each buffer is allocated and written whole at its lower, read whole and freed at its upper; at equal times,
 * reads and frees come first. Buffers of no bytes, and those that never live, are checked each for itself and take part
 * in no event. A broken plan is an answer, not an error: all buffers with a usable offset are replayed, and everything
 * wrong is counted. O(n log n) time and O(n) memory for every plan, valid or not. Calls share nothing that shows.
 *
 * Where the problem has constraints, there is a rule for each (`constrained/simulate-constrained.ts`). With gaps,
 * aliases, free buffers, such in place of others or vector clocks, every couple that shares bytes costs time too.
 *
 * @param offsets one for each buffer, in the order of `problem.buffers`, in bytes.
 * @throws InputError where the number of offsets is not the number of buffers, an option is out of its range, or the
 * problem holds a lifetime, size, alignment or capacity that `validate` would refuse. Ids are not compared without
 * constraints, and fixed offsets that collide are reported as the overlap that they are. Constraints that name what
 * there is not, or contradict themselves, are refused; so is a plan without `memories` where a buffer has a choice.
 */
export function simulate(
  problem: Problem,
  offsets: ArrayLike<number>,
  options: SimulationOptions = {},
): SimulationReport {
  if (!isConstrained(problem)) return simulateColumns(readBuffers(problem), offsets, options);
  const { capacity, maxViolations = 100 } = options;
  if (capacity !== undefined) atLeastZero("capacity", capacity);
  return simulateConstrained(problem, offsets, options, atLeastZero("maxViolations", maxViolations));
}
