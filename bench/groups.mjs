/**
 * What is measured, in groups. A group names its subjects (see `measure.mjs`) and says what their rows come to.
 *
 * Problems are made when a subject is measured, not before: one process runs them all.
 *
 * @import { Problem, PlanOptions } from "../dist/index.js"
 * @import { Options as FamilyOptions } from "../dist/instances/index.js"
 * @import { BundledInstance, GeneratedInstance } from "../dist/instances/index.js"
 * @import { Document } from "../dist/formats/index.js"
 * @import { Solve, Subject } from "./measure.mjs"
 * @import { Options } from "./options.mjs"
 * @import { Summarize } from "./summaries.mjs"
 *
 * @typedef {object} Chosen
 * @property {Subject[]} subjects
 * @property {string} [absent] why there are none
 * @property {string[]} [notes] said before they are measured
 * @property {((signal: AbortSignal) => unknown)[]} [warmUp]
 *
 * @typedef {object} Head
 * @property {string} name
 * @property {string} about
 * @property {boolean} quick it takes less than a minute, and is measured where no group was asked for
 *
 * @typedef {object} OfSubjects
 * @property {() => Chosen} subjects
 * @property {Summarize} summarize
 * @property {boolean} [terse] only the summary is printed
 *
 * @typedef {{ readonly name: string, readonly fault: string | null }} ReportRow
 * @typedef {(signal: AbortSignal) => Promise<ReportRow[]>} MeasureAll prints what it finds
 *
 * @typedef {Head & OfSubjects} SubjectGroup
 * @typedef {Head & { readonly measureAll: MeasureAll }} WholeGroup
 * @typedef {SubjectGroup | WholeGroup} Group
 */
import { heuristicsBeforeSearch } from "../dist/heuristics/index.js";
import { bundled, families, generate, hardSuite } from "../dist/instances/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { measureAnytime } from "./anytime.mjs";
import {
  absence,
  challengingAbsence,
  challengingFiles,
  ideallocFiles,
  plainPyptoDocuments,
  read,
  readable,
  smallFiles,
} from "./benchmarks.mjs";
import { measureConstrained } from "./constrained.mjs";
import { measureDsa } from "./dsa.mjs";
import { measureExplain } from "./explain.mjs";
import { measureLarge, measureMillion } from "./large.mjs";
import { measureLimits } from "./limits.mjs";
import { measureMoved } from "./moved.mjs";
import { measureParts } from "./parts.mjs";
import { measureProofs } from "./proofs.mjs";
import { measureReading } from "./reading.mjs";
import { measureResults } from "./results.mjs";
import { measureReuse } from "./reuse.mjs";
import { measureSession } from "./session.mjs";
import { byHeuristics, byPlan } from "./solve.mjs";
import * as summaries from "./summaries.mjs";
import { measureTiers } from "./tiers.mjs";

/** @type {("optimal" | "feasible")[]} */
const PLACED = ["optimal", "feasible"];
const EASY = { statuses: PLACED };

/** The two of A–K whose load bound no known plan reaches; of the other nine it is the optimum. */
const OPEN = /^[DJ]\./;

/**
 * @typedef {"threads" | "policy" | "count" | "seed" | "seeds" | "challenging" | "dsa" | "only" | "quick"} Given
 * @typedef {Given | "dist"} Asked
 *
 * @param {Pick<Options, Asked>} settings
 * @returns {Group[]}
 */
