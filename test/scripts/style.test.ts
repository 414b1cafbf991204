import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { committedFiles } from "../../scripts/committed-files.mjs";
import { isWritten, wideLines } from "../../scripts/line-width.mjs";
import { privateKeywords } from "../../scripts/private-names.mjs";
import { prepare } from "../cli/run.js";

const space = prepare();

describe("the width of lines", () => {
  it("is counted in characters, whatever their bytes, and 120 are not too many", () => {
    const text = ["x".repeat(120), "€".repeat(121), "😀".repeat(120), "", "y".repeat(130)].join("\r\n");
    expect(wideLines("a.ts", text)).toEqual(["a.ts:2: 121 columns", "a.ts:5: 130 columns"]);
  });

  it("is asked of what people write, and not of what programs write", () => {
    const written = ["README.md", "src/a.ts", "bench/run.mjs", ".ci/run", "package.json", "test/optima/replay.test.ts"];
    const made = [
      "package-lock.json",
      "policy/learned.json",
      "test/optima/small-plain.txt",
      "docs/plan.svg",
      "LICENSE",
    ];
    expect([...written, ...made].filter(isWritten)).toEqual(written);
    expect(isWritten("src/client/generated/telaplan/v1/Problem.ts")).toBe(false);
  });

  it("names each wide line of a checkout, new files too, and ends with 1", () => {
    const root = join(space.folder, "checkout");
    const wide = `// ${"z".repeat(120)}\n`;
    mkdirSync(join(root, "src"), { recursive: true });
    for (const args of [
      ["init", "-q"],
      ["add", "."],
    ])
      spawnSync("git", args, { cwd: root });
    writeFileSync(join(root, ".gitignore"), "ignored.ts\n");
    for (const name of ["ignored.ts", "src/new.ts"]) writeFileSync(join(root, name), `\n${wide}`);
    const program = fileURLToPath(new URL("../../scripts/line-width.mjs", import.meta.url));
    const run = () => spawnSync(process.execPath, [program, root], { encoding: "utf8" });
    const { status, stdout, stderr } = run();
    expect([status, stdout, stderr]).toEqual([1, "src/new.ts:2: 123 columns\n", "1 line is wider than 120 columns\n"]);
    expect(committedFiles(root)).toEqual([".gitignore", "src/new.ts"]);
    writeFileSync(join(root, "src/new.ts"), "");
    expect(run()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("what is private", () => {
  it("is found where the keyword says so, in members, parameters and constructors, and not in words", () => {
    const text = `
      // A private matter.
      class A {
        private readonly size = 1;
        #own = "private key";
        constructor(readonly seen: number, private hidden: number) {}
        private static async look() {}
      }
      abstract class B {
        private constructor() {}
        protected name() {}
      }`;
    expect(privateKeywords("a.ts", text)).toEqual([
      "a.ts:4: private size",
      "a.ts:6: private hidden",
      "a.ts:7: private look",
      "a.ts:10: private constructor",
    ]);
  });
});
