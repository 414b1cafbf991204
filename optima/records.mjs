// How certified instances are kept: one family a file, one instance a line, in test/optima/.
//   seed  load  optimum  provers  date  buffers
// A buffer is `lower-upper:size`, with `*alignment` and `@offset` where it has them. Lines that begin with # are
// remarks.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const FOLDER = fileURLToPath(new URL("../test/optima", import.meta.url));
const EXTENSION = ".txt";

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

/** All records of a family. */
export function readFamily(family) {
  const lines = readFileSync(fileOf(family), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => parseRecord(line, family));
}

export function parseRecord(line, family) {
  const [seed, load, optimum, provers, date, ...buffers] = line.split(" ");
  const record = {
    family,
    seed: Number(seed),
    load: Number(load),
    optimum: Number(optimum),
    provers: provers.split(","),
    date,
    problem: { buffers: buffers.map(parseBuffer) },
  };
  if (![record.seed, record.load, record.optimum].every(Number.isSafeInteger)) throw new Error(`no record: ${line}`);
  return record;
}

export function formatRecord({ seed, load, optimum, provers, date, problem }) {
  return [seed, load, optimum, provers.join(","), date, ...problem.buffers.map(formatBuffer)].join(" ");
}

function parseBuffer(text, index) {
  const match = /^(-?\d+)-(-?\d+):(\d+)(?:\*(\d+))?(?:@(\d+))?$/.exec(text);
  if (match === null) throw new Error(`no buffer: ${JSON.stringify(text)}`);
  const [lower, upper, size, alignment, offset] = match
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  return {
    id: `b${index}`,
    lower,
    upper,
    size,
    ...(alignment !== undefined && { alignment }),
    ...(offset !== undefined && { offset }),
  };
}

function formatBuffer({ lower, upper, size, alignment, offset }) {
  return `${lower}-${upper}:${size}${alignment === undefined ? "" : `*${alignment}`}${offset === undefined ? "" : `@${offset}`}`;
}
