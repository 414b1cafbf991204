import type { SearchModel } from "../state/model.js";
import { sectionLoads } from "./loads.js";

/**
 * What is told of a buffer before anything is placed. Sizes and loads are shares of the load bound, spans shares of all
 * sections.
 */
export const BUFFER_FEATURES = [
  "size",
  "span",
  "area",
  "lifetime",
  "contention at its tightest section",
  "mean contention",
  "share of full sections",
  "neighbours",
  "neighbours a section",
  "size, of the mean",
  "span, of the mean",
  "larger neighbours",
  "neighbours within its span",
  "reaches an end of time",
  "has twins",
] as const;

/** Row-major: buffer × feature. Once for a model. */
export function bufferFeatures(model: SearchModel): Float64Array {
  const { count, sectionCount, first, last, size, lifetime, loadBound, neighbourStart, neighbours } = model;
  const { bufferStart, bufferSections } = model;
  const load = sectionLoads(model);
  const rows = new Float64Array(count * BUFFER_FEATURES.length);
  let sizes = 0;
  let spans = 0;
  let longest = 1;
  for (let b = 0; b < count; b++) {
    sizes += size[b]!;
    spans += last[b]! - first[b]!;
    longest = Math.max(longest, lifetime[b]!);
  }
  let at = 0;
  for (let b = 0; b < count; b++) {
    const from = first[b]!;
    const to = last[b]!;
    const span = to - from;
    let most = 0;
    let sum = 0;
    let full = 0;
    for (let e = bufferStart[b]!; e < bufferStart[b + 1]!; e++) {
      const s = bufferSections[e]!;
      most = Math.max(most, load[s]!);
      sum += load[s]!;
      if (load[s] === loadBound) full++;
    }
    const degree = neighbourStart[b + 1]! - neighbourStart[b]!;
    let larger = 0;
    let within = 0;
    for (let i = neighbourStart[b]!; i < neighbourStart[b + 1]!; i++) {
      const c = neighbours[i]!;
      if (size[c]! > size[b]!) larger++;
      if (first[c]! >= from && last[c]! <= to) within++;
    }
    const perNeighbour = degree === 0 ? 0 : 1 / degree;
    rows[at++] = size[b]! / loadBound;
    rows[at++] = span / sectionCount;
    rows[at++] = (10 * size[b]! * span) / loadBound / sectionCount;
    rows[at++] = lifetime[b]! / longest;
    rows[at++] = most / loadBound;
    rows[at++] = sum / span / loadBound;
    rows[at++] = full / span;
    rows[at++] = degree / count;
    rows[at++] = degree / span / 20;
    rows[at++] = (size[b]! * count) / sizes / 4;
    rows[at++] = (span * count) / spans / 4;
    rows[at++] = larger * perNeighbour;
    rows[at++] = within * perNeighbour;
    rows[at++] = from === 0 || to === sectionCount ? 1 : 0;
    rows[at++] = model.nextTwin[b]! >= 0 || model.earlierTwin[b]! >= 0 ? 1 : 0;
  }
  return rows;
}
