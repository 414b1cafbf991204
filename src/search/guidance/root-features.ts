import type { SearchModel } from "../state/model.js";
import { sectionLoads } from "./loads.js";

/**
 * What is told of a question before anything is placed: the problem, and the capacity that it is asked about. Slack is
 * what the load of a section leaves over, as a share of the capacity.
 */
export const ROOT_FEATURES = [
  "mean slack",
  "share of full sections",
  "deviation of slack",
  "buffers, in hundreds",
  "sections, in hundreds",
  "live buffers in the mean section, in tens",
  "live buffers in the fullest section, in tens",
  "mean span",
  "mean size",
] as const;

/** One row of `ROOT_FEATURES`. `capacity` is in units. */
export function rootFeatures(model: SearchModel, capacity: number): Float64Array {
  const { count, sectionCount, sectionStart, bufferStart, size } = model;
  const slacks = sectionLoads(model).map((load) => 1 - load / capacity);
  let most = 0;
  for (let s = 0; s < sectionCount; s++) most = Math.max(most, sectionStart[s + 1]! - sectionStart[s]!);
  let sizes = 0;
  for (let b = 0; b < count; b++) sizes += size[b]!;
  const slack = meanOf(slacks);
  return Float64Array.of(
    slack,
    slacks.filter((each) => each <= 0).length / sectionCount,
    Math.sqrt(meanOf(slacks.map((each) => (each - slack) ** 2))),
    count / 100,
    sectionCount / 100,
    sectionStart[sectionCount]! / sectionCount / 10,
    most / 10,
    bufferStart[count]! / count / sectionCount,
    sizes / count / capacity,
  );
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
