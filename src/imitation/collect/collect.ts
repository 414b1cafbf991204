import { Random } from "../../problem/random.js";
import {
  BUFFER_FEATURES,
  bufferFeatures,
  CHILD_FEATURES,
  type SearchModel,
  type SearchPolicy,
  TARGET_FEATURES,
} from "../../search/index.js";
import { ChoiceRecorder } from "./choices.js";
import { Expert } from "./expert.js";
import type { Sample } from "./samples.js";
import { type FoundFailure, RULES_ALONE, Visitor } from "./visitor.js";

/** What became of the attempts to learn something. */
export interface CollectCounts {
  attempts: number;
  /** Ended with a plan, so that nothing was wrong. */
  placed: number;
  /** The expert ran out of steps: dropped. */
  dropped: number;
  /** Labelled, but the expert's "wrong" is only a time-out. */
  presumed: number;
  labelled: number;
  expertSteps: number;
}

export function noCounts(): CollectCounts {
  return { attempts: 0, placed: 0, dropped: 0, presumed: 0, labelled: 0, expertSteps: 0 };
}

/** Adds one to the other. */
export function addCounts(sum: CollectCounts, more: CollectCounts): void {
  for (const key of Object.keys(sum) as (keyof CollectCounts)[]) sum[key] += more[key];
}

/** By role, what was learned from. */
export interface Recorders {
  readonly children: ChoiceRecorder;
  readonly targets: ChoiceRecorder;
  readonly preorder: ChoiceRecorder;
}

export function newRecorders(): Recorders {
  return {
    children: new ChoiceRecorder(CHILD_FEATURES.length),
    targets: new ChoiceRecorder(TARGET_FEATURES.length),
    preorder: new ChoiceRecorder(BUFFER_FEATURES.length),
  };
}

export interface CollectOptions {
  /** Visits to failures. */
  readonly attempts: number;
  /** Walks from the root to a plan. */
  readonly walks: number;
  /** The expert's steps for each question. */
  readonly budget: number;
  readonly seed: number;
  /**
   * Whose states are visited, in four attempts of five, and who advises the expert: the rules, or what was learned so
   * far (DAgger, Ross et al. 2011).
   */
  readonly policy: SearchPolicy;
}

/** The witness's part of a path, at most, as a share of the buffers. */
const LONGEST_PREFIX = 0.95;

/** Right decisions before the wrong one that are labelled too. */
const RIGHT_DECISIONS = 3;

/** The tenth of the buffers that failed most are those that should have gone first. */
const FAILED_MOST = 0.1;

/**
 * Learns from one sample in two ways. Walks go from the root to a plan, by the policy's own first choice wherever the
 * expert can complete it. Visits look for failures: each starts on the witness's path at a random depth, searches on as
 * the policy does until some failure, asks the expert for the earliest wrong decision, and records what should have
 * been chosen there, at some right decisions before, and as the target.
 */
export function collect(sample: Sample, into: Recorders, options: CollectOptions): CollectCounts {
  const { model, capacity } = sample;
  const { attempts, budget, seed, policy } = options;
  const random = new Random(seed);
  const expert = new Expert(model, capacity, { policy, budget, seed: seed + 1 });
  const visitor = new Visitor(sample, policy, random);
  const counts = noCounts();
  for (let i = 0; i < attempts; i++) {
    counts.attempts++;
    const prefix = visitor.prefix(Math.floor(random.next() * LONGEST_PREFIX * model.count));
    const failure = visitor.visit(prefix, random.next() < RULES_ALONE);
    if (failure === "placed") counts.placed++;
    // A guided search gives up on what it jumps over: it may run out right at the prefix, which is no fault of a
    // decision.
    if (typeof failure === "string" || failure.path.length === prefix.length) continue;
    const wrong = expert.firstWrong(failure.path, prefix.length);
    if (wrong === null) {
      counts.dropped++;
      continue;
    }
    counts.labelled++;
    if (!wrong.proved) counts.presumed++;
    recordTarget(failure, wrong.at, into.targets);
    visitor.recordChildren(failure.path, wrong.at, false, expert, into.children, 1);
    const right = Math.min(RIGHT_DECISIONS, wrong.at - prefix.length);
    for (let j = 0; j < right; j++) {
      const at = prefix.length + Math.floor(random.next() * (wrong.at - prefix.length));
      visitor.recordChildren(failure.path, at, true, expert, into.children, (wrong.at - prefix.length) / right);
    }
  }
  for (let i = 0; i < options.walks; i++) visitor.walk(expert, into.children, random.next() < RULES_ALONE);
  counts.expertSteps = expert.steps;
  recordPreorder(model, visitor.failures, into.preorder);
  return counts;
}

/**
 * The perfect target is the latest decision of the conflict set that is not after the wrong one: going there takes the
 * wrong one back.
 */
function recordTarget({ rows, depths }: FoundFailure, wrong: number, into: ChoiceRecorder): void {
  const target = depths.findIndex((depth) => depth <= wrong);
  if (target < 0) return;
  into.add(
    rows,
    Array.from(depths, (_, i) => i === target),
    1,
  );
}

function recordPreorder(model: SearchModel, failures: Float64Array, into: ChoiceRecorder): void {
  const order = Int32Array.from(failures.keys()).sort((a, b) => failures[b]! - failures[a]! || a - b);
  const good = new Array<boolean>(model.count).fill(false);
  for (const b of order.subarray(0, Math.ceil(FAILED_MOST * model.count))) if (failures[b]! > 0) good[b] = true;
  into.add(bufferFeatures(model), good, 1);
}
