import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RULE_POLICY } from "../../src/search/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { traceSearch } from "../support/search-trace.js";

// UPDATE_DOCS=1 npx vitest run test/search/worked-example.test.ts
//   writes what the search does now into docs/search.md.

const DOCUMENT = fileURLToPath(new URL("../../docs/search.md", import.meta.url));
const UPDATE = process.env.UPDATE_DOCS === "1";

/** The example of docs/search.md. */
const problem = {
  capacity: 10,
  buffers: [
    { id: "a", lower: 0, upper: 1, size: 5 },
    { id: "b", lower: 0, upper: 2, size: 3 },
    { id: "c", lower: 1, upper: 3, size: 6 },
    { id: "d", lower: 1, upper: 3, size: 1, alignment: 2 },
    { id: "e", lower: 2, upper: 3, size: 2 },
  ],
};

/** The blocks of the section, in their order: the trace's steps, one or more a block, then the picture. */
const BLOCK = /```text\n((?:at the root|step \d+,| +\d+ {2}[a-z.])[\s\S]*?)```/g;

describe("the worked example of docs/search.md", () => {
  const { steps, picture } = traceSearch(problem, RULE_POLICY.members[2]!);

  it("prints every state of the search, every failure and every jump as they are", () => {
    const known = new Map(steps.map((step) => [step.split("\n")[0]!.split(":")[0]!, step]));
    const text = readFileSync(DOCUMENT, "utf8");
    const seen: string[] = [];
    const updated = text.replace(BLOCK, (block, content: string) => {
      const [head] = content.split("\n")[0]!.split(":");
      const now = known.get(head!) ?? picture;
      seen.push(known.has(head!) ? head! : "picture");
      if (!UPDATE) expect(content).toBe(`${now}\n`);
      return block.replace(content, `${now}\n`);
    });
    expect(seen).toEqual([...known.keys(), "picture"]);
    if (UPDATE) writeFileSync(DOCUMENT, updated);
  });

  it("has the buffers that its table shows", () => {
    const text = readFileSync(DOCUMENT, "utf8");
    for (const { id, lower, upper, size, alignment = 1 } of problem.buffers) {
      expect(text).toMatch(new RegExp(`\\| ${id} +\\| +${lower} to ${upper} +\\| +${size} +\\| +${alignment} +\\|`));
    }
  });

  it("shows waste, a failure that jumps over a decision, and a plan at the optimum", () => {
    expect(steps.some((step) => step.includes("waste"))).toBe(true);
    expect(steps.some((step) => /back: \d+, \d+ taken back/.test(step))).toBe(true);
    expect(bruteForceOptimum(problem)).toBe(problem.capacity);
    expect(steps.length).toBeLessThan(10);
  });
});
