import { describe, expect, test } from "vitest";
import { drawPlan } from "../../src/draw/index.js";
import type { Problem } from "../../src/problem/index.js";
import { buffer, draw, type Rectangle, rectanglesOf, textsIn } from "./picture.js";
import { elementsOf } from "./well-formed.js";

describe("a picture of several memories", () => {
  const problem: Problem = {
    memories: [
      { id: "L1", capacity: 8 },
      { id: "none", capacity: 4 },
      { id: "dram", base: 64 },
    ],
    buffers: [
      buffer("a", 0, 4, 8, { memory: "L1" }),
      buffer("x", 0, 4, 6, { memories: [{ id: "L1" }, { id: "dram", cost: 3 }] }),
      buffer("y", 2, 8, 2, { memory: "dram" }),
    ],
  };
  const memories = ["L1", "dram", "dram"];

  test("has a panel for each that something lies in, with its id, peak and capacity, and counts the others", () => {
    const picture = draw(problem, [0, 64, 70], { memories });
    const texts = textsIn(picture);
    expect(texts[1]).toBe("3 buffers  ·  3 memories, 1 of them empty  ·  peak 16 B");
    expect(texts).toContain("L1  ·  peak 8 B  ·  capacity 8 B  ·  1 buffer");
    expect(texts).toContain("dram  ·  peak 8 B  ·  no capacity  ·  2 buffers  ·  from address 64 on");
    expect(texts.some((text) => text.startsWith("none"))).toBe(false);
    expect(texts.filter((text) => text === "time")).toHaveLength(1);
  });

  test("lays panels one above the other, on one time axis", () => {
    const picture = draw(problem, [0, 64, 70], { memories });
    const [[a], [x], [y]] = ["a", "x", "y"].map((id) => rectanglesOf(picture, id)) as [
      [Rectangle],
      [Rectangle],
      [Rectangle],
    ];
    expect(a.y + a.height).toBeLessThan(y.y);
    expect(y.y + y.height).toBeCloseTo(x.y, 1);
    expect([x.x, x.width]).toEqual([a.x, a.width]);
    expect(y.x - a.x).toBeCloseTo(a.width / 2, 1);
  });

  test("grows where its panels would be too low", () => {
    const many = Array.from({ length: 12 }, (_, m) => `m${m}`);
    const wide: Problem = {
      memories: many.map((id) => ({ id })),
      buffers: many.map((memory, i) => buffer(`b${i}`, 0, 1, 4, { memory })),
    };
    const picture = draw(
      wide,
      many.map(() => 0),
    );
    const heights = many.map((_, i) => rectanglesOf(picture, `b${i}`)[0]!.height);
    expect(Math.min(...heights)).toBeGreaterThan(100);
    expect(Number(picture.attributes.height)).toBeGreaterThan(1_200);
  });

  test("needs to be told where a buffer with a choice lies, and names it", () => {
    expect(() => drawPlan(problem, [0, 64, 70])).toThrow('buffer "x": it is not said in which memory it lies');
    expect(() => drawPlan(problem, [0, 64, 70], { memories: ["L1", "L2", "dram"] })).toThrow(
      'buffer "x": there is no memory "L2"',
    );
  });

  test("wraps facts and cuts headings of panels to the width, and keeps the whole in a tooltip", () => {
    const id = "a memory whose name is far too long to be written over a panel".repeat(2);
    const many: Problem = {
      memories: [{ id, base: 2 ** 40, bank: 2 ** 20, capacity: 2 ** 30 }, { id: "m" }],
      buffers: [buffer("a", 0, 4, 8, { memory: id }), buffer("b", 0, 4, 8, { memory: "m" })],
      apart: [{ buffers: ["a", "b"], cost: 7 }],
    };
    const terms = ["spill", "reuse", "moved"].map((term) => ({ term, value: 1e12, bound: 1e11 }));
    for (const width of [480, 700, 1200]) {
      const picture = draw(many, [2 ** 40, 0], { width, terms });
      const lines = elementsOf(picture, "text").filter(({ attributes }) => attributes["text-anchor"] === undefined);
      // Those of lines on the right, and in the middle of groups, have other sizes.
      const headings = lines.filter(({ attributes }) => attributes["font-size"] === "12");
      expect(headings.length).toBeGreaterThan(3);
      for (const { attributes, children, text } of headings) {
        const said = children.filter(({ name }) => name === "tspan").map((child) => child.text);
        expect(Number(attributes.x) + (said.join("") + text).length * 7, `${width}: ${text}`).toBeLessThan(width);
      }
      // Lines of the heading and panels lie below each other.
      const heights = headings.map(({ attributes }) => Number(attributes.y));
      for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThanOrEqual(16);
      expect(elementsOf(picture, "title").map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/^a memory .*panel {2}· {2}peak 8 B {2}· {2}capacity .* B {2}· {2}1 buffer .*banks of/),
      );
    }
  });

  test("tells terms with what is proved of them, but the peak once", () => {
    const terms = [
      { term: "spill", value: 3, bound: 3 },
      { term: "reuse", value: 1_200, bound: 11 },
      { term: "moved", value: 64, bound: 0 },
      { term: "peak", value: 16, bound: 12 },
    ];
    const texts = textsIn(draw(problem, [0, 64, 70], { memories, terms, lowerBound: 12 }));
    expect(texts[1]).toContain(
      "  ·  spill 3  ·  reuse 1,200 ≥ 11  ·  moved 64 B ≥ 0 B  ·  peak 16 B  ·  lower bound 12 B",
    );
  });
});
