import type { Scene } from "./scene.js";

/**
 * The lowest offset at which a body may lie in a memory, beside the bodies that are placed there; Infinity where there
 * is none.
 *
 * @param isPlaced whether a body of the model lies in that memory, at its offset
 */
export function lowestPlace(
  scene: Scene,
  memory: number,
  body: number,
  offsets: Float64Array,
  isPlaced: (body: number) => boolean,
): number {
  const { places, rowOf, conflicts, otherBanks, problem } = scene.memories[memory]!;
  const row = rowOf[body]!;
  const { start, other, low, high } = conflicts;
  for (let x = places.next(row, 0); ; ) {
    let lifted = x;
    for (let i = start[row]!; i < start[row + 1]!; i++) {
      const y = offsets[other[i]!]!;
      if (isPlaced(other[i]!) && low[i]! < lifted - y && lifted - y < high[i]!) lifted = y + high[i]!;
    }
    for (const partner of otherBanks.of(row)) {
      const b = problem.bodies[partner.body]!;
      if (!isPlaced(b)) continue;
      const end = otherBanks.high(partner, offsets[b]!);
      if (otherBanks.low(partner, offsets[b]!) < lifted && lifted < end) lifted = end;
    }
    if (lifted === x || x === Number.POSITIVE_INFINITY) return x;
    x = places.next(row, lifted);
  }
}
