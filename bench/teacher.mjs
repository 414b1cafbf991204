#!/usr/bin/env node
import { Expert } from "../dist/imitation/collect/expert.js";
import { Visitor } from "../dist/imitation/collect/visitor.js";
/**
 * `node bench/teacher.mjs [problems a family]`: what a stronger teacher would know. Of the questions *can these
 * decisions be completed?* that training asks, how many the rules leave open within the steps that training gives, and
 * what the learned policy answers to those within twenty-five times as many. Questions are halves of paths that failed
 * on training problems. Counters only. Markdown, as in docs/policy.md.
 */
import { drawInstance, sampleOfInstance } from "../dist/imitation/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { Random } from "../dist/problem/random.js";
import { RULE_POLICY } from "../dist/search/index.js";
import { Progress } from "./report.mjs";

const FAMILIES = ["guillotine", "thinned", "long-spans", "residual"];
const STEPS = { teacher: 4_000, stronger: 100_000 };
const VISITS = 3;
/** Of a path, at most this share is the known plan's. */
const LONGEST_PREFIX = 0.6;
const problems = Number(process.argv[2] ?? 16);
const learned = loadPolicy("learned");
const progress = new Progress();

/** @param {string} family @param {number} i */
function* questions(family, i) {
  const sample = sampleOfInstance(drawInstance("train", [family], 11, i));
  const { model, capacity } = sample;
  const random = new Random(i + 5);
  const visitor = new Visitor(sample, learned, random);
  const teacher = new Expert(model, capacity, { policy: RULE_POLICY, budget: STEPS.teacher, seed: 1 });
  const stronger = new Expert(model, capacity, { policy: learned, budget: STEPS.stronger, seed: 1 });
  for (let visit = 0; visit < VISITS; visit++) {
    const prefix = visitor.prefix(Math.floor(random.next() * LONGEST_PREFIX * model.count));
    const failure = visitor.visit(prefix, false);
    if (typeof failure === "string" || failure.path.length === prefix.length) continue;
    yield { path: failure.path.slice(0, (prefix.length + failure.path.length) >> 1), teacher, stronger };
  }
}

console.log("| family | questions | left open | then yes | then no | still open |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const family of FAMILIES) {
  const answers = { asked: 0, open: 0, yes: 0, no: 0, unknown: 0 };
  for (let i = 0; i < problems; i++) {
    progress.show(`${family}: ${i + 1} of ${problems}`);
    for (const { path, teacher, stronger } of questions(family, i)) {
      answers.asked++;
      if (teacher.canComplete(path) !== "unknown") continue;
      answers.open++;
      answers[stronger.canComplete(path)]++;
    }
  }
  progress.clear();
  const { asked, open, yes, no, unknown } = answers;
  console.log(`| ${family} | ${[asked, open, yes, no, unknown].join(" | ")} |`);
}
