/** States that the decision of one stack may take; beyond, a proof is refused, not accepted. */
const MOST_STATES = 1 << 18;

/** Rows of what is to be stacked: `[size, alignment, fixed offset or −1]`, bytes. */
export type Stacked = readonly [size: number, alignment: number, fixed: number];

/**
 * Whether buffers that all live at one time can lie on top of each other, from `from` up and within `limit`, in some
 * order. The lowest stack of each set of them is computed from those of its subsets (a set is a number of each kind),
 * and three rules leave sets out:
 *
 * - a set whose stack leaves no room for the bytes still to come is dropped;
 * - no gap is left that another buffer to come would fill;
 * - where none is fixed, whole multiples of all alignments lift what lies above and change nothing else.
 *
 * @throws Error where there are too many states to decide it
 */
export function canStack(rows: readonly Stacked[], from: number, limit: number): boolean {
  const isFree = rows.every(([, , fixed]) => fixed < 0);
  const period = isFree ? rows.reduce((multiple, [, step]) => leastMultiple(multiple, step), 1) : Infinity;
  const counts = new Map<string, { row: Stacked; count: number }>();
  let left = 0;
  let room = limit;
  for (const [bytes, step, fixed] of rows) {
    const size = bytes % period;
    room -= bytes - size;
    left += size;
    const key = `${size},${step},${fixed}`;
    const kind = counts.get(key);
    if (kind === undefined) counts.set(key, { row: [size, step, fixed], count: 1 });
    else kind.count++;
  }
  const kinds = [...counts.values()];
  // A set is a number in mixed radix: a digit for each kind.
  const place: number[] = [];
  let sets = 1;
  for (const { count } of kinds) {
    place.push(sets);
    sets *= count + 1;
  }
  if (sets > Number.MAX_SAFE_INTEGER)
    throw new Error(`a stack of ${kinds.length} kinds of buffers has too many states`);
  let states = 0;
  let layer = new Map<number, readonly [height: number, left: number]>([[0, [from, left]]]);
  for (let taken = 0; taken < rows.length; taken++) {
    const next = new Map<number, readonly [number, number]>();
    for (const [set, [height, toCome]] of layer) {
      const offsets = kinds.map(({ row: [, step, fixed], count }, k) => {
        if (Math.floor(set / place[k]!) % (count + 1) === count) return Infinity;
        return fixed < 0 ? Math.ceil(height / step) * step : fixed < height ? -1 : fixed;
      });
      if (offsets.includes(-1)) continue;
      const ceiling = Math.min(...offsets.map((offset, k) => offset + kinds[k]!.row[0]));
      for (const [k, offset] of offsets.entries()) {
        const { row } = kinds[k]!;
        const top = offset + row[0];
        if (offset === Infinity || (offset >= ceiling && top > ceiling) || top + toCome - row[0] > room) continue;
        const with1 = set + place[k]!;
        if ((next.get(with1)?.[0] ?? Infinity) > top) next.set(with1, [top, toCome - row[0]]);
      }
    }
    states += next.size;
    if (states > MOST_STATES)
      throw new Error(`a stack of ${rows.length} buffers takes more than ${MOST_STATES} states`);
    layer = next;
  }
  return layer.size > 0;
}

/** Infinity where it is beyond exact integers: then nothing is taken out. */
function leastMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  const multiple = (a / x) * b;
  return multiple <= Number.MAX_SAFE_INTEGER ? multiple : Infinity;
}
