import type { Couple, Reading } from "./reading.js";

/** The cost of what may not be. */
export const FORBIDDEN = Number.POSITIVE_INFINITY;

/** Whether reserved ranges and banks let a buffer lie there; alignment and ends of the memory are not asked. */
export function mayLie({ memories, parts }: Reading, b: number, memory: number, x: number): boolean {
  const { size, withinBank } = parts[b]!;
  if (size === 0) return true;
  const { reserved, bank } = memories[memory]!;
  if (reserved.some(({ from, to }) => x < to && from < x + size)) return false;
  return !withinBank || bank === 0 || Math.floor(x / bank) === Math.floor((x + size - 1) / bank);
}

/** What a difference of two offsets costs. */
export function dueAt({ never, unlessInPlace, places, share, cost }: Couple, difference: number): number {
  const isIn = ({ from, to }: { from: number; to: number }): boolean => from < difference && difference < to;
  if (never.some(isIn)) return FORBIDDEN;
  if (!places.includes(difference) && unlessInPlace.some(isIn)) return FORBIDDEN;
  return isIn(share) ? cost : 0;
}

/** Whether two buffers have bytes in one bank. A bank of 0 bytes is none. */
export function shareBank(bank: number, x: number, sizeX: number, y: number, sizeY: number): boolean {
  if (bank === 0) return false;
  const block = (byte: number): number => Math.floor(byte / bank);
  return block(x) <= block(y + sizeY - 1) && block(y) <= block(x + sizeX - 1);
}
