import type { ProblemArrays } from "../problem/index.js";

/** Thresholds in tenths of the limit, from the first phases to the last. */
const HIGHEST = 10;
const LOWEST = 2;

/**
 * Phases by contention, as TelaMalloc has them (Maas et al., ASPLOS 2023): for 100 %, 90 %, … 20 % of the limit, every
 * maximal run of slots with at least that many live bytes is a phase, and each buffer that overlaps it and has no
 * phase yet joins. Phases are counted in this order, the runs of one threshold from left to right; buffers that no
 * run reaches come last, together.
 *
 * Walking the thresholds is not needed for a buffer: the greatest contention in its lifetime says which one takes it,
 * and the first slot of its lifetime at or above that one says which run.
 *
 * @param live live bytes in every slot.
 * @param peakOf greatest live bytes during each buffer's lifetime.
 * @param limit bytes, above 0; TelaMalloc takes the capacity.
 * @param phase receives the number of each buffer's phase.
 * @returns the number of phases.
 */
export function contentionPhases(
  arrays: ProblemArrays,
  live: Float64Array,
  peakOf: Float64Array,
  limit: number,
  phase: Float64Array,
): number {
  const { count, start, slotCount } = arrays;
  /** The run that the slot is in, or the next one to its right. */
  const run = new Int32Array(slotCount);
  let phases = 0;
  phase.fill(-1);
  for (let tenths = HIGHEST; tenths >= LOWEST; tenths--) {
    const threshold = (limit * tenths) / 10;
    let inside = false;
    let next = phases - 1;
    for (let slot = 0; slot < slotCount; slot++) {
      const hot = live[slot]! >= threshold;
      if (hot && !inside) next++;
      inside = hot;
      run[slot] = hot ? next : next + 1;
    }
    for (let b = 0; b < count; b++) if (phase[b] === -1 && peakOf[b]! >= threshold) phase[b] = run[start[b]!]!;
    phases = next + 1;
  }
  let reached = true;
  for (let b = 0; b < count; b++) {
    if (phase[b] !== -1) continue;
    phase[b] = phases;
    reached = false;
  }
  return reached ? phases : phases + 1;
}
