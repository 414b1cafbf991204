import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckedProblem, ProofChecker, ProofError } from "../../src/check/index.js";

const SOURCE = fileURLToPath(new URL("../../tools/check_proof.c", import.meta.url));
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

/** Proofs that the checker in C is given at a time. */
const AT_A_TIME = 400;

/** The checker in C, compiled when it is first asked. */
let program: string | undefined;

function compiled(): string {
  if (program !== undefined) return program;
  const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const made = join(folder, "check_proof");
  const flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1"];
  const { status, stderr } = spawnSync("cc", [...flags, "-o", made, SOURCE], { encoding: "utf8" });
  if (status !== 0) throw new Error(`cc: ${stderr}`);
  program = made;
  return made;
}

/** What the checker in C says of each. */
export function verdictsInC(cases: readonly Case[]): Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
  try {
    const files = cases.flatMap(({ problem, proof }, i) => {
      const [text, canonical] = [join(folder, `${i}.proof`), join(folder, `${i}.problem`)];
      writeFileSync(text, proof.map((line) => `${line}\n`).join(""));
      writeFileSync(canonical, canonicalOf(problem));
      return [text, canonical];
    });
    const starts = Array.from({ length: Math.ceil(cases.length / AT_A_TIME) }, (_, k) => 2 * AT_A_TIME * k);
    return starts.flatMap((from) => saidInC(files.slice(from, from + 2 * AT_A_TIME)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function saidInC(files: readonly string[]): Verdict[] {
  const { stdout, stderr } = spawnSync(compiled(), files, { encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  const lines = stdout.trimEnd().split("\n");
  return lines.map((said) => {
    const [, line, reason] = /^not accepted: line (\d+): (.*)$/.exec(said) ?? [];
    if (line === undefined && !said.startsWith("accepted: ")) throw new Error(`the checker in C says ${said}`);
    return line === undefined ? null : [Number(line), reason!];
  });
}

/** The lines that a problem's hash is of. */
function canonicalOf({ buffers, base = 0 }: CheckedProblem): string {
  const rows = buffers.map(({ lower, upper, size, alignment = 1, offset = -1 }) => {
    return `${lower} ${upper} ${size} ${alignment} ${offset}\n`;
  });
  return `telaplan problem 1\nbase ${base}\n${rows.join("")}`;
}

/** An absent compiler is told of, and the checker in C is not tried; continuous integration has one. */
export const hasCompiler = spawnSync("cc", ["--version"]).status === 0;
if (!hasCompiler) console.warn("no cc: the checker of proofs in C is not tried");

/** Absent Python is told of, and its tests do not run; continuous integration has one. */
export const hasPython = spawnSync("python3", ["-c", "import math; math.gcd(1, 2, 3)"]).status === 0;
if (!hasPython) console.warn("no python3 from 3.9 on: proofs are checked by the checker in TypeScript alone");
