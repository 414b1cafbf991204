import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { planSync } from "../../../src/index.js";
import { liveAtPeak } from "../../../src/model/peak.js";
import { pickled } from "../pytorch/pickle-writer.js";
import { EXAMPLE } from "../pytorch/snapshots.js";

const PAGE = readFileSync(new URL("../../../docs/traces.md", import.meta.url), "utf8");
const BLOCKS = Array.from(PAGE.matchAll(/^```text\n(.*?)^```$/gms), ([, content]) => content!);

function block(begin: string): string {
  const [found, ...others] = BLOCKS.filter((each) => each.startsWith(begin));
  if (found === undefined || others.length > 0) throw new Error(`docs/traces.md has not one block ${begin}`);
  return found;
}

test("the traces that docs/traces.md shows are read", () => {
  const json = parse(block('{"time"'), "t.jsonl");
  expect(json.problem.buffers).toEqual([{ id: "0x7f00", lower: 1, upper: 4, size: 64 }]);
  expect(json.notes).toEqual([]);
  const csv = parse(block("time,op"), "t.csv");
  expect(csv.form.name).toBe(parse(block('{"time"'), "t").form.name);
  expect(csv.notes).toEqual(["1 buffer is never freed: live to the end"]);
});

test("the plan that docs/traces.md shows is one of its trace, at the least peak", () => {
  const { problem } = parse(block("time,op"), "t.csv");
  const placed = parse(block("id,lower"), "p.csv", { placed: true });
  expect(placed.problem.buffers).toEqual(problem.buffers);
  expect(liveAtPeak(problem)).toMatchObject({ time: 3, bytes: 128 });
  const { status, peak, offsets } = planSync(problem, { minimize: true });
  expect([status, peak]).toEqual(["optimal", 128]);
  expect(Array.from(offsets!)).toEqual(Array.from(placed.offsets!));
});

test("the name and the refusal that docs/traces.md shows are those of the reader", () => {
  const [name] = block("b7f0000000800_0").split("\n");
  expect(parse(pickled(EXAMPLE), "s.pickle").problem.buffers.map(({ id }) => id)).toContain(name);
  const evil = new TextEncoder().encode("..cos\nsystem\n(S'ls'\ntR.");
  evil.set([0x80, 2]);
  expect(() => parse(evil, "evil.pickle")).toThrow(block("evil.pickle").trim().replaceAll("\n", " "));
});
