/** The command line of the bench. */
import { parseArgs } from "node:util";

export const HELP = `npm run bench [-- options]

Solves, checks and times instances in one process: status, peak, lower bound, steps, µs a step, milliseconds.
An answer that is wrong, or none where one is expected, fails the run.

  --group <a,b|all>    which groups; default: those that take less than a minute together
  --only <text>        of these, the instances whose name contains the text
  --runs <n>           timed runs of an instance after a warm-up, default 5; the median counts
  --cold               solve each instance in a process of its own too
  --threads <n>        default 1
  --policy <policy>    learned (default), rules or a policy file; the baseline always counts the rule policy's steps
  --count <n>          instances of the suite, default 200
  --seed <n>           seed of the suite, default 0
  --seeds <n>          seeds of each instance in the groups results (default 20), large (5) and million (1)
  --quick              groups large, million and anytime: small files and short limits, to see that they work
  --dist <a,b>         group anytime: folders of other builds; of two, the first may not be worse than the second
  --challenging <dir>  where A–K are, MiniMalloc's folder benchmarks/challenging; default among ../shared/benchmarks
  --dsa <dir>          where dsa-problems are, for the group dsa; default those among ../shared/benchmarks
  --json <path>        default out/bench.json
  --rows               print every row of the suite
  --update-baseline    count again what test/bench compares, write bench/baseline.json, and stop
  --help
`;

/**
 * @import { Group } from "./groups.mjs"
 *
 * @typedef {ReturnType<typeof readOptions>} Options
 */

/**
 * @param {string[]} args
 * @throws Error, for people, where the arguments are not understood
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      group: { type: "string" },
      only: { type: "string", default: "" },
      runs: { type: "string", default: "5" },
      cold: { type: "boolean", default: false },
      threads: { type: "string", default: "1" },
      policy: { type: "string", default: "learned" },
      count: { type: "string", default: "200" },
      seed: { type: "string", default: "0" },
      seeds: { type: "string" },
      quick: { type: "boolean", default: false },
      dist: { type: "string" },
      challenging: { type: "string" },
      dsa: { type: "string" },
      json: { type: "string", default: "out/bench.json" },
      rows: { type: "boolean", default: false },
      "update-baseline": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    ...values,
    runs: whole("runs", values.runs, 1),
    threads: whole("threads", values.threads, 1),
    count: whole("count", values.count, 0),
    seed: whole("seed", values.seed, 0),
    seeds: values.seeds === undefined ? null : whole("seeds", values.seeds, 1),
    dist: values.dist ?? null,
    challenging: values.challenging ?? null,
    dsa: values.dsa ?? null,
    updateBaseline: values["update-baseline"],
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function whole(name, text, least) {
  if (/^\d+$/.test(text) && Number(text) >= least && Number.isSafeInteger(Number(text))) return Number(text);
  throw new Error(`option --${name} must be a whole number ≥ ${least}, got ${text}`);
}

/**
 * The groups that a comma list names; the quick ones where there is no list.
 *
 * @param {readonly Group[]} groups
 * @param {string | undefined} list
 */
export function chosen(groups, list) {
  if (list === undefined) return groups.filter(({ quick }) => quick);
  if (list === "all") return groups;
  return list.split(",").map((name) => {
    const group = groups.find((each) => each.name === name.trim());
    if (group !== undefined) return group;
    throw new Error(`there is no group "${name}"; there are ${groups.map((each) => each.name).join(", ")}, all`);
  });
}
