import { expect, test } from "vitest";
import { diffPlans, type PlacedPlan } from "../../src/changes/index.js";
import { drawDiff } from "../../src/draw/index.js";
import { rectanglesOf } from "./picture.js";
import { elementsOf, parseXml } from "./well-formed.js";

const plan = (rows: Record<string, [number, number]>): PlacedPlan => ({
  problem: { buffers: Object.entries(rows).map(([id, [, size]]) => ({ id, lower: 0, upper: 4, size })) },
  offsets: Object.values(rows).map(([offset]) => offset),
});
const before = plan({ stays: [0, 4], moves: [4, 4], goes: [8, 4] });
const after = plan({ stays: [0, 4], moves: [8, 4], "comes <&>": [4, 2] });

test("the second plan is filled, and dashed is where what moved or is gone lay before", () => {
  const stays = { offset: 0, size: 4, lower: 0, upper: 4, memory: null };
  const picture = parseXml(drawDiff(diffPlans(before, after), new Map([["stays", stays]])));
  const isDashed = (id: string): boolean[] =>
    rectanglesOf(picture, id).map(({ node }) => node.attributes["stroke-dasharray"] !== undefined);
  expect(["stays", "moves", "goes", "comes <&>"].map(isDashed)).toEqual([[false], [false, true], [true], [false]]);
  const [now, was] = rectanglesOf(picture, "moves");
  const [goes] = rectanglesOf(picture, "goes");
  expect(now!.y).toBeCloseTo(goes!.y, 5);
  expect(was!.y).toBeGreaterThan(now!.y);
  const heading = elementsOf(picture, "desc")[0]!.text;
  expect(heading).toContain("peak 12 B → 12 B, 1 moved (4 B), 1 new (2 B), 1 gone (4 B), 1 where they were");
});

test("every memory has a panel, and buffers lie in their own", () => {
  const memories = [{ id: "sram" }, { id: "dram" }];
  const buffer = { id: "a", lower: 0, upper: 2, size: 4, memories };
  const at = (memory: string) => ({ problem: { memories, buffers: [buffer] }, offsets: [0], memories: [memory] });
  const picture = parseXml(drawDiff(diffPlans(at("sram"), at("dram")), new Map()));
  const [was, now] = rectanglesOf(picture, "a");
  expect(was!.node.attributes["stroke-dasharray"]).toBeDefined();
  expect(now!.y).toBeGreaterThan(was!.y + was!.height);
});

test("plans of no buffers are a picture that says so", () => {
  const nothing = { problem: { buffers: [] }, offsets: [] };
  expect(drawDiff(diffPlans(nothing, nothing), new Map())).toContain("no buffers");
});
