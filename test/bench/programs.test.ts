import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { planSync } from "../../src/index.js";
import { bundled } from "../../src/instances/index.js";
import { prepare } from "../cli/run.js";
import { dsaText } from "../formats/dsa-text.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const space = prepare();

/** A checkout with nothing beside it: the programs must do without the public instances. */
beforeAll(() => {
  cpSync(join(ROOT, "bench"), join(space.folder, "alone/bench"), { recursive: true });
  for (const name of ["dist", "node_modules", "optima", "tools"])
    symlinkSync(join(ROOT, name), join(space.folder, "alone", name), "junction");
});

function run(program: string, ...args: string[]) {
  const cwd = join(space.folder, "alone");
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" };
  return spawnSync(process.execPath, [join(cwd, "bench", program), ...args], { cwd, env, encoding: "utf8" });
}

it("the demo packs, verifies and draws every bundled instance, and says that the public ones are absent", () => {
  const { status, stdout, stderr } = run("demo.mjs");
  expect(stdout, stderr).toContain(`${bundled.length} of ${bundled.length} placed and verified`);
  expect(stdout).toMatch(/not packed: no public instances at/);
  expect(status).toBe(0);
  const out = join(space.folder, "alone/out/demo");
  const files = readdirSync(out);
  for (const { name } of bundled) {
    expect(files).toContain(`${name}.svg`);
    expect(files.some((file) => file.startsWith(name) && file.endsWith(".csv"))).toBe(true);
  }
  const first = /open this one first:\n {2}(\S+)\n/.exec(stdout)![1]!;
  expect(existsSync(join(space.folder, "alone", first))).toBe(true);
});

it("the bench writes its rows as JSON and says which groups it could not measure", () => {
  const json = join(space.folder, "bench.json");
  const args = ["--group", "network,challenging", "--only", "unet-inference", "--runs", "3", "--cold", "--json", json];
  const { status, stdout, stderr } = run("run.mjs", ...args);
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/not measured: no public instances at/);
  const report = JSON.parse(readFileSync(json, "utf8"));
  expect(report).toMatchObject({ interrupted: false, groups: { challenging: { rows: [] } } });
  expect(report.groups.network.rows).toHaveLength(1);
  const [row] = report.groups.network.rows;
  expect(row).toMatchObject({ name: "unet-inference", status: "optimal", runs: 3, ratio: 1, fault: null });
  for (const key of ["ms", "leastMs", "firstMs", "coldMs"]) expect(row[key]).toBeGreaterThan(0);
});

it("the table of results has both policies, a sum, and says where A–K are published if they are absent", () => {
  const json = join(space.folder, "results.json");
  const args = ["--group", "results", "--seeds", "2", "--only", "guillotine-", "--json", json];
  const { status, stdout, stderr } = run("run.mjs", ...args);
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/A–K are not measured: no public instances at .*; MiniMalloc publishes A–K at https:/);
  const lines = stdout.split("\n").filter((line) => line.startsWith("|"));
  expect(lines.map((line) => line.split("|")[1]!.trim())).toEqual([
    "mean / worst",
    expect.stringMatching(/^-+$/),
    "guillotine-96",
    "guillotine-180",
    "guillotine-300-seed1",
    "generated: sum / worst",
  ]);
  expect(lines[0]).toMatch(/learned: ms .* steps .* placed of 2 .* rules: ms .* steps .* placed of 2/);
  const { rows } = JSON.parse(readFileSync(json, "utf8")).groups.results;
  for (const { problem, ...row } of bundled.map((each) => ({ ...each.generate(), name: each.name }))) {
    const found = rows.find(({ name }: { name: string }) => name === row.name);
    if (found === undefined) continue;
    for (const policy of ["learned", "rules"] as const) {
      const steps = [0, 1].map((seed) => planSync(problem, { policy, seed }).steps);
      expect(found.policies[policy]).toMatchObject({
        meanSteps: (steps[0]! + steps[1]!) / 2,
        worstSteps: Math.max(...steps),
        placed: 2,
        of: 2,
      });
    }
  }
  expect(rows).toHaveLength(3);
});

it("the table of results takes A–K from a folder that is named, and says if there are none in it", () => {
  const folder = join(space.folder, "copy");
  mkdirSync(folder);
  const args = ["--group", "results", "--seeds", "1", "--only", "A.", "--challenging", folder];
  const json = ["--json", join(space.folder, "copy.json")];
  expect(run("run.mjs", ...args, ...json).stdout).toContain(`A–K are not measured: no .csv files in ${folder}`);
  writeFileSync(join(folder, "A.9.csv"), "id,lower,upper,size\na,0,2,4\nb,1,3,5\n");
  const { status, stdout } = run("run.mjs", ...args, ...json);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\| A\.9 .*\n\| A–K: sum \/ worst /m)]);
  expect(stdout).not.toContain("not measured");
});

it("the service's figures are measured beside another checkout, each with its ratio", () => {
  const { status, stdout, stderr } = run("service.mjs", "--only", "latency", "--scale", "0.004", "--against", ROOT);
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/above in-process ms +-?[\d.]+, other -?[\d.]+, ratio -?[\d.]+\n/);
});

it("the service's figures say which checkout is not built", () => {
  const { status, stderr } = run("service.mjs", "--only", "latency", "--against", join(space.folder, "nowhere"));
  expect([status, stderr]).toEqual([1, expect.stringMatching(/nowhere has no dist\/index\.js: build it first/)]);
});

it("the bench refuses what it does not understand with exit code 2", () => {
  for (const args of [["--group", "nosuch"], ["--runs", "0"], ["--seeds", "0"], ["--runs", "few"], ["--nosuch"]]) {
    const { status, stderr } = run("run.mjs", ...args);
    expect([status, stderr.startsWith("bench: ")], args.join(" ")).toEqual([2, true]);
  }
});

it("the group dsa plans every file of a folder by its objective, and says where the public ones are published", () => {
  const json = join(space.folder, "dsa.json");
  const absent = run("run.mjs", "--group", "dsa", "--json", json);
  expect(absent.stdout, absent.stderr).toMatch(/not measured: no public instances at .*; dsa-solver publishes them at/);
  expect(JSON.parse(readFileSync(json, "utf8")).groups.dsa.rows).toEqual([]);
  const folder = join(space.folder, "dsa");
  mkdirSync(folder);
  writeFileSync(join(folder, "peak.json"), dsaText());
  const reuse = { objective: { aggregation: "lexicographic", terms: ["capacity_overflow", "reuse_cost"] } };
  const soft = { instance: "x-cross-pipe-soft", metadata: { corpus_source_fingerprint_fnv1a64: "a06f16d1c8184945" } };
  writeFileSync(join(folder, "reuse.json"), dsaText({ problem: reuse, envelope: soft }));
  const { status, stdout, stderr } = run("run.mjs", "--group", "dsa", "--dsa", folder, "--json", json);
  expect(status, stdout + stderr).toBe(0);
  expect(JSON.parse(readFileSync(json, "utf8")).groups.dsa.rows).toMatchObject([
    { name: "peak.json", kind: "peak", status: "optimal", value: 1536, bound: 1536, best: null, fault: null },
    { name: "reuse.json", kind: "reuse", status: "optimal", value: 0, bound: 0, best: 9, fault: null },
  ]);
});
