/**
 * How many couples of buffers share a byte at any time, without visiting them: all but those of which one ends before
 * the other begins. O(n log n).
 *
 * @param members positions in `offset` and `size`; sizes are above 0
 * @param distance couples with fewer bytes than that between them count as well
 */
export function countSharing(
  members: readonly number[],
  offset: ArrayLike<number>,
  size: ArrayLike<number>,
  distance = 0,
): number {
  const count = members.length;
  if (count < 2) return 0;
  const begins = Float64Array.from(members, (b) => offset[b]!).sort();
  const ends = Float64Array.from(members, (b) => offset[b]! + size[b]! + distance).sort();
  let ended = 0;
  let disjoint = 0;
  for (const begin of begins) {
    while (ended < count && ends[ended]! <= begin) ended++;
    disjoint += ended;
  }
  return (count * (count - 1)) / 2 - disjoint;
}