export function groupsFor({ threads, policy, count, seed, seeds: asked, challenging: folder, dsa, only, quick, dist }) {
  const seeds = asked ?? 20;
  /** @param {Omit<PlanOptions, "policy">} options */
  const solver = (options) => byPlan({ threads, policy, timeLimitMs: 10_000, ...options });
  const varies = threads > 1;
  const fits = solver({});
  const minimizes = solver({ minimize: true });

  /** @type {(instance: BundledInstance) => Subject} */
  const bundledSubject = ({ name, generate: make }) => {
    const { problem, optimum, family } = make();
    return { name, family, problem: () => problem, solve: fits, wanted: { statuses: PLACED, optimum }, varies };
  };
  const challengingIsAbsent = challengingAbsence(folder);
  const challenging = challengingFiles(folder).map((path) => ({
    name: nameOf(path),
    problem: () => read(path).problem,
  }));
  const tight = challenging.filter(({ name }) => !OPEN.test(name));
  /** @type {(file: { path: string, document: Document }) => Subject} */
  const fromDocuments = ({ path, document }) => {
    return { name: nameOf(path), problem: () => document.problem, solve: fits, wanted: EASY, varies };
  };

  return [
    {
      name: "bundled",
      about: "the instances that telaplan brings, at their capacity; networks have none and are minimised",
      quick: true,
      subjects: () => ({ subjects: bundled.map(bundledSubject) }),
      summarize: summaries.bundled,
    },
    {
      name: "network",
      about: "the networks among the bundled instances",
      quick: false,
      subjects: () => ({ subjects: bundled.map(bundledSubject).filter(isNetwork) }),
      summarize: summaries.easy,
    },
    {
      name: "challenging",
      about: "A–K at the capacity in their names",
      quick: true,
      subjects: () =>
        present(
          challenging.map((each) => ({ ...each, solve: fits, wanted: EASY, varies })),
          challengingIsAbsent,
        ),
      summarize: summaries.sum,
    },
    {
      name: "minimize",
      about: "the nine of A–K whose load bound is tight, to the proved optimum; C at its bound, and one byte below",
      quick: true,
      subjects: () =>
        present(
          [
            ...tight.map((each) => ({ ...each, solve: minimizes, wanted: PROVED, varies })),
            ...tight.filter(({ name }) => name.startsWith("C.")).flatMap((each) => atTheBound(each, fits, varies)),
          ],
          challengingIsAbsent,
        ),
      summarize: summaries.minimized,
    },
    {
      name: "small",
      about: "tiny problems of the public instances, at the capacity in their names",
      quick: true,
      subjects: () => present(readable(smallFiles()).documents.map(fromDocuments)),
      summarize: summaries.easy,
    },
    {
      name: "pypto",
      about: "what a compiler exported, where one memory and lifetimes are all of it",
      quick: true,
      subjects: () => present(plainPyptoDocuments().map(fromDocuments)),
      summarize: summaries.easy,
    },
    {
      name: "dsa",
      about: "what a compiler exported, all of it, by the objective of each file",
      quick: false,
      measureAll: (signal) => measureDsa({ dsa, only, threads, policy }, signal),
    },
    {
      name: "idealloc",
      about: "a training step and a contest graph, minimised within 10 s",
      quick: true,
      subjects: () =>
        present(
          ideallocFiles().map((path) => ({
            name: nameOf(path),
            problem: () => read(path).problem,
            solve: minimizes,
            wanted: EASY,
            varies,
          })),
        ),
      summarize: summaries.sum,
    },
    {
      name: "first-fit",
      about: "100 buffers, heuristics alone, warm",
      quick: true,
      subjects: () => ({ subjects: families.filter(({ kind }) => kind === "synthetic").flatMap(firstFit) }),
      summarize: summaries.firstFit,
    },
    {
      name: "suite",
      about:
        `${count} instances of the hard families at their load bound, 1 s each, seed ${seed}; ` +
        "and 24 that nothing was tuned on",
      quick: false,
      terse: true,
      subjects: () => ({
        subjects: [
          ...hardSuite(count, { seed }),
          ...untuned(seed).map((instance) => ({ ...instance, family: "untuned" })),
        ].map(({ name, family, problem, optimum }) => ({
          name,
          family,
          problem: () => problem,
          solve: solver({ timeLimitMs: 1000 }),
          wanted: { statuses: [...PLACED, "unknown"], optimum },
          once: true,
          varies,
        })),
        // One run each is all they get, so the code is warmed on others.
        warmUp: hardSuite(WARM_UPS, { seed: seed + 1 }).map(
          ({ problem }) =>
            (signal) =>
              solver({ timeLimitMs: 200 })(problem, signal),
        ),
      }),
      summarize: summaries.suite,
    },
    {
      name: "large",
      about: "large training graphs and flat loads, packed cold by the command line within 2 s and 10 s",
      quick: false,
      measureAll: (signal) => measureLarge({ seeds: asked, only, quick }, signal),
    },
    {
      name: "million",
      about: "1,000,000 buffers, from file to placed file within 2 s of planning",
      quick: false,
      measureAll: (signal) => measureMillion({ seeds: asked, only, quick }, signal),
    },
    {
      name: "anytime",
      about: "the peak over time of ten files, for one build or two (--dist)",
      quick: false,
      measureAll: (signal) => measureAnytime({ only, quick, dist, seed }, signal),
    },
    {
      name: "large-warm",
      about: "60,000 buffers minimised: heuristics alone, then the planner within 10 s",
      quick: false,
      subjects: () => ({ subjects: LARGE.flatMap((each) => large(each, minimizes)) }),
      summarize: summaries.large,
    },
    {
      name: "limits",
      about:
        "1,000 to 20,000 buffers with up to 20 million pairs: milliseconds beyond a limit and after an abort, " +
        "event loop blocked",
      quick: false,
      measureAll: measureLimits,
    },
    {
      name: "reuse",
      about: "A–K with costs for sharing bytes, 10 s each, up to five seeds: beside the best published costs",
      quick: false,
      measureAll: (signal) => measureReuse({ seeds, only }, signal),
    },
    {
      name: "constrained",
      about: "problems with constraints: 100 buffers in a warm process, and 60,000 buffers planned and verified",
      quick: false,
      measureAll: measureConstrained,
    },
    {
      name: "parts",
      about: "six thinned parts of 60 buffers, alone and in one file, 20 seeds: steps of the rule policy",
      quick: false,
      measureAll: measureParts,
    },
    {
      name: "reading",
      about: "a memory snapshot of a million events and traces of a million rows, made anew: seconds and peak memory",
      quick: false,
      measureAll: measureReading,
    },
    {
      name: "moved",
      about: "the networks after one edit, near the plan before it: bytes that move, and the time",
      quick: false,
      measureAll: measureMoved,
    },
    {
      name: "explain",
      about: "cores beside the proof, and what would help 20 problems each of 30 to 30,000 buffers without a plan",
      quick: false,
      measureAll: measureExplain,
    },
    {
      name: "session",
      about: "random problems of 1,000 to 20,000 buffers, one edit in a session beside planning anew, 5 seeds",
      quick: false,
      measureAll: measureSession,
    },
    {
      name: "proofs",
      about: "refutations of certified instances: what a proof costs, and checking it, beside the search",
      quick: false,
      measureAll: measureProofs,
    },
    {
      name: "tiers",
      about: "ten steps of networks, a quarter of the peak in fast memory: simulated time, beside the greedy rules",
      quick: false,
      measureAll: measureTiers,
    },
    {
      name: "results",
      about: `A–K and instances of our own at their capacity, both policies, seeds 0 to ${seeds - 1}: a Markdown table`,
      quick: false,
      measureAll: (signal) => measureResults({ seeds, threads, folder, only }, signal),
    },
    {
      name: "open",
      about: "D and J minimised for 60 s: nobody has proved their optimum",
      quick: false,
      subjects: () =>
        present(
          challenging
            .filter(({ name }) => OPEN.test(name))
            .map((each) => ({ ...each, solve: solver({ minimize: true, timeLimitMs: 60_000 }), wanted: EASY, varies })),
          challengingIsAbsent,
        ),
      summarize: summaries.easy,
    },
  ];
}

