import type { ColumnInstance } from "./instance.js";
import { Xoshiro128 } from "./xoshiro128.js";

/** Sizes become from 70 to 130 percent of what they were. */
const LEAST_PERCENT = 70;
const MOST_PERCENT = 130;

type Columns = Pick<ColumnInstance, "lower" | "upper" | "size">;

/**
 * Columns with every tenth buffer, or so, left out, and with each distinct size made smaller or larger by a factor of
 * its own: a graph that looks like the one given, but that nobody has seen. Sizes stay above 0.
 *
 * @param dropped how many are left out; a tenth where absent
 */
export function perturbed(
  { lower, upper, size }: Columns,
  seed: number,
  dropped = Math.floor(lower.length / 10),
): Columns {
  const random = new Xoshiro128(seed, "perturbed");
  const left = new Uint8Array(lower.length);
  for (const row of random.permutation(lower.length).subarray(0, dropped)) left[row] = 1;
  const kept = (_: number, row: number) => left[row] === 0;
  const factors = new Map<number, number>();
  // Each size draws when it first appears, among the rows that are left out too.
  for (const bytes of size) if (!factors.has(bytes)) factors.set(bytes, random.between(LEAST_PERCENT, MOST_PERCENT));
  const scaled = size.map((bytes) => (bytes === 0 ? 0 : Math.max(1, Math.floor((bytes * factors.get(bytes)!) / 100))));
  return { lower: lower.filter(kept), upper: upper.filter(kept), size: scaled.filter(kept) };
}
