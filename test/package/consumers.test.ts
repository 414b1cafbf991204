import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planSync } from "../../src/index.js";
import { generate } from "../../src/instances/index.js";
import { run } from "./console.js";
import { denoWay, OPTIONS, type Told, WAYS } from "./consumers.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DENO = join(ROOT, "node_modules/.bin/deno");

/** A problem on which the learned policy takes other steps than the rules. */
const { buffers } = generate("guillotine", { buffers: 120, seed: 7 }).problem;

const at = { folder: "", consumer: "" };

beforeAll(() => {
  at.folder = mkdtempSync(join(tmpdir(), "telaplan-consumers-"));
  at.consumer = join(at.folder, "consumer");
  mkdirSync(at.consumer);
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", at.folder], ROOT);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  writeFileSync(join(at.consumer, "package.json"), '{ "name": "consumer", "private": true }\n');
  const tarball = join(at.folder, `telaplan-${version}.tgz`);
  run("npm", ["install", tarball, "--prefer-offline", "--no-audit", "--no-fund"], at.consumer);
}, 300_000);

afterAll(() => rmSync(at.folder, { recursive: true, force: true }));

describe("installed into an empty folder, the package plans with the learned policy", () => {
  const { status, peak, steps, backtracks } = planSync({ buffers }, OPTIONS);

  it("which takes other steps than the rules", () => {
    expect(planSync({ buffers }, { ...OPTIONS, policy: "rules" }).backtracks).not.toBe(backtracks);
  });

  const ways = existsSync(DENO) ? [...WAYS, denoWay(DENO)] : WAYS;
  if (ways === WAYS) console.warn("Deno is not tried: npm run deno:install brings it");

  it.each(ways)("in $name", async ({ threads, told }) => {
    const { warnings, drawn = 121, ...found } = JSON.parse(await told(at.consumer, { buffers })) as Told;
    expect(found).toEqual({ status, peak, steps, backtracks });
    expect(drawn).toBeGreaterThan(120);
    const expected = {
      here: availableParallelism() === 1 ? /this machine has one core/ : null,
      missing: /^option threads: 2 asked for, 1 used: .*planner\/worker\.js, is missing/,
      none: /^option threads: 2 asked for, 1 used: threads are those of Node/,
    }[threads];
    expect(warnings).toEqual(expected === null ? [] : [expect.stringMatching(expected)]);
  });

  it.each([
    ["node16", { module: "Node16", moduleResolution: "Node16" }],
    ["bundler", { module: "ESNext", moduleResolution: "Bundler" }],
  ])("with types that tsc finds by the resolution %s", (name, resolution) => {
    const folder = join(at.consumer, `types-${name}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    const text = `import { plan, type PlanResult } from "telaplan";
import { plan as planInPage, loadAll } from "telaplan/browser";
import { drawPlan } from "telaplan/draw";
import { parse } from "telaplan/formats";
const { problem } = parse("id,lower,upper,size\\na,0,4,8\\n", "model.csv");
const result: PlanResult = await plan(problem, { timeLimitMs: null });
const again: PlanResult = await planInPage(problem);
export const picture: string = drawPlan(problem, again.offsets ?? []);
export const ok: boolean = (await loadAll()).simulate(problem, result.offsets ?? []).ok;
// @ts-expect-error A limit is a number.
await plan(problem, { timeLimitMs: "10" });
`;
    writeFileSync(join(folder, "use.ts"), text);
    const compilerOptions = {
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      // The other test of the package checks declarations to the last.
      skipLibCheck: true,
      types: [],
      ...resolution,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"], folder);
  });
});
