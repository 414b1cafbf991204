import type { ProblemColumns } from "../problem/index.js";
import { type Arrangement, alignUp } from "./arrangement.js";

/** Looks at all buffers, for each buffer, at most. */
const LOOKS = 4;

/**
 * Resolves every conflict by shoving one of the two further up, or down: the order of the buffers stays, and whoever is
 * not reached stays where it lies. What grows in the middle of a stack lifts what lies above it, as far as there is no
 * gap that takes it up.
 *
 * @param loose buffers that lie nowhere, or may lie in others' way
 * @returns false where one would leave the memory, or where it was over before; the arrangement is of no use then
 */
export function shove(
  arrangement: Arrangement,
  columns: ProblemColumns,
  loose: readonly number[],
  way: "up" | "down",
  isOver: () => boolean,
): boolean {
  const { base, size, alignment, fixedOffset } = columns;
  const { offsets, hints, limit } = arrangement;
  if (way === "down" && limit === Number.POSITIVE_INFINITY) return false;
  const queue = new Set<number>();
  for (const b of loose) {
    if (offsets[b]! < 0) offsets[b] = hints[b]! >= 0 ? hints[b]! : arrangement.cheapest(b).offset;
    if (offsets[b]! < 0 || isOver()) return false;
    queue.add(b);
  }
  const isUp = way === "up";
  const isFarther = (i: number, b: number): boolean =>
    isUp ? offsets[i]! >= offsets[b]! : offsets[i]! + size[i]! <= offsets[b]! + size[b]!;
  /** Right beyond another one. */
  const beyond = (i: number, b: number): number => {
    if (isUp) return alignUp(offsets[b]! + size[b]!, alignment[i]!);
    const x = offsets[b]! - size[i]!;
    return x - (((x % alignment[i]!) + alignment[i]!) % alignment[i]!);
  };
  for (let looks = LOOKS * columns.count + 16; queue.size > 0; looks--) {
    if (looks === 0 || isOver()) return false;
    arrangement.spend(queue.size);
    let b = -1;
    for (const each of queue) if (b < 0 || isFarther(b, each)) b = each;
    queue.delete(b);
    const inWay: number[] = [];
    arrangement.forInWay(b, offsets[b]!, (i) => inWay.push(i));
    const nearer = inWay.filter((i) => fixedOffset[i]! >= 0 || (fixedOffset[b]! < 0 && !isFarther(i, b)));
    if (nearer.length > 0) {
      if (fixedOffset[b]! >= 0) return false;
      const places = nearer.map((i) => beyond(b, i));
      offsets[b] = isUp ? Math.max(...places) : Math.min(...places);
      queue.add(b);
    } else {
      for (const i of inWay) {
        offsets[i] = beyond(i, b);
        queue.add(i);
        if (offsets[i]! < base || offsets[i]! + size[i]! > limit) return false;
      }
    }
    if (offsets[b]! < base || offsets[b]! + size[b]! > limit) return false;
  }
  return true;
}
