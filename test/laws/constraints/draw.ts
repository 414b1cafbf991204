import { type Problem, TERMS, type Term } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../../support/constraint-problems.js";
import { isValid } from "../../support/valid.js";

export interface Drawn {
  readonly problem: Problem;
  readonly constructs: readonly Construct[];
  readonly terms: readonly Term[];
  /** For whatever else is drawn. */
  readonly random: Random;
}

/** The problem is drawn from numbers of its own, so that its size has nothing to do with what it is made of. */
const STREAM = 7_919;

/** As many as an access or two take. */
const PICOSECONDS = 4_000;

/**
 * A random problem of up to `most` buffers, the same for the same seed, with one to four terms and sometimes a limit.
 * Null where constraints contradict themselves. Seeds that 4 divides have one construct, other even ones tiers in
 * several memories and one construct more, odd ones a mixture. Most of those with tiers ask for the time.
 */
export function drawProblem(seed: number, most = 6): Drawn | null {
  const random = new Random(STREAM * (seed + 1));
  const share = random.next();
  const one = CONSTRUCTS[(seed >> 2) % CONSTRUCTS.length]!;
  const tiers: readonly Construct[] = seed % 4 === 2 ? ["tiers", random.next() < 0.5 ? "memories" : "spill"] : [];
  const constructs = CONSTRUCTS.filter((construct) => {
    return seed % 2 === 0 ? construct === one || tiers.includes(construct) : random.next() < share;
  });
  const left = [...TERMS];
  const terms = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () => {
    return left.splice(Math.floor(random.next() * left.length), 1)[0]!;
  });
  const isTimed = constructs.includes("tiers") && !constructs.includes("clocks") && !terms.includes("time");
  if (isTimed && random.next() < 0.8) terms[Math.floor(random.next() * terms.length)] = "time";
  const term = TERMS[Math.floor(random.next() * TERMS.length)]!;
  const step = term === "time" ? PICOSECONDS : 1;
  const limits = random.next() < 0.15 ? { limits: { [term]: Math.floor(random.next() * 14) * step } } : {};
  const problem: Problem = { ...constraintProblem(seed, constructs, most), minimize: terms, ...limits };
  return isValid(problem) ? { problem, constructs, terms, random } : null;
}
