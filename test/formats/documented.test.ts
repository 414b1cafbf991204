import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parsePairs } from "../../src/formats/index.js";
import { planSync } from "../../src/index.js";

const PAGE = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");
const BLOCKS = Array.from(PAGE.matchAll(/^```text\n(.*?)^```$/gms), ([, content]) => content!);

test("every file that docs/formats.md shows is read, and without a word of what was ignored", () => {
  let read = 0;
  for (const block of BLOCKS) {
    if (block.startsWith("a,b,rule")) expect(Object.keys(parsePairs(block, "p.csv").lists)).toHaveLength(4);
    else expect(parse(block, "x").notes, block).toEqual([]);
    read++;
  }
  expect(read).toBe(5);
});

test("the window that docs/formats.md shows needs as much memory as it says", () => {
  const [windows] = BLOCKS.filter((block) => block.includes("1-2@3:4"));
  const { problem } = parse(windows!, "x.csv");
  expect(problem.buffers[0]!.gaps).toEqual([
    { lower: 0, upper: 1, from: 0, to: 1 },
    { lower: 1, upper: 2, from: 3, to: 4 },
  ]);
  const { status, peak } = planSync(problem, { minimize: true });
  expect([status, peak]).toEqual(["optimal", 4]);
});
