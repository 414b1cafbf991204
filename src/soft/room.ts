import type { BodyProblem } from "../bodies/body-problem.js";

type Memory = Pick<BodyProblem, "base" | "reserved">;

/** The bytes that are not reserved in the lowest `most` bytes of a memory. */
export function roomBelow({ base, reserved }: Memory, most: number): number {
  let room = most;
  for (const { from, to } of reserved) room -= Math.max(0, Math.min(to, base + most) - Math.max(from, base));
  return room;
}

/** The least peak that leaves room for so many bytes. */
export function leastPeak({ base, reserved }: Memory, bytes: number): number {
  if (bytes === 0) return 0;
  let peak = bytes;
  // Ascending: what is reserved below the top lifts it.
  for (const { from, to } of reserved) if (to > base && from < base + peak) peak += to - Math.max(from, base);
  return peak;
}
