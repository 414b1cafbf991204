import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compare } from "../../src/cli/commands/compare.js";
import { SOLVERS } from "../../src/cli/input/solvers.js";
import type { Planner } from "../../src/cli/planners/planner.js";
import { MissingPackage } from "../../src/oracle/index.js";
import { planSync } from "../../src/planner/index.js";
import { INSTALLED } from "../oracle/installed.js";
import { PLAIN, prepare, rowsOf, telaplan, write } from "./run.js";

/** Load 14, least peak 16: three buffers of 4 and 6 bytes between which alignment leaves gaps. */
const GAPS = "id,lower,upper,size,alignment\na,0,2,6,8\nb,1,3,6,8\nc,1,3,2,1\n";

const at = prepare();

describe("pack --solver", () => {
  const solvers = INSTALLED.filter((name) => name !== "brute");

  test.each(solvers)("%s gives the least peak with a proof, and a plan that verify accepts", (solver) => {
    const input = write(at.folder, "gaps.csv", GAPS);
    const output = join(at.folder, `${solver}.csv`);
    const { code, stdout, stderr } = telaplan(["pack", "--solver", solver, "--format", "json", "-o", output, input]);
    expect([code, stderr]).toEqual([0, ""]);
    const [row] = rowsOf(stdout);
    expect(row).toMatchObject({ status: "optimal", peak: 14, lowerBound: 14, steps: 0, verified: true, solver });
    expect(telaplan(["verify", "-c", "14", output]).code).toBe(0);
  });

  test.each(solvers)("%s proves that one byte less does not hold it: code 1", (solver) => {
    const input = write(at.folder, "gaps.csv", GAPS);
    const { code, stdout } = telaplan(["pack", "--solver", solver, "-c", "13", "--format", "json", input]);
    expect(code).toBe(1);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", peak: null, lowerBound: 14, verified: false });
  });

  test("search is the default, and says nothing of a solver", () => {
    const input = write(at.folder, "plain.csv", PLAIN);
    const [given, implied] = [["--solver", "search"], []].map((args) =>
      rowsOf(telaplan(["pack", "--format", "json", ...args, input]).stdout),
    );
    expect(given!.map(({ solveMs: _, ...row }) => row)).toEqual(implied!.map(({ solveMs: _, ...row }) => row));
    expect(given![0]).not.toHaveProperty("solver");
  });

  test.each([
    [["--threads", "2"], "--threads: is for the search, not for --solver glpk"],
    [["--seed", "1"], "--seed: is for the search"],
    [["--step-limit", "9"], "--step-limit: is for the search"],
  ])("refuses %j, which only the search understands", (args, message) => {
    const { code, stderr } = telaplan(["pack", "--solver", "glpk", ...args, "x.csv"]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("refuses a solver that there is none of", () => {
    const { code, stderr } = telaplan(["pack", "--solver", "gurobi", "x.csv"]);
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      'error: --solver: must be search or glpk or jslp or cpsat, got "gurobi"',
    ]);
  });

  test("ends at the time limit without an answer: code 3", () => {
    const buffers = Array.from(
      { length: 60 },
      (_, i) => `b${i},${(i * 7) % 23},${((i * 7) % 23) + 9},${5 + ((i * 37) % 91)}`,
    );
    const input = write(at.folder, "many.csv", `id,lower,upper,size\n${buffers.join("\n")}\n`);
    const { code, stdout } = telaplan(["pack", "--solver", "jslp", "-t", "0.2", "--format", "json", input]);
    expect(code).toBe(3);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "unknown", peak: null, stoppedBy: "deadline" });
  });
});

