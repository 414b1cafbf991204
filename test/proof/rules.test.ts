import { describe, expect, it } from "vitest";
import { ProofChecker, problemHash } from "../../src/check/index.js";
import { readBuffers } from "../../src/check/problem.js";
import { Rules, type State } from "../../src/check/state.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { bruteForce, bruteForceOptimum } from "../support/brute-force.js";

/** More with PROOF_GAMES=20000. */
const GAMES = Number(process.env.PROOF_GAMES ?? 1_500);

const random = new Random(7);
const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
const chance = (share: number): boolean => random.next() < share;

/** Small, and odd in all that a proof may be about: a base, alignments, fixed offsets, what has no bytes or no life. */
function oddProblem(): Problem {
  // Above 1 all lie on a grid, which levels need not.
  const unit = chance(0.5) ? 1 : whole(2, 4);
  const base = chance(0.5) ? 0 : whole(0, 5);
  const horizon = whole(1, 6);
  const buffers = Array.from({ length: whole(1, 7) }, (_, i): Buffer => {
    const lower = whole(0, horizon);
    const alignment = unit === 1 && chance(0.4) ? whole(1, 6) : 1;
    const upper = chance(0.1) ? lower : whole(lower + 1, horizon + 1);
    const size = chance(0.08) ? 0 : unit * whole(1, unit === 1 ? 4 : 2);
    const lowest = Math.ceil(base / alignment) * alignment;
    const fixed = chance(0.25) ? { offset: lowest + whole(0, 2) * alignment * unit } : {};
    return { id: `b${i}`, lower, upper, size, alignment, ...fixed };
  });
  const twins = chance(0.3) ? buffers.slice(0, 2).map((b) => ({ ...b, id: `${b.id}'` })) : [];
  return { base, buffers: [...buffers, ...twins.filter(({ offset }) => offset === undefined)] };
}

/** Whether a state is refuted by questions about any sections and any levels: all that a proof could ask. */
function isRefuted(rules: Rules, state: State | null, left: { questions: number }): boolean {
  if (state === null) return true;
  const open = rules.sections.flatMap((_, s) => (rules.floor(state, s) < Infinity ? [s] : []));
  if (open.length === 0 || left.questions-- <= 0) return false;
  const s = open[whole(0, open.length - 1)]!;
  if (chance(0.3) && !rules.hasStack(state, s)) return true;
  const floor = rules.floor(state, s);
  const level = rules.wasteLevel(state, s, floor);
  const chosen = level === Infinity || chance(0.5) ? level : whole(floor + 1, level);
  const lowest = rules.sections[s]!.filter((b) => state[b] === floor);
  return (
    lowest.every((b) => isRefuted(rules, rules.place(state, b), left)) &&
    (chosen === Infinity || isRefuted(rules, rules.waste(state, s, chosen), left))
  );
}

const problems = Array.from({ length: GAMES }, oddProblem);
const known = problems.flatMap((problem) => {
  const optimum = bruteForceOptimum(problem);
  return Number.isFinite(optimum) ? [{ problem, optimum, base: problem.base ?? 0 }] : [];
});

const solidIn = ({ buffers }: Problem): number[] =>
  [...buffers.keys()].filter((b) => buffers[b]!.size > 0 && buffers[b]!.lower < buffers[b]!.upper);

const liveAt = ({ buffers }: Problem, time: number): number[] =>
  [...buffers.keys()].filter((b) => buffers[b]!.lower <= time && time < buffers[b]!.upper);

describe("the rules of the checker", () => {
  it("refute no capacity in which there is a plan, whatever is asked", () => {
    expect(known.length).toBeGreaterThan(GAMES / 2);
    for (const { problem, optimum, base } of known) {
      const rules = new Rules(readBuffers(problem), base, base + optimum);
      const root = rules.begin(solidIn(problem).map((b) => [b, base] as const));
      for (let game = 0; game < 4; game++) {
        expect(isRefuted(rules, root, { questions: 400 }), JSON.stringify(problem)).toBe(false);
      }
    }
  });

  it("refute most capacities in which there is none, so that the games above are no idle ones", () => {
    let refuted = 0;
    const above = known.filter(({ optimum }) => optimum > 1);
    for (const { problem, optimum, base } of above) {
      const rules = new Rules(readBuffers(problem), base, base + optimum - 1);
      const root = rules.begin(solidIn(problem).map((b) => [b, base] as const));
      if (isRefuted(rules, root, { questions: 2_000 })) refuted++;
    }
    expect(refuted / above.length).toBeGreaterThan(0.9);
  });

  it("refute no lemma that some plan contradicts", () => {
    let refuted = 0;
    for (const { problem, optimum, base } of known) {
      const capacity = optimum + whole(0, 2);
      const plan = bruteForce(problem, capacity)!;
      const rules = new Rules(readBuffers(problem), base, base + capacity);
      for (let i = 0; i < 4; i++) {
        const rows = solidIn(problem)
          .filter(() => chance(0.7))
          .map((b) => [b, Math.max(base, plan[b]! - whole(0, 3))] as const);
        if (rows.length > 0) expect(isRefuted(rules, rules.begin(rows), { questions: 300 })).toBe(false);
        const higher = rows.map(([b, offset]) => [b, offset + whole(0, 3)] as const);
        if (isRefuted(rules, rules.begin(higher), { questions: 300 })) refuted++;
      }
    }
    expect(refuted).toBeGreaterThan(GAMES / 10);
  });

  it("make a single load or stack prove nothing that is false", () => {
    for (const { problem, optimum, base } of known) {
      const head = JSON.stringify(["telaplan proof 1", problemHash(problem), optimum + 1]);
      for (let i = 0; i < 3; i++) {
        const buffers = [...problem.buffers.keys()].filter(() => chance(0.5));
        for (const step of [
          ["stack", ...liveAt(problem, whole(-1, 8))],
          ["stack", ...buffers],
        ]) {
          const checker = new ProofChecker(problem);
          checker.take(head);
          expect(() => checker.take(JSON.stringify(step)), JSON.stringify([problem, base, step])).toThrow(/^line 2: /);
        }
      }
    }
  });
});
