// How certified problems with constraints are kept: one family a file, one problem a line, in test/optima/constraints/.
//   seed  hash  optimum  without  provers  date
// The problem is drawn anew from its seed (constraint-families.mjs); the hash is that of its JSON form. `optimum` is
// `infeasible`, or the terms in their order, as in `reuse=3,peak=12`; `without` is the same for the problem without the
// construct of the family. Lines that begin with # are remarks.

/**
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} CertifiedConstraints
 * @property {string} family
 * @property {number} seed
 * @property {string} hash
 * @property {string} optimum
 * @property {string} without
 * @property {readonly string[]} provers
 * @property {string} date
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { FOLDER as PLAIN } from "./records.mjs";

export const FOLDER = join(PLAIN, "constraints");

/** @param {string} family */
export function fileOf(family) {
  return join(FOLDER, `${family}.txt`);
}

export function familiesOnDisk() {
  return readdirSync(FOLDER)
    .map((name) => basename(name, ".txt"))
    .sort();
}

/** @param {string} family */
export function readFamily(family) {
  const lines = readFileSync(fileOf(family), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => parseRecord(line, family));
}

/**
 * @param {string} line
 * @param {string} family
 * @returns {CertifiedConstraints}
 */
export function parseRecord(line, family) {
  const [seed = "", hash = "", optimum = "", without = "", provers = "", date, ...more] = line.split(" ");
  if (date === undefined || more.length > 0 || !/^\d+$/.test(seed)) throw new Error(`no record: ${line}`);
  return { family, seed: Number(seed), hash, optimum, without, provers: provers.split(","), date };
}

/** @param {Omit<CertifiedConstraints, "family">} record */
export function formatRecord({ seed, hash, optimum, without, provers, date }) {
  return [seed, hash, optimum, without, provers.join(","), date].join(" ");
}

/**
 * What is kept of an answer, in words.
 *
 * @param {{ status: string, terms: readonly { readonly term: string, readonly value: number }[] }} answer
 */
export function optimumOf({ status, terms }) {
  return status === "infeasible" ? status : terms.map(({ term, value }) => `${term}=${value}`).join(",");
}

/** Eight digits that tell a problem from another one (FNV-1a of its JSON form). @param {Problem} problem */
export function hashOf(problem) {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(problem)) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
