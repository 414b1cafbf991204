import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { elementsOf, parseXml } from "../draw/well-formed.js";
import { meddledWith, prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();

/** The cheaper of two buffers has to leave the fast memory. */
const SPILL = JSON.stringify({
  memories: [{ id: "fast", capacity: 8, reserved: [{ from: 0, to: 2 }] }, { id: "slow" }],
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 4, memories: [{ id: "fast" }, { id: "slow", cost: 5 }] },
    { id: "b", lower: 2, upper: 6, size: 4, memories: [{ id: "fast" }, { id: "slow", cost: 7 }] },
  ],
});
const TWO = "id,lower,upper,size\na,0,1,4\nb,1,2,4\n";
const PAIRS = "a,b,rule,value\na,b,apart,2\n";

describe("the picture of a problem with constraints", () => {
  test("has a panel for each memory, with each buffer in its own, and the terms in its heading", () => {
    const svg = join(at.folder, "spill.svg");
    const file = write(at.folder, "spill.json", SPILL);
    expect(telaplan(["pack", "--svg", svg, file])).toMatchObject({ code: 0, stderr: "" });
    const picture = parseXml(readFileSync(svg, "utf8"));
    const texts = elementsOf(picture, "text").map(({ text, children }) => (children[0]?.text ?? "") + text);
    expect(texts.slice(0, 2)).toEqual(["spill.json", "2 buffers  ·  2 memories  ·  spill 5  ·  peak 10 B"]);
    expect(texts).toContain("fast  ·  peak 6 B  ·  capacity 8 B  ·  1 buffer");
    expect(texts).toContain("slow  ·  peak 4 B  ·  no capacity  ·  1 buffer");
    const tops = ["a\n", "b\n", "reserved"].map((title) => {
      const found = elementsOf(picture, "rect").find(({ children }) => children[0]?.text.startsWith(title));
      return Number(found!.attributes.y);
    });
    // From above: the buffer in the fast memory, what is reserved below it, the one in the slow memory.
    expect([tops[1]! < tops[2]!, tops[2]! < tops[0]!]).toEqual([true, true]);
  });
});

describe("a written file that lacks what options said", () => {
  test("is to be read with the file of pairs, and then keeps its rules", () => {
    const [csv, pairs] = [write(at.folder, "two.csv", TWO), write(at.folder, "pairs.csv", PAIRS)];
    const placed = join(at.folder, "placed.csv");
    const { code, stderr } = telaplan(["pack", "--pairs", pairs, "-o", placed, csv]);
    expect(code).toBe(0);
    expect(stderr).toBe(`${placed}: to be read with --pairs ${pairs}, as it does not say so itself\n`);
    expect(telaplan(["verify", "--pairs", pairs, placed]).code).toBe(0);
    const broken = write(at.folder, "broken.csv", "id,lower,upper,size,offset\na,0,1,4,0\nb,1,2,4,4\n");
    expect(telaplan(["verify", broken]).code).toBe(0);
    const judged = telaplan(["verify", "--pairs", pairs, broken]);
    expect(judged.code).toBe(1);
    expect(judged.stdout).toMatch(/apart {2}buffers "a" and "b"/);
  });

  test("says all where it is written anew in a form that has pairs", () => {
    const [csv, pairs] = [write(at.folder, "two.csv", TWO), write(at.folder, "pairs.csv", PAIRS)];
    const placed = join(at.folder, "placed.json");
    expect(telaplan(["pack", "--pairs", pairs, "-o", placed, csv])).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(readFileSync(placed, "utf8")).apart).toEqual([{ buffers: ["a", "b"], distance: 2 }]);
  });

  test("is to be read without capacities where the memories had none", () => {
    const placed = join(at.folder, "unbounded.json");
    const { code, stderr } = telaplan(["pack", "-c", "none", "-o", placed, write(at.folder, "spill.json", SPILL)]);
    expect([code, stderr]).toEqual([0, `${placed}: to be read with -c none, as it does not say so itself\n`]);
    expect(telaplan(["verify", "-c", "none", placed]).code).toBe(0);
    expect(telaplan(["verify", placed]).code).toBe(1);
  });
});

describe("a file of pairs", () => {
  test("that is not there is named, and not the problem's file", () => {
    const missing = join(at.folder, "nothing.csv");
    const { code, stderr } = telaplan(["pack", "--pairs", missing, write(at.folder, "two.csv", TWO)]);
    expect(code).toBe(2);
    expect(stderr).toContain(`--pairs: cannot read ${missing}: no such file or folder`);
  });
});

describe("Ctrl-C on a problem with constraints", () => {
  test("prints and writes the best plan so far, with the memory of each buffer", async () => {
    const file = join(at.folder, "hard.json");
    expect(telaplan(["generate", "spill", "--buffers", "400", "--seed", "1", "-o", file]).code).toBe(0);
    const placed = join(at.folder, "best.json");
    const args = ["pack", "--json", "-t", "none", "-o", placed, file];
    const { code, stdout } = await meddledWith(args, (child) => setTimeout(() => child.kill("SIGINT"), 4_000));
    expect(code).toBe(0);
    const [row] = rowsOf(stdout);
    expect(row).toMatchObject({ status: "feasible", stoppedBy: "cancel", verified: true, output: placed });
    const verified = telaplan(["verify", "--json", "--problem", file, placed]);
    expect(verified.code).toBe(0);
    const [{ value }] = row!.terms as [{ value: number }];
    expect(rowsOf(verified.stdout)[0]).toMatchObject({ differences: [], terms: { spill: value } });
  });
});

describe("what learns and explains", () => {
  test("leaves out problems with constraints, and names the constraint", () => {
    const folder = join(at.folder, "problems");
    write(folder, "spill.json", SPILL);
    const { code, stderr } = telaplan(["policy", "train", "--problems", folder, "-o", join(at.folder, "ours.json")]);
    expect(code).toBe(2);
    // Without TensorFlow.js nothing is read.
    expect(stderr).toMatch(/TensorFlow\.js, which is not installed|spill\.json: key "memories" is a constraint/);
    const explained = telaplan(["policy", "explain", join(folder, "spill.json")]);
    expect(explained.code).toBe(2);
    expect(explained.stderr).toMatch(/spill\.json: key "memories" is a constraint/);
  });
});
