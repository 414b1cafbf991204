// Proofs of what the planner answers, checked by all three checkers.

/**
 * @import { PlanResult } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProofChecker } from "../dist/check/index.js";
import { finish } from "../dist/problem/index.js";
import { proofSteps } from "../dist/proof/index.js";
import { RULE_POLICY } from "../dist/search/index.js";

const TOOL = fileURLToPath(new URL("../tools/check_proofs.py", import.meta.url));

const SOURCE = fileURLToPath(new URL("../tools/check_proof.c", import.meta.url));

/** Proofs that the checker in C is given at a time. */
const AT_A_TIME = 400;

/** Steps that the refutation of one answer may take. */
const MOST_STEPS = 5_000_000;

const hasPython = spawnSync("python3", ["-c", "import math; math.gcd(1, 2, 3)"]).status === 0;
if (!hasPython) console.warn("no python3 from 3.9 on: proofs are checked by the checker in TypeScript alone");

const hasCompiler = spawnSync("cc", ["--version"]).status === 0;
if (!hasCompiler) console.warn("no cc: proofs are not checked by the checker in C");

/**
 * What the checker in C, compiled here, says of proofs: a line each.
 *
 * @param {readonly { problem: Problem, proof: readonly string[] }[]} cases
 * @returns {string[]}
 */
function inC(cases) {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
  try {
    const program = join(folder, "check_proof");
    const { status, stderr } = spawnSync("cc", ["-O2", "-o", program, SOURCE], { encoding: "utf8" });
    if (status !== 0) return cases.map(() => stderr);
    const files = cases.flatMap(({ problem: { buffers, base = 0 }, proof }, i) => {
      const paths = [join(folder, `${i}.proof`), join(folder, `${i}.problem`)];
      const rows = buffers.map(({ lower, upper, size, alignment = 1, offset = -1 }) => {
        return `${lower} ${upper} ${size} ${alignment} ${offset}\n`;
      });
      writeFileSync(paths[0] ?? "", proof.map((line) => `${line}\n`).join(""));
      writeFileSync(paths[1] ?? "", `telaplan problem 1\nbase ${base}\n${rows.join("")}`);
      return paths;
    });
    /** @type {string[]} */
    const said = [];
    for (let i = 0; i < files.length; i += 2 * AT_A_TIME) {
      const { stdout } = spawnSync(program, files.slice(i, i + 2 * AT_A_TIME), { encoding: "utf8" });
      said.push(...stdout.trimEnd().split("\n"));
    }
    return said;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The proofs of a family. */
export class Proofs {
  checked = 0;
  bytes = 0;
  /** What was not accepted, or not written, in words. */
  /** @type {string[]} */
  faults = [];
  /** @type {{ name: string, problem: Problem, proof: readonly string[] }[]} */
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
    this.#cases.push({ name, problem, proof: lines });
  }

  /** Has all of them checked by the checkers in Python and in C. */
  end() {
    const cases = this.#cases;
    this.#cases = [];
    if (cases.length === 0) return;
    const saidInC = hasCompiler ? inC(cases) : null;
    for (const [i, { name }] of cases.entries()) {
      const said = saidInC === null ? "accepted" : (saidInC[i] ?? "nothing");
      if (!said.startsWith("accepted")) this.faults.push(`${name}: C: ${said}`);
    }
    if (!hasPython) return;
    const input = cases.map(({ problem, proof }) => JSON.stringify({ problem, proof })).join("\n");
    const { stdout, stderr } = spawnSync("python3", [TOOL], { input, maxBuffer: 2 ** 28, encoding: "utf8" });
    const answers = stdout.trimEnd().split("\n");
    for (const [i, { name }] of cases.entries()) {
      if (answers[i] !== "null") this.faults.push(`${name}: Python: ${answers[i] ?? stderr}`);
    }
  }
}

/** @returns {never} */
function never() {
  throw new Error("a policy without provers");
}
