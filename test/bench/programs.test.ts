import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { bundled } from "../../src/instances/index.js";
import { prepare } from "../cli/run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const space = prepare();

/** A checkout with nothing beside it: the programs must do without the public instances. */
beforeAll(() => {
  cpSync(join(ROOT, "bench"), join(space.folder, "alone/bench"), { recursive: true });
  for (const name of ["dist", "node_modules"])
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

it("the bench refuses what it does not understand with exit code 2", () => {
  for (const args of [["--group", "nosuch"], ["--runs", "0"], ["--runs", "few"], ["--nosuch"]]) {
    const { status, stderr } = run("run.mjs", ...args);
    expect([status, stderr.startsWith("bench: ")], args.join(" ")).toEqual([2, true]);
  }
});
