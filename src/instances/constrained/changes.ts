import type { Draft, Row } from "./draft.js";
import { cutsBetween, type Ground, take } from "./plant.js";

// Constructs that change what rows occupy. All bytes stay filled at all times, so that the least peak stays the same.

/** Cuts a gap into each of some rows, which another row fills. */
export function addGaps(draft: Draft, ground: Ground, count: number): void {
  for (const row of take(draft, ground, count, ({ lower, upper }) => upper - lower >= 3)) {
    const [lower, upper] = cutsBetween(ground.random, row.lower + 1, row.upper - 1);
    row.more = { ...row.more, gaps: [{ lower, upper }] };
    draft.add({ lower, upper, size: row.size, offset: row.offset, memory: row.memory });
  }
}

/** Leaves each of some rows a window of its bytes for a time, and fills the rest. */
export function addWindows(draft: Draft, ground: Ground, count: number): void {
  const { random, unit } = ground;
  const rows = take(draft, ground, count, ({ lower, upper, size }) => upper - lower >= 2 && size >= 2 * unit);
  for (const row of rows) {
    const [lower, upper] = cutsBetween(random, row.lower, row.upper);
    const cut = random.between(1, row.size / unit - 1) * unit;
    const isLow = random.chance(50);
    const window = isLow ? { from: 0, to: cut } : { from: cut, to: row.size };
    row.more = { ...row.more, gaps: [{ lower, upper, ...window }] };
    const rest = isLow ? { size: row.size - cut, offset: row.offset + cut } : { size: cut, offset: row.offset };
    draft.add({ lower, upper, ...rest, memory: row.memory });
  }
}

/** Gives some rows a view of a part of them, and lets others go on as an alias of the same bytes. */
export function addAliases(draft: Draft, ground: Ground, count: number): void {
  const { random, unit } = ground;
  for (const row of take(draft, ground, count, ({ lower, upper }) => upper - lower >= 2)) {
    if (random.chance(50)) {
      const [lower, upper] = cutsBetween(random, row.lower, row.upper);
      const [from, to] = cutsBetween(random, 0, row.size / unit);
      const view = draft.add({
        lower,
        upper,
        size: (to - from) * unit,
        offset: row.offset + from * unit,
        memory: row.memory,
      });
      draft.aliases.push({ buffer: view, of: row, at: from * unit });
      continue;
    }
    const [later, end] = cutsBetween(random, row.lower + 1, row.upper);
    const heir = draft.add({ lower: later, upper: row.upper, size: row.size, offset: row.offset, memory: row.memory });
    row.upper = end;
    draft.aliases.push({ buffer: heir, of: row, at: 0 });
  }
}

/** Gives rows one or two others each in exclusive branches, on bytes of theirs: `count` others in all. */
export function addFree(draft: Draft, ground: Ground, count: number): void {
  const { random, unit } = ground;
  let left = count;
  for (const row of take(draft, ground, count)) {
    const branches = Array.from({ length: Math.min(left, random.between(1, 2)) }, () => {
      const [lower, upper] = cutsBetween(random, row.lower, row.upper);
      const [from, to] = cutsBetween(random, 0, row.size / unit);
      const place = { size: (to - from) * unit, offset: row.offset + from * unit, memory: row.memory };
      return draft.add({ lower, upper, ...place });
    });
    left -= branches.length;
    if (branches.length > 0) draft.free.push({ groups: [[row], ...branches.map((branch) => [branch])] });
  }
}

/** Cuts some rows in time: the second part begins before the first ends, and may lie in its place. */
export function addInPlace(draft: Draft, ground: Ground, count: number): void {
  for (const row of take(draft, ground, count, ({ lower, upper }) => upper - lower >= 3)) {
    const [lower, upper] = cutsBetween(ground.random, row.lower + 1, row.upper - 1);
    const { size, offset, memory } = row;
    const output = draft.add({ lower, upper: row.upper, size, offset, memory });
    row.upper = upper;
    draft.inplace.push({ buffer: output, of: row, at: 0 });
  }
}

/** Fixes some rows where they lie. */
export function fixSome(draft: Draft, { random }: Ground, count: number): void {
  for (const row of some(draft, random, count)) row.more = { ...row.more, offset: row.offset };
}

/** Keeps some rows within the bank that they lie in. */
export function keepInBanks(draft: Draft, { random }: Ground, count: number, bank: number): void {
  const inside = draft.rows.filter(
    ({ offset, size }) => Math.floor(offset / bank) === Math.floor((offset + size - 1) / bank),
  );
  for (const i of random.permutation(inside.length).slice(0, count)) {
    const row = inside[i]!;
    row.more = { ...row.more, withinBank: true };
  }
}

function some({ rows }: Draft, random: Ground["random"], count: number): Row[] {
  return Array.from(random.permutation(rows.length).slice(0, count), (i) => rows[i]!);
}
