// Families of instances to be certified, each drawn from a seed. Plain problems of a few buffers have an optimum above
// their load bound almost never, so small hard ones come from alignment and fixed offsets; plain ones of a dozen
// buffers and more come from filling every time up to one level, where some in a hundred are hard.

import { must } from "../bench/must.mjs";
/**
 * @import { Buffer, Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} Dice
 * @property {(from: number, to: number) => number} whole a whole number, both ends included
 * @property {(share: number) => boolean} chance true with this probability
 *
 * @typedef {Omit<Buffer, "id">} Drawn a buffer that has no name yet
 * @typedef {(dice: Dice, least: number, most: number) => Drawn[]} Draw buffers, `least` to `most` if all is well
 *
 * @typedef {object} CertifiedFamily
 * @property {string} name
 * @property {number} least buffers
 * @property {number} most buffers
 * @property {number} count how many are wanted
 * @property {number} above how many of them at least with an optimum above the load bound
 * @property {Draw} draw
 */
import { reasonAtAnyCapacity } from "../dist/oracle/reasons.js";
import { InputError, validate } from "../dist/problem/index.js";
import { Random } from "../dist/problem/random.js";

const SMALL = { least: 3, most: 10 };
const MEDIUM = { least: 12, most: 30 };
const LARGE = { least: 40, most: 60 };

/** @type {readonly CertifiedFamily[]} */
export const FAMILIES = [
  { name: "small-plain", ...SMALL, count: 450, above: 40, draw: plain },
  { name: "small-aligned", ...SMALL, count: 700, above: 350, draw: aligned },
  { name: "small-fixed", ...SMALL, count: 600, above: 300, draw: fixed },
  { name: "small-mixed", ...SMALL, count: 500, above: 250, draw: mixed },
  { name: "medium-plain", ...MEDIUM, count: 200, above: 120, draw: filled },
  { name: "medium-aligned", ...MEDIUM, count: 150, above: 75, draw: aligned },
  { name: "medium-fixed", ...MEDIUM, count: 100, above: 50, draw: fixed },
  { name: "medium-mixed", ...MEDIUM, count: 100, above: 50, draw: mixed },
  { name: "large-plain", ...LARGE, count: 60, above: 30, draw: filled },
  { name: "large-aligned", ...LARGE, count: 40, above: 20, draw: aligned },
  { name: "large-fixed", ...LARGE, count: 30, above: 15, draw: fixed },
];

/**
 * The instance of a seed; null where it has too few buffers or too many, or none could have a plan as fixed ones
 * collide.
 *
 * @param {CertifiedFamily} family
 * @param {number} seed
 * @returns {Problem | null}
 */
export function drawInstance({ draw, least, most }, seed) {
  const drawn = draw(diceOf(seed), least, most);
  if (drawn.length < least || drawn.length > most) return null;
  const problem = { buffers: drawn.map((buffer, i) => ({ id: `b${i}`, ...buffer })) };
  try {
    validate(problem);
    return reasonAtAnyCapacity(problem) === null ? problem : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/**
 * @param {number} seed
 * @returns {Dice}
 */
export function diceOf(seed) {
  const random = new Random(seed);
  return {
    whole: (from, to) => from + Math.floor(random.next() * (to - from + 1)),
    chance: (share) => random.next() < share,
  };
}

/**
 * Random lifetimes and sizes, or every time filled.
 *
 * @type {Draw}
 */
export function plain(dice, least, most) {
  return dice.chance(0.5) ? scattered(dice, least, most) : filled(dice, least, most);
}

/** @type {Draw} */
function scattered({ whole }, least, most) {
  const count = whole(least, most);
  const horizon = whole(2, count + 2);
  const longest = whole(1, Math.max(2, horizon >> 1));
  const largest = whole(2, 12);
  return Array.from({ length: count }, () => {
    const lower = whole(0, horizon - 1);
    return { lower, upper: Math.min(horizon, lower + whole(1, longest)), size: whole(1, largest) };
  });
}

/**
 * Buffers of random lifetimes and sizes until every time is filled to the same level.
 *
 * @type {Draw}
 */
function filled({ whole }, least, most) {
  // A slot holds some three buffers, and a buffer lasts for some three slots.
  const horizon = whole(Math.max(3, least >> 1), Math.max(4, most >> 1));
  const level = whole(6, 20);
  const longest = whole(3, 9);
  const share = whole(5, 10) / 10;
  /** @type {number[]} */
  const left = new Array(horizon).fill(level);
  /** @type {Drawn[]} */
  const buffers = [];
  for (;;) {
    const open = left.flatMap((bytes, time) => (bytes > 0 ? [time] : []));
    if (open.length === 0 || buffers.length > most) return buffers;
    const lower = oneOf(open, whole);
    let upper = lower + 1;
    const length = whole(1, longest);
    while (upper < horizon && upper - lower < length && (left[upper] ?? 0) > 0) upper++;
    const size = whole(1, Math.ceil(Math.min(...left.slice(lower, upper)) * share));
    for (let time = lower; time < upper; time++) left[time] = (left[time] ?? 0) - size;
    buffers.push({ lower, upper, size });
  }
}

/** @type {Draw} */
function aligned(dice, least, most) {
  const share = dice.whole(2, 8) / 10;
  const steps = dice.chance(0.5) ? [2, 4, 8] : [2, 3, 4, 5, 6];
  return plain(dice, least, most).map((buffer) =>
    dice.chance(share) ? { ...buffer, alignment: oneOf(steps, dice.whole) } : buffer,
  );
}

/** @type {Draw} */
function fixed(dice, least, most) {
  const share = dice.whole(1, 4) / 10;
  const highest = dice.whole(2, 14);
  return plain(dice, least, most).map((buffer) =>
    dice.chance(share) ? { ...buffer, offset: dice.whole(0, highest) } : buffer,
  );
}

/**
 * Alignments and fixed offsets together, in bytes of some unit or of none.
 *
 * @type {Draw}
 */
function mixed(dice, least, most) {
  const unit = oneOf([1, 1, 64, 4096], dice.whole);
  const odd = dice.chance(0.3);
  return aligned(dice, least, most).map((buffer) => {
    const alignment = buffer.alignment ?? 1;
    const size = buffer.size * unit + (odd ? dice.whole(0, unit >> 1) : 0);
    const place = dice.chance(0.15) ? { offset: dice.whole(0, 4) * alignment * unit } : {};
    return { ...buffer, size, ...(alignment > 1 && { alignment: alignment * unit }), ...place };
  });
}

/**
 * @param {readonly number[]} list not empty
 * @param {Dice["whole"]} whole
 */
function oneOf(list, whole) {
  return must(list[whole(0, list.length - 1)], "value to draw");
}