/** @type {{ statuses: "optimal"[] }} */
const PROVED = { statuses: ["optimal"] };
const WARM_UPS = 12;

/**
 * Subjects that need public instances, or the reason why there are none.
 *
 * @param {Subject[]} subjects
 * @param {string | null} absent
 * @returns {Chosen}
 */
function present(subjects, absent = absence) {
  return absent === null ? { subjects } : { subjects: [], absent };
}

/** @param {Subject} subject */
function isNetwork({ family: name }) {
  return families.some((family) => family.kind === "network" && family.name === name);
}

/** @param {string} path */
export function nameOf(path) {
  return path.replace(/^.*[/\\]/, "").replace(/\.(csv|json)$/, "");
}

/**
 * @param {{ name: string, problem: () => Problem }} instance
 * @param {Solve} solve
 * @param {boolean} varies
 */
function atTheBound({ name, problem }, solve, varies) {
  const letter = name.replace(/\..*$/, "");
  const bound = loadBound(toArrays(problem()));
  /** @type {(capacity: number, statuses: ("optimal" | "infeasible")[]) => Subject} */
  const at = (capacity, statuses) => ({
    name: `${letter} at ${capacity.toLocaleString("en-US")}`,
    problem: () => ({ ...problem(), capacity }),
    solve,
    wanted: { statuses },
    varies,
  });
  return [at(bound, ["optimal"]), at(bound - 1, ["infeasible"])];
}

