import type { Draft, Row } from "./draft.js";
import type { Ground } from "./plant.js";

// Constructs between two rows, drawn until the planted plan keeps enough of them. Rows stay as they are.

/** Draws of a pair for each one that is wanted. */
const TRIES = 20;

/**
 * Keeps pairs apart that share no byte in the planted plan, some of them with a distance, and all below some address
 * from some above it.
 */
export function addApart(draft: Draft, ground: Ground, count: number): void {
  const { random, unit, units } = ground;
  for (const [a, b] of pairs(draft, ground, count, (x, y) => x.memory === y.memory && between(x, y) >= 0)) {
    const room = Math.min(between(a, b) / unit, 4);
    const distance = random.chance(30) ? random.between(0, room) * unit : 0;
    draft.apart.push({ groups: [[a], [b]], ...(distance > 0 && { more: { distance } }) });
  }
  const level = random.between(1, units - 1) * unit;
  const here = draft.rows.filter(({ memory }) => memory === 0);
  const below = here.filter(({ offset, size }) => offset + size <= level).slice(0, 6);
  const above = here.filter(({ offset }) => offset >= level).slice(0, 6);
  if (below.length > 0 && above.length > 0) draft.apart.push({ groups: [below, above] });
}

/** Keeps pairs out of each other's banks that live together and lie in different ones. */
export function addOtherBanks(draft: Draft, ground: Ground, count: number, bank: number): void {
  const blocks = ({ offset, size }: Row) =>
    [Math.floor(offset / bank), Math.floor((offset + size - 1) / bank)] as const;
  const found = pairs(draft, ground, count, (x, y) => {
    const [[firstX, lastX], [firstY, lastY]] = [blocks(x), blocks(y)];
    return x.memory === y.memory && areLive(x, y) && (lastX < firstY || lastY < firstX);
  });
  for (const [a, b] of found) draft.apart.push({ groups: [[a], [b]], more: { banks: true } });
}

/** Makes pairs that do not live together pay for shared bytes. */
export function addReuse(draft: Draft, ground: Ground, count: number): void {
  const found = pairs(draft, ground, count, (x, y) => x.memory === y.memory && !areLive(x, y));
  for (const [a, b] of found) {
    draft.apart.push({ groups: [[a], [b]], more: { cost: ground.random.between(1, 20) } });
  }
}

function pairs({ rows }: Draft, { random }: Ground, count: number, suits: (a: Row, b: Row) => boolean): [Row, Row][] {
  const found: [Row, Row][] = [];
  for (let left = TRIES * count; left > 0 && found.length < count; left--) {
    const [a, b] = [random.pick(rows), random.pick(rows)];
    if (a !== b && suits(a, b)) found.push([a, b]);
  }
  return found;
}

function areLive(a: Row, b: Row): boolean {
  return a.lower < b.upper && b.lower < a.upper;
}

/** Bytes from the end of the lower to the offset of the higher; negative where they share some. */
function between(a: Row, b: Row): number {
  return Math.max(a.offset - b.offset - b.size, b.offset - a.offset - a.size);
}
