import type { SearchModel } from "../state/model.js";

/** The load of every section, in units: the sizes of its buffers together. */
export function sectionLoads({ sectionCount, sectionStart, sectionBuffers, size }: SearchModel): Float64Array {
  const load = new Float64Array(sectionCount);
  for (let s = 0; s < sectionCount; s++) {
    for (let i = sectionStart[s]!; i < sectionStart[s + 1]!; i++) load[s]! += size[sectionBuffers[i]!]!;
  }
  return load;
}
