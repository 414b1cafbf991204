// How certified instances are kept: one family a file, one instance a line, in test/optima/.
//   seed  load  optimum  provers  date  [base=N]  buffers
// A buffer is `lower-upper:size`, with `*alignment` and `@offset` where it has them. `base=N` is there where the memory
// does not begin at 0; load and optimum count from it. Lines that begin with # are remarks. There is no capacity: what
// is certified is the least peak.

/**
 * @import { Buffer, Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} Certified an instance whose optimum is proved
 * @property {string} family
 * @property {number} seed
 * @property {number} load the load bound in bytes, from the base
 * @property {number} optimum the least peak of any plan in bytes, from the base
 * @property {readonly string[]} provers who proved it
 * @property {string} date when, as in 2026-11-21
 * @property {Problem} problem
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const FOLDER = fileURLToPath(new URL("../test/optima", import.meta.url));
const EXTENSION = ".txt";

/** @param {string} family */
export function fileOf(family) {
  return join(FOLDER, `${family}${EXTENSION}`);
}

/** The families that have a file, by name. */
export function familiesOnDisk() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => basename(name, EXTENSION))
    .sort();
}

/**
 * All records of a family.
 *
 * @param {string} family
 */
export function readFamily(family) {
  const lines = readFileSync(fileOf(family), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => parseRecord(line, family));
}

/**
 * @param {string} line
 * @param {string} family
 * @returns {Certified}
 */
export function parseRecord(line, family) {
  const [seed, load, optimum, provers = "", date = "", ...rest] = line.split(" ");
  const base = /^base=(\d+)$/.exec(rest[0] ?? "")?.[1];
  const buffers = (base === undefined ? rest : rest.slice(1)).map(parseBuffer);
  const record = {
    family,
    seed: Number(seed),
    load: Number(load),
    optimum: Number(optimum),
    provers: provers.split(","),
    date,
    problem: { buffers, ...(base !== undefined && { base: Number(base) }) },
  };
  if (![record.seed, record.load, record.optimum].every(Number.isSafeInteger)) throw new Error(`no record: ${line}`);
  return record;
}

/**
 * @param {Omit<Certified, "family">} record
 * @throws Error where the problem has a capacity, which a line cannot hold
 */
export function formatRecord({ seed, load, optimum, provers, date, problem }) {
  const { buffers, capacity, base = 0 } = problem;
  if (capacity !== undefined) throw new Error(`a record holds no capacity, got ${capacity}`);
  const memory = base === 0 ? [] : [`base=${base}`];
  return [seed, load, optimum, provers.join(","), date, ...memory, ...buffers.map(formatBuffer)].join(" ");
}

/**
 * @param {string} text
 * @param {number} index
 * @returns {Buffer}
 */
function parseBuffer(text, index) {
  const match = /^(-?\d+)-(-?\d+):(\d+)(?:\*(\d+))?(?:@(\d+))?$/.exec(text);
  if (match === null) throw new Error(`no buffer: ${JSON.stringify(text)}`);
  const [, lower, upper, size, alignment, offset] = match;
  return {
    id: `b${index}`,
    lower: Number(lower),
    upper: Number(upper),
    size: Number(size),
    ...(alignment !== undefined && { alignment: Number(alignment) }),
    ...(offset !== undefined && { offset: Number(offset) }),
  };
}

/** @param {Buffer} buffer */
function formatBuffer({ lower, upper, size, alignment, offset }) {
  const step = alignment === undefined ? "" : `*${alignment}`;
  const place = offset === undefined ? "" : `@${offset}`;
  return `${lower}-${upper}:${size}${step}${place}`;
}
