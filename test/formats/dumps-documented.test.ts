import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/formats/index.js";
import { FORMS } from "../../src/formats/registry.js";
import { planSync } from "../../src/index.js";
import { IREE } from "./producer/dumps.js";

const PAGE = readFileSync(new URL("../../docs/dumps.md", import.meta.url), "utf8");
const BLOCKS = Array.from(PAGE.matchAll(/^```(?:text|mlir|json)\n(.*?)^```$/gms), ([, content]) => content!);

/** The one block that has `word` in it. */
function block(word: string): string {
  const found = BLOCKS.filter((each) => each.includes(word));
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe("docs/dumps.md", () => {
  test.each([
    ["stream.resource.pack", "IREE pack text", 6, 432],
    ["toy.pool", "MLIR text (memref)", 3, 1280],
    ["variables", "tt-mlir D2M JSON", 3, 5120],
    ["Start Addr", "Vela's verbose allocation", 3, 320],
    ["buffer_id", "MSA allocinfo (XLA)", 3, 1536],
  ])("shows with %s a file of %s, of %i buffers, that needs %i bytes", (word, name, buffers, peak) => {
    const { problem, form } = parse(block(word), "x");
    expect([form.name, problem.buffers.length]).toEqual([name, buffers]);
    const result = planSync(problem, { minimize: true });
    expect([result.status, result.peak]).toEqual(["optimal", peak]);
  });

  test("draws slices where they may lie", () => {
    const { problem } = parse(block("stream.resource.pack"), "x");
    expect(problem.buffers).toEqual(parse(IREE, "x").problem.buffers);
    const drawing = block("%t#5      │");
    const offsets = [208, 320, 208, 0, 112, 0];
    for (const [i, { id, lower, size }] of problem.buffers.entries()) {
      expect(drawing).toContain(` ${offsets[i]! + size} `);
      const line = drawing.split("\n").find((each) => each.includes(`${id} `))!;
      expect(line.indexOf(id)).toBe(7 + 6 * lower);
    }
  });

  test.each([
    "ExecuTorch program (.pte)",
    "IREE pack text",
    "MLIR text (memref)",
    "tt-mlir D2M JSON",
    "Vela's verbose allocation",
    "MSA allocinfo (XLA)",
  ])("has a line in its table for %s, which is read", (name) => {
    expect(FORMS.some((form) => form.name === name)).toBe(true);
    expect(PAGE).toContain(`\n| ${name.replace(/ \(.*/, "")} `);
  });
});
