import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 as sha256OfBrowsers } from "../../src/check/digest.browser.js";
import { sha256 } from "../../src/check/digest.js";
import { type PlanOptions, type PlanResult, type Problem, plan, planSync } from "../../src/index.js";
import { generate } from "../../src/instances/index.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = join(ROOT, "dist/browser");

/** Bytes of what a page's worker loads before it plans, packed with gzip. */
const MOST_BYTES = 60_000;

type Library = typeof import("../../src/browser/index.js");

/** The library as a page has it: whatever a page does not have is not there. */
let library: Library;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "./telaplan.js";', resolveDir: FOLDER },
    bundle: true,
    format: "iife",
    globalName: "telaplan",
    write: false,
  });
  const page = { performance, MessageChannel, TextEncoder, TextDecoder, setTimeout, clearTimeout, SharedArrayBuffer };
  const context = createContext(page);
  runInContext(outputFiles[0]!.text, context);
  library = (context as { telaplan: Library }).telaplan;
});

/** What two runs have in common: not how long they took, nor of which realm their arrays are. */
function essence({ offsets, memories, verification, solveMs: _, ...rest }: PlanResult): unknown {
  return JSON.parse(JSON.stringify({ ...rest, offsets: offsets && [...offsets], memories, ok: verification?.ok }));
}

const CONSTRAINED: Problem = {
  capacity: 64,
  buffers: [
    { id: "a", lower: 0, upper: 9, size: 32, gaps: [{ lower: 2, upper: 7 }] },
    { id: "b", lower: 2, upper: 7, size: 32 },
    { id: "c", lower: 0, upper: 9, size: 32 },
  ],
};

describe("in a browser, the library", () => {
  it("plans as in Node, with the learned policy, steps and all", async () => {
    for (let seed = 0; seed < 12; seed++) {
      const { problem } = generate(seed % 2 === 0 ? "residual" : "guillotine", { buffers: 60 + 10 * seed, seed });
      const options: PlanOptions = { minimize: seed % 3 !== 0, seed, stepLimit: 1_500 };
      const expected = essence(await plan(problem, options));
      expect(essence(await library.plan(problem, options))).toEqual(expected);
      expect(essence(library.planSync(problem, options))).toEqual(expected);
    }
  });

  it("plans constraints as in Node, and proves, once it has loaded what does", async () => {
    expect(() => library.planSync(CONSTRAINED)).toThrow("constraints is not loaded");
    expect(essence(await library.plan(CONSTRAINED))).toEqual(essence(await plan(CONSTRAINED)));
    expect(essence(library.planSync(CONSTRAINED))).toEqual(essence(planSync(CONSTRAINED)));
    const { buffers } = generate("residual", { buffers: 30, seed: 4 }).problem;
    const [here, there]: [string[], string[]] = [[], []];
    expect(() => library.planSync({ buffers }, { proof: () => {} })).toThrow("proofs is not loaded");
    await plan({ buffers }, { proof: (line) => here.push(line) });
    const { proof } = await library.plan({ buffers }, { proof: (line) => there.push(line) });
    expect(proof?.written).toBe(true);
    expect(there).toEqual(here);
  });

  it("tells that there are no threads, for those asked for and for a large run", async () => {
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const { threads } = await library.plan({ buffers: [] }, { threads: 4, onWarning });
    expect(threads).toBe(1);
    const { buffers } = generate("residual", { buffers: 10_000, seed: 1 }).problem;
    const large = await library.plan({ buffers }, { stepLimit: 0, onWarning });
    expect(large.verification?.ok).toBe(true);
    expect(warnings).toEqual([
      expect.stringMatching(/^option threads: 4 asked for, 1 used: threads are those of Node/),
      expect.stringMatching(/^a run of this size stays in the calling thread: threads are those of Node/),
    ]);
  });

  it("refuses the path of a policy by name, and takes a policy itself", async () => {
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    await library.plan({ buffers: [] }, { policy: "mine.json", onWarning });
    expect(warnings).toEqual([expect.stringContaining("cannot read policy mine.json: a browser reads no files")]);
    const policy = { ...library.RULE_POLICY, members: [] };
    await expect(library.plan({ buffers: [] }, { policy })).rejects.toThrow("policy.members must be a list");
  });

  it("loads all that the package exports, the simulator for one", async () => {
    const { simulate } = await library.loadAll();
    expect(simulate({ buffers: CONSTRAINED.buffers.slice(1) }, [0, 0]).counts.overlap).toBe(1);
  });

  it(`has at most ${MOST_BYTES} bytes before it plans, and none of Node's modules`, () => {
    const texts = filesFrom("telaplan.js").map((name) => readFileSync(join(FOLDER, name), "utf8"));
    expect(gzipSync(texts.join("\n"), { level: 9 }).length).toBeLessThanOrEqual(MOST_BYTES);
    const built = readdirSync(FOLDER).filter((name) => name.endsWith(".js") && name !== "index.js");
    for (const name of built) {
      expect(readFileSync(join(FOLDER, name), "utf8"), name).not.toMatch(/from\s*"node:|require\(|import\("node:/);
    }
  });
});

/** A module and those that it imports at once. */
function filesFrom(name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [...seen];
  seen.add(name);
  const text = readFileSync(join(FOLDER, name), "utf8");
  for (const [, next] of text.matchAll(/from\s*"\.\/([^"]+)"/g)) filesFrom(next!, seen);
  return [...seen];
}

describe("what stands in for Node's modules", () => {
  const twins = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".browser.ts"))
    .map((name) => name.replaceAll("\\", "/").slice(0, -".browser.ts".length));

  it("is named in package.json, for bundlers, and nothing besides", () => {
    const { browser } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const expected = twins.map((name) => [`./dist/${name}.js`, `./dist/${name}.browser.js`]);
    expect(Object.entries(browser).sort()).toEqual(expected.sort());
  });

  it("exports what it stands in for", async () => {
    for (const name of twins) {
      const [node, browser] = await Promise.all([
        import(/* @vite-ignore */ join(ROOT, `dist/${name}.js`)),
        import(/* @vite-ignore */ join(ROOT, `dist/${name}.browser.js`)),
      ]);
      expect(Object.keys(browser).sort(), name).toEqual(Object.keys(node).sort());
    }
  });

  it("hashes as Node does", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 80 })), (texts) => {
        expect(sha256OfBrowsers(texts)).toBe(sha256(texts));
      }),
      { numRuns: 40 },
    );
    const long = ["a".repeat(100_000), "ä".repeat(55), "0".repeat(9)];
    expect(sha256OfBrowsers(long)).toBe(sha256(long));
  });
});