/**
 * One order alone, the portfolio of first and best fit, and all that goes before a search, on the same buffers.
 *
 * @param {{ readonly name: string }} family
 * @returns {Subject[]}
 */
function firstFit({ name }) {
  const { problem, optimum } = generate(name, { buffers: 100, seed: 1 });
  // The memory is unbounded: what counts is how long the heuristics take, and how close they come.
  const subject = {
    family: name,
    problem: () => ({ buffers: problem.buffers }),
    wanted: { statuses: PLACED, optimum },
  };
  const often = { runs: 301 };
  const heuristics = heuristicsBeforeSearch(toArrays(problem));
  const fits = heuristics.filter(({ fit }) => fit !== "skyline");
  return [
    { ...subject, ...often, name: `${name}-100, one order`, solve: byHeuristics(heuristics.slice(0, 1)) },
    { ...subject, ...often, name: `${name}-100, first and best fit`, solve: byHeuristics(fits) },
    { ...subject, ...often, name: `${name}-100, with skylines`, solve: byHeuristics(heuristics) },
  ];
}

/**
 * Chains of layers that fill the memory at 8 % of their steps: twice as often as the suite's at most.
 *
 * @param {number} seed
 * @returns {GeneratedInstance[]}
 */
function untuned(seed) {
  return Array.from({ length: 24 }, (_, i) =>
    generate("residual", { full: 8, buffers: 80 + 11 * i, seed: seed + 1000 + i }),
  );
}

const FINE = { buffers: 60_000, seed: 1, unit: 1, capacity: 2 ** 26 };
/** @type {{ family: string, options: FamilyOptions }[]} */
const LARGE = [
  { family: "random", options: { buffers: 60_000, seed: 1 } },
  { family: "random", options: { buffers: 60_000, seed: 1, live: 400 } },
  { family: "residual", options: FINE },
  { family: "thinned", options: FINE },
];

/**
 * @param {{ family: string, options: FamilyOptions }} drawn
 * @param {Solve} solve
 * @returns {Subject[]}
 */
function large({ family, options }, solve) {
  const name = `${family}-60000${options.live === undefined ? "" : `-live${options.live}`}`;
  /** @type {Problem | null} */
  let made = null;
  const problem = () => {
    made ??= { buffers: generate(family, options).problem.buffers };
    return made;
  };
  return [
    { name: `${name}, heuristics`, family, problem, solve: byHeuristics(), wanted: EASY, runs: 3 },
    { name: `${name}, plan`, family, problem, solve, wanted: EASY, once: true },
  ];
}

/**
 * The subjects of a group whose name contains `text`, and what else `subjects` says.
 *
 * @param {OfSubjects} group
 * @returns {Chosen}
 */
export function chosenSubjects(group, text = "") {
  const { subjects, ...rest } = group.subjects();
  return { subjects: subjects.filter(({ name }) => name.includes(text)), ...rest };
}
