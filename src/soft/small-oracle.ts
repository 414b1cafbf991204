import type { BodyProblem } from "../bodies/body-problem.js";
import { listConflicts } from "../bodies/heuristics/conflicts.js";
import { OtherBanks } from "../bodies/heuristics/other-banks.js";
import { placeBodiesSteps } from "../bodies/heuristics/place-bodies.js";
import { Places } from "../bodies/heuristics/places.js";
import type { Model } from "../model/model.js";
import { lcm } from "../problem/index.js";
import { type HardAnswer, type HardCore, type HardOracle, type HardQuestion, problemOf } from "./oracle.js";

/** Offsets that the search in small tries between two pauses. */
const PAUSE = 4096;

/**
 * Answers by heuristics, and by trying every offset where they find nothing: complete, and only for problems of a few
 * bodies and bytes. Cores are made small by asking again without one item after the other.
 */
export class SmallOracle implements HardOracle {
  *fits(model: Model, question: HardQuestion): Generator<undefined, HardAnswer> {
    const offsets = yield* placing(model, question);
    if (offsets === "open") return { status: "open" };
    if (offsets !== null) return { status: "fits", offsets };
    return { status: "refuted", core: yield* smallCore(model, question) };
  }
}

/** Answers by heuristics alone, so it never refutes. */
export class HeuristicOracle implements HardOracle {
  readonly #seed: number;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  *fits(model: Model, question: HardQuestion): Generator<undefined, HardAnswer> {
    const problem = problemOf(model, question);
    if (problem === null) return { status: "open" };
    const { shouldStop } = question;
    const plan = yield* placeBodiesSteps(problem, {
      target: problem.capacity,
      seed: this.#seed,
      ...(shouldStop && { shouldStop }),
    });
    return plan === null ? { status: "open" } : { status: "fits", offsets: plan.offsets };
  }
}

function* placing(model: Model, question: HardQuestion): Generator<undefined, Float64Array | null | "open"> {
  const problem = problemOf(model, question);
  if (problem === null) return null;
  const plan = yield* placeBodiesSteps(problem, { target: problem.capacity, seed: 1, rounds: 10 });
  if (plan !== null) return plan.offsets;
  return yield* everyOffset(problem, question);
}

/** A plan, null where there is none, "open" where the steps ran out. */
function* everyOffset(
  problem: BodyProblem,
  { steps, shouldStop }: Pick<HardQuestion, "steps" | "shouldStop">,
): Generator<undefined, Float64Array | null | "open"> {
  const { count, base } = problem;
  const { start, other, low, high } = listConflicts(problem)!;
  const places = new Places(problem);
  const otherBanks = new OtherBanks(problem);
  const end = base + Math.min(problem.capacity, enough(problem));
  const offsets = new Float64Array(count);
  const collides = (b: number, x: number): boolean => {
    for (let i = start[b]!; i < start[b + 1]!; i++) {
      const difference = x - offsets[other[i]!]!;
      if (other[i]! < b && low[i]! < difference && difference < high[i]!) return true;
    }
    return otherBanks.of(b).some((partner) => {
      const y = offsets[partner.body]!;
      return partner.body < b && otherBanks.low(partner, y) < x && x < otherBanks.high(partner, y);
    });
  };
  /** The next offset to try for each body. */
  const next = new Float64Array(count);
  let tried = 0;
  for (let b = 0; b >= 0; ) {
    if (b === count) return offsets;
    const x = places.next(b, next[b]!);
    if (++tried > steps) return "open";
    if (tried % PAUSE === 0) {
      yield;
      if (shouldStop?.() === true) return "open";
    }
    if (x + problem.size[b]! > end) {
      next[b] = 0;
      b--;
      continue;
    }
    next[b] = x + 1;
    if (collides(b, x)) continue;
    offsets[b++] = x;
  }
  return null;
}

/** Bytes that are enough for any plan there is: below that, everything can move down by a period of all alignments. */
function enough({ count, size, modulus, reserved, fixedOffset, bank, forbidden, base }: BodyProblem): number {
  let period = Math.max(1, bank);
  for (const step of modulus) period = lcm(period, step);
  let bytes = reserved.at(-1)?.to ?? 0;
  for (let b = 0; b < count; b++) {
    bytes = Math.max(bytes, fixedOffset[b]! + size[b]!);
  }
  for (let b = 0; b < count; b++) bytes += size[b]! + 2 * period;
  for (const { low, high } of forbidden) bytes += high - low;
  return bytes + base;
}

function* smallCore(model: Model, question: HardQuestion): Generator<undefined, HardCore> {
  let left = question;
  const tryWithout = function* (without: HardQuestion): Generator<undefined, void> {
    if ((yield* placing(model, without)) === null) left = without;
  };
  for (const b of question.bodies) {
    if (model.bodies[b]!.choices.length === 1 && !isSoft(model, b, question)) continue;
    yield* tryWithout({ ...left, bodies: left.bodies.filter((body) => body !== b) });
  }
  for (const pair of question.avoided) {
    yield* tryWithout({ ...left, avoided: new Set([...left.avoided].filter((other) => other !== pair)) });
  }
  for (const buffer of question.pinned) {
    yield* tryWithout({ ...left, pinned: left.pinned.filter((other) => other !== buffer) });
  }
  const here = new Set(left.bodies);
  return {
    bodies: [...left.bodies],
    avoided: [...left.avoided].filter((pair) => here.has(model.bodyOf[pair.a]!) && here.has(model.bodyOf[pair.b]!)),
    pinned: left.pinned.filter((buffer) => here.has(model.bodyOf[buffer]!)),
  };
}

/** Whether something soft rests on the body, so that a core without it is a better one. */
function isSoft(model: Model, body: number, { avoided, pinned }: HardQuestion): boolean {
  if (pinned.some((buffer) => model.bodyOf[buffer] === body)) return true;
  return [...avoided].some(({ a, b }) => model.bodyOf[a] === body || model.bodyOf[b] === body);
}
