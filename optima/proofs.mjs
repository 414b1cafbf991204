// Proofs of what the planner answers, checked by both checkers.

/**
 * @import { PlanResult } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ProofChecker } from "../dist/check/index.js";
import { finish } from "../dist/problem/index.js";
import { proofSteps } from "../dist/proof/index.js";
import { RULE_POLICY } from "../dist/search/index.js";

const TOOL = fileURLToPath(new URL("../tools/check_proofs.py", import.meta.url));

/** Steps that the refutation of one answer may take. */
const MOST_STEPS = 5_000_000;

const hasPython = spawnSync("python3", ["-c", "import math; math.gcd(1, 2, 3)"]).status === 0;
if (!hasPython) console.warn("no python3 from 3.9 on: proofs are checked by the checker in TypeScript alone");

/** The proofs of a family. */
export class Proofs {
  checked = 0;
  bytes = 0;
  /** What was not accepted, or not written, in words. */
  /** @type {string[]} */
  faults = [];
  /** @type {{ name: string, text: string }[]} */
  #cases = [];

  /**
   * Makes the proof of an answer, and has it checked by the checker in TypeScript.
   *
   * @param {string} name
   * @param {Problem} problem
   * @param {PlanResult} result
   */
  add(name, problem, result) {
    const options = { prover: RULE_POLICY.provers[0] ?? never(), seed: 0, stepLimit: MOST_STEPS };
    const { note, lines } = finish(proofSteps(problem, result, options));
    if (!note.written) {
      this.faults.push(`${name}: no proof: ${note.reason}`);
      return;
    }
    try {
      const checker = new ProofChecker(problem);
      for (const line of lines) checker.take(line);
      checker.end();
    } catch (error) {
      this.faults.push(`${name}: ${error}`);
    }
    this.checked++;
    this.bytes += note.bytes;
    this.#cases.push({ name, text: JSON.stringify({ problem, proof: lines }) });
  }

  /** Has all of them checked by the checker in Python. */
  end() {
    if (!hasPython || this.#cases.length === 0) return;
    const input = this.#cases.map(({ text }) => text).join("\n");
    const { stdout, stderr } = spawnSync("python3", [TOOL], { input, maxBuffer: 2 ** 28, encoding: "utf8" });
    const answers = stdout.trimEnd().split("\n");
    for (const [i, { name }] of this.#cases.entries()) {
      if (answers[i] !== "null") this.faults.push(`${name}: Python: ${answers[i] ?? stderr}`);
    }
    this.#cases = [];
  }
}

/** @returns {never} */
function never() {
  throw new Error("a policy without provers");
}
