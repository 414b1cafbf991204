#!/usr/bin/env node
// How far bounds close the gap between the load bound and the optimum, on the certified instances where there is one:
//   node optima/bounds.mjs [--sample 40]      instances of each family, evenly spread; the stack bound is taken of all
//
//   stack      the lowest stack of every section, exact (src/bounds/stack.ts)
//   LP         the relaxation of the mixed-integer model with section cuts (an offset is at least the sizes of those
//              below it in a section, the peak at least its top and those above it) and the triangle inequalities of
//              the order
//   window w   the problem cut down to w sections in a row, solved exactly: the best of all such windows

/**
 * @import { Frame } from "../dist/oracle/frame.js"
 * @import { Row } from "../dist/oracle/mip.js"
 * @import { Problem } from "../dist/problem/index.js"
 * @import { Certified } from "./records.mjs"
 *
 * @typedef {readonly [variable: string, coefficient: number]} Term
 */
import { parseArgs } from "node:util";
import createGlpk from "glpk.js/node";
import { must } from "../bench/must.mjs";
import { stackBound } from "../dist/bounds/index.js";
import { frameOf } from "../dist/oracle/frame.js";
import { mixedIntegerModel } from "../dist/oracle/mip.js";
import { planSync } from "../dist/planner/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { familiesOnDisk, readFamily } from "./records.mjs";

const WINDOWS = [2, 3, 4, 6];
const { values } = parseArgs({ options: { sample: { type: "string", default: "40" } } });
const glpk = await createGlpk();

console.log("| family | above | stack meets | stack | LP with cuts | window of 2 | of 3 | of 4 | of 6 |");
console.log("| ------ | ----: | ----------: | ----: | -----------: | ----------: | ---: | ---: | ---: |");
for (const family of familiesOnDisk()) {
  const above = readFamily(family).filter(({ optimum, load }) => optimum > load);
  const stack = above.map((record) => ({ ...record, bound: stackOf(record.problem) }));
  const met = stack.filter(({ bound, optimum }) => bound === optimum).length;
  const some = above.filter((_, i) => i % Math.ceil(above.length / Number(values.sample)) === 0);
  const lp = some.map((record) => ({ ...record, bound: relaxation(record.problem) }));
  const windows = WINDOWS.map((width) =>
    some.map((record) => ({ ...record, bound: windowBound(record.problem, width) })),
  );
  const cells = [met, closed(stack), closed(lp), ...windows.map(closed)];
  console.log(`| ${family} | ${above.length} | ${cells.join(" | ")} |`);
}

/**
 * The share of the gap between load bound and optimum that a bound closes, all instances together, each gap as a share
 * of its load.
 *
 * @param {readonly (Certified & { readonly bound: number })[]} records
 */
function closed(records) {
  let gap = 0;
  let won = 0;
  for (const { load, bound, optimum, family, seed } of records) {
    if (bound > optimum + 1e-6) throw new Error(`${family}, seed ${seed}: bound ${bound} above the optimum ${optimum}`);
    gap += (optimum - load) / load;
    won += Math.max(0, bound - load) / load;
  }
  return `${((100 * won) / gap).toFixed(0)} %`;
}

/** @param {Problem} problem */
function stackOf(problem) {
  const arrays = toArrays(problem);
  return stackBound(arrays, loadBound(arrays));
}

/**
 * Start times of the sections: some buffer starts with them, and the next event is an end.
 *
 * @param {Problem} problem
 */
function sectionsOf({ buffers }) {
  const starts = new Set(buffers.map(({ lower }) => lower));
  const ends = new Set(buffers.map(({ upper }) => upper));
  const events = [...new Set([...starts, ...ends])].sort((a, b) => a - b);
  return events.filter((time, i) => starts.has(time) && ends.has(events[i + 1] ?? Number.NaN));
}

/**
 * @param {Problem} problem
 * @param {number} width in sections
 */
