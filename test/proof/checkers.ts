import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type CheckedProblem, ProofChecker, ProofError } from "../../src/check/index.js";

const TOOL = fileURLToPath(new URL("../../tools/check_proofs.py", import.meta.url));

/** A problem, and the lines of what may be a proof. */
export interface Case {
  readonly problem: CheckedProblem;
  readonly proof: readonly string[];
}

/** Null where a proof is accepted, else the line that is not, and why. */
export type Verdict = readonly [line: number, reason: string] | null;

export function verdict({ problem, proof }: Case): Verdict {
  const checker = new ProofChecker(problem);
  try {
    for (const line of proof) checker.take(line);
    checker.end();
    return null;
  } catch (error) {
    if (error instanceof ProofError) return [error.line, error.reason];
    throw error;
  }
}

/** What the checker in Python says of each. */
export function verdictsInPython(cases: readonly Case[]): Verdict[] {
  const input = cases.map((each) => JSON.stringify(each)).join("\n");
  const { stdout, stderr, status } = spawnSync("python3", [TOOL], { input, maxBuffer: 2 ** 28, encoding: "utf8" });
  if (status !== 0) throw new Error(`python3 ${TOOL}: ${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
}

/** Absent Python is told of, and its tests do not run; continuous integration has one. */
export const hasPython = spawnSync("python3", ["-c", "import math; math.gcd(1, 2, 3)"]).status === 0;
if (!hasPython) console.warn("no python3 from 3.9 on: proofs are checked by the checker in TypeScript alone");
