import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/problem/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";
import { hasPython } from "./checkers.js";

const TOOL = fileURLToPath(new URL("../../tools/to_opb.py", import.meta.url));

/** Σ factor · x ≥ least. */
interface Constraint {
  readonly factors: ReadonlyMap<string, number>;
  readonly least: number;
}

function written(problem: Problem, capacity: number, ...more: string[]): { code: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
  try {
    const file = join(folder, "problem.json");
    writeFileSync(file, JSON.stringify(problem));
    const args = [TOOL, file, "--capacity", `${capacity}`, ...more];
    const { status, stdout } = spawnSync("python3", args, { encoding: "utf8" });
    return { code: status, lines: stdout.trimEnd().split("\n") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(lines: readonly string[]): Constraint[] {
  const [, variables, count] = /^\* #variable= (\d+) #constraint= (\d+)$/.exec(lines[0]!)!;
  const constraints = lines.slice(1).map((line): Constraint => {
    const [, terms, least] = /^((?:[+-]?\d+ x\d+ ?)+)>= (-?\d+) ;$/.exec(line)!;
    const found = [...terms!.matchAll(/([+-]?\d+) (x\d+)/g)].map(([, factor, x]) => [x!, Number(factor)] as const);
    for (const [x] of found) expect(Number(x.slice(1))).toBeLessThanOrEqual(Math.max(1, Number(variables)));
    return { factors: new Map(found), least: Number(least) };
  });
  expect(constraints.length).toBe(Number(count));
  return constraints;
}

/** Whether some choice of one variable of each constraint that asks for one breaks none of the others. */
function isSatisfiable(constraints: readonly Constraint[]): boolean {
  const asks = constraints.filter(({ least }) => least === 1);
  const others = constraints.filter(({ least }) => least !== 1);
  const chosen = new Set<string>();
  const holds = (): boolean =>
    others.every(({ factors, least }) => {
      let sum = 0;
      for (const [x, factor] of factors) if (chosen.has(x)) sum += factor;
      return sum >= least;
    });
  const choose = (k: number): boolean => {
    if (!holds()) return false;
    if (k === asks.length) return true;
    return [...asks[k]!.factors].some(([x, factor]) => {
      if (factor !== 1) return false;
      chosen.add(x);
      const found = choose(k + 1);
      chosen.delete(x);
      return found;
    });
  };
  return choose(0);
}

/** What a line `pol` of a proof comes to. */
function summed(line: string, constraints: readonly Constraint[]): Constraint {
  const stack: (Constraint | number)[] = [];
  for (const word of line.split(" ").slice(1)) {
    if (word === "*") {
      const [factor, of] = [stack.pop() as number, constraintOf(stack.pop()!, constraints)];
      expect(factor).toBeGreaterThan(0);
      stack.push({ factors: new Map([...of.factors].map(([x, f]) => [x, factor * f])), least: factor * of.least });
    } else if (word === "+") {
      const [a, b] = [constraintOf(stack.pop()!, constraints), constraintOf(stack.pop()!, constraints)];
      const factors = new Map(a.factors);
      for (const [x, f] of b.factors) factors.set(x, (factors.get(x) ?? 0) + f);
      stack.push({ factors, least: a.least + b.least });
    } else stack.push(Number(word));
  }
  expect(stack.length).toBe(1);
  return constraintOf(stack[0]!, constraints);
}

function constraintOf(of: Constraint | number, constraints: readonly Constraint[]): Constraint {
  return typeof of === "number" ? constraints[of - 1]! : of;
}

describe.runIf(hasPython)("the pseudo-Boolean form of a small problem", () => {
  const problems = Array.from({ length: 8 }, (_, seed): Problem => {
    const { capacity: _c, ...problem } = smallProblem(seed);
    return { ...problem, buffers: problem.buffers.slice(0, 6) };
  }).filter((problem) => Number.isFinite(bruteForceOptimum(problem)) && bruteForceOptimum(problem) < 40);

  it("can be satisfied from the optimum on, and not below it", () => {
    expect(problems.length).toBeGreaterThan(3);
    for (const problem of problems) {
      const optimum = bruteForceOptimum(problem);
      expect(isSatisfiable(read(written(problem, optimum).lines)), JSON.stringify(problem)).toBe(true);
      if (optimum > 0) expect(isSatisfiable(read(written(problem, optimum - 1).lines))).toBe(false);
    }
  });

  it("has a proof that adds up to a contradiction where the load is too great, and none elsewhere", () => {
    const live = (id: string, lower: number, size: number) => ({ id, lower, upper: lower + 2, size });
    const problem: Problem = { base: 3, buffers: [live("a", 0, 3), live("b", 1, 2), live("c", 2, 4), live("d", 3, 1)] };
    const constraints = read(written(problem, 5).lines);
    const { code, lines } = written(problem, 5, "--proof");
    expect(code).toBe(0);
    expect(lines.slice(0, 2)).toEqual(["pseudo-Boolean proof version 2.0", `f ${constraints.length}`]);
    const { factors, least } = summed(lines[2]!, constraints);
    expect([...factors.values()].every((factor) => factor <= 0)).toBe(true);
    expect(least).toBeGreaterThan(0);
    const last = ["output NONE", `conclusion UNSAT : ${constraints.length + 1}`, "end pseudo-Boolean proof"];
    expect(lines.slice(3)).toEqual(last);
    expect(written(problem, 6, "--proof").code).toBe(1);
  });
});