function windowBound(problem, width) {
  const sections = sectionsOf(problem);
  let bound = 0;
  for (let i = 0; i + width <= Math.max(width, sections.length); i++) {
    const from = must(sections[i], `section ${i}`);
    const to = must(sections[Math.min(sections.length, i + width) - 1], "last section of a window");
    const buffers = problem.buffers
      .filter(({ lower, upper }) => lower <= to && from < upper)
      .map((buffer) => ({ ...buffer, lower: Math.max(buffer.lower, from), upper: Math.min(buffer.upper, to + 1) }));
    bound = Math.max(bound, planSync({ buffers }, { minimize: true, stepLimit: 20_000 }).lowerBound);
  }
  return bound;
}

/** @param {Problem} problem */
function relaxation(problem) {
  const frame = frameOf(problem);
  const { variables, rows } = mixedIntegerModel(frame);
  const cuts = sectionsOf(problem).flatMap((time) => {
    const live = problem.buffers.flatMap(({ lower, upper }, b) => (lower <= time && time < upper ? [b] : []));
    return [...live.flatMap((b) => stackCuts(frame, live, b)), ...triangles(live)];
  });
  const lp = {
    name: "relaxation",
    objective: { direction: glpk.GLP_MIN, name: "peak", vars: [{ name: "peak", coef: 1 }] },
    subjectTo: [...rows, ...cuts].map(({ terms, most }, i) => ({
      name: `r${i}`,
      vars: terms.map(([name, coef]) => ({ name, coef })),
      bnds: { type: glpk.GLP_UP, lb: 0, ub: most },
    })),
    bounds: variables.map(({ name, low, high }) => {
      return { name, type: low === high ? glpk.GLP_FX : glpk.GLP_DB, lb: low, ub: high };
    }),
  };
  const { status, z } = glpk.solve(lp, { msglev: glpk.GLP_MSG_OFF, presol: true, tmlim: 20 }).result;
  return status === glpk.GLP_OPT ? z * frame.unit : 0;
}

/**
 * `[a below b] × weight` as a term and a constant.
 *
 * @param {number} a
 * @param {number} b
 * @param {number} weight
 * @returns {{ term: Term, constant: number }}
 */
function below(a, b, weight) {
  return a < b ? { term: [`y${a}_${b}`, weight], constant: 0 } : { term: [`y${b}_${a}`, -weight], constant: weight };
}

/**
 * Σ size of those below b ≤ its offset, and its top + Σ size of those above ≤ peak.
 *
 * @param {Frame} frame
 * @param {readonly number[]} live
 * @param {number} b
 * @returns {Row[]}
 */
function stackCuts(frame, live, b) {
  /** @param {number} a */
  const sizeOf = (a) => must(frame.size[a], `size of buffer ${a}`);
  const others = live.filter((a) => a !== b);
  const [under, over] = [others.map((a) => below(a, b, sizeOf(a))), others.map((a) => below(b, a, sizeOf(a)))];
  const alignment = must(frame.alignment[b], `alignment of buffer ${b}`);
  /** @param {readonly { constant: number }[]} parts */
  const sum = (parts) => parts.reduce((total, { constant }) => total + constant, 0);
  return [
    { terms: [...under.map(({ term }) => term), [`x${b}`, -alignment]], most: -sum(under) },
    { terms: [...over.map(({ term }) => term), [`x${b}`, alignment], ["peak", -1]], most: -sizeOf(b) - sum(over) },
  ];
}

/**
 * @param {readonly number[]} live
 * @returns {Row[]}
 */
function triangles(live) {
  /** @type {Row[]} */
  const rows = [];
  for (const [i, a] of live.entries()) {
    for (const [j, b] of live.entries()) {
      for (const c of j > i ? live.slice(j + 1) : []) {
        /** @type {Term[]} */
        const terms = [
          [`y${a}_${b}`, 1],
          [`y${b}_${c}`, 1],
          [`y${a}_${c}`, -1],
        ];
        rows.push({ terms, most: 1 }, { terms: terms.map(([name, coef]) => [name, -coef]), most: 0 });
      }
    }
  }
  return rows;
}