describe("compare", () => {
  test("puts all solvers that are installed side by side, and names the others", () => {
    const inputs = [write(at.folder, "gaps.csv", GAPS), write(at.folder, "plain.csv", PLAIN)];
    const { code, stdout, stderr } = telaplan(["compare", "--format", "json", ...inputs]);
    const rows = rowsOf(stdout);
    expect(code).toBe(0);
    for (const [input, peak] of [[inputs[0], 14] as const, [inputs[1], 5] as const]) {
      const ofFile = rows.filter(({ file }) => file === input);
      expect(ofFile.map(({ solver }) => solver)).toEqual(["search", ...INSTALLED.filter((name) => name !== "brute")]);
      for (const row of ofFile) expect(row).toMatchObject({ status: "optimal", peak, lowerBound: peak, note: null });
    }
    if (INSTALLED.includes("cpsat")) expect(stderr).toBe("");
    else expect(stderr).toBe(`cpsat: ${new MissingPackage("or-tools-wasm/cp-sat").message}\n`);
  });

  test("has a table for people, with what was settled, and writes nothing where all agree", () => {
    const input = write(at.folder, "gaps.csv", GAPS);
    const kept = join(at.folder, "kept");
    const { stdout } = telaplan(["compare", "-o", kept, input]);
    expect(stdout).toMatch(/file +solver +status +peak +bound +time/);
    expect(stdout).toMatch(/gaps\.csv +glpk +optimal +14 +14 /);
    expect(stdout).toContain(`1 of 1 settled, by ${INSTALLED.length} solvers`);
    expect(existsSync(kept)).toBe(false);
  });

  test("has the same answer from all solvers where fixed buffers collide, with a reason from each", () => {
    const input = write(at.folder, "pins.csv", "id,lower,upper,size,offset\na,0,4,8,0\nb,2,6,8,4\nc,0,9,4,-1\n");
    const { code, stdout } = telaplan(["compare", "--json", input]);
    const rows = rowsOf(stdout);
    // No package is needed to see it, so that those answer too that are not installed.
    expect([code, rows.length]).toEqual([1, SOLVERS.length]);
    for (const row of rows) {
      expect(row).toMatchObject({ status: "infeasible", lowerBound: 20, note: null });
      expect(row.infeasibility).toMatchObject({ cause: "collision", buffers: ["a", "b"] });
    }
    expect(telaplan(["compare", input]).stdout.match(/pins\.csv: no plan fits: .*"a" at \[0, 8\)/g)).toHaveLength(1);
    expect(telaplan(["compare", input]).stdout.match(/no plan fits/g)).toHaveLength(1);
  });

  test("ends with 1 where nothing fits, with 2 for a file that is none, and goes on to the next", () => {
    const input = write(at.folder, "gaps.csv", GAPS);
    expect(telaplan(["compare", "-c", "13", input]).code).toBe(1);
    const { code, stdout, stderr } = telaplan(["compare", join(at.folder, "absent.csv"), input]);
    expect(code).toBe(2);
    expect(stderr).toContain("no such file");
    expect(stdout).toContain("1 of 2 settled");
  });
});

describe("two solvers that contradict each other", () => {
  afterEach(() => vi.restoreAllMocks());

  test("are named, with the problem written whole and shrunk, and the code is 70", async () => {
    const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
    const input = write(folder, "gaps.csv", GAPS);
    // One solver that takes the sum of all sizes for the least peak.
    const planners = SOLVERS.map(
      (name): Planner => ({
        name,
        plan: async (problem) => {
          const result = planSync(problem, { minimize: true });
          const sum = problem.buffers.reduce((bytes, { size }) => bytes + size, 0);
          const told = name === "glpk" ? { ...result, peak: null, lowerBound: sum + 1 } : result;
          return { result: told, policy: null, note: null };
        },
        close: () => {},
      }),
    );
    const said: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const command = { timeLimit: 1_000, output: join(folder, "kept"), json: true } as const;
    expect(await compare([input], command, planners)).toBe(70);
    expect(said.join("")).toContain("search has a plan of 14 bytes, glpk says that none is below 15");
    expect(said.join("")).toContain("please report it");
    expect(readdirSync(command.output).sort()).toEqual(["disagreement-gaps.json", "disagreement-gaps.minimal.json"]);
    const minimal = JSON.parse(readFileSync(join(command.output, "disagreement-gaps.minimal.json"), "utf8"));
    // Without any buffer the lie is still one.
    expect(minimal.buffers).toEqual([]);
  });
});
