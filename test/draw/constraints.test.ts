import { describe, expect, test } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { drawPlan } from "../../src/draw/index.js";
import { palette } from "../../src/draw/palette.js";
import type { PlanResult } from "../../src/planner/index.js";
import { type Buffer, InputError, type Problem } from "../../src/problem/index.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { buffer, draw, isWithin, type Rectangle, rectanglesOf, textsIn } from "./picture.js";
import { elementsOf, parseXml } from "./well-formed.js";

/** The rectangles that a plan needs: one for each piece that has bytes, one for a buffer that never has any. */
function piecesWanted({ lower, upper, size, gaps = [] }: Buffer): number {
  const cuts = new Set([lower, upper, ...gaps.flatMap((gap) => [gap.lower, gap.upper])]);
  const times = [...cuts].sort((a, b) => a - b);
  const filled = times.slice(0, -1).filter((time) => {
    const gap = gaps.find((one) => one.lower <= time && time < one.upper);
    return size > 0 && (gap === undefined || (gap.to ?? 0) > (gap.from ?? 0));
  });
  return Math.max(1, filled.length);
}

describe("a picture of constraints", () => {
  test("leaves gaps blank and draws windows as low as the bytes that they need", () => {
    const a = buffer("a", 0, 12, 8, {
      gaps: [
        { lower: 3, upper: 6 },
        { lower: 6, upper: 9, from: 2, to: 4 },
      ],
    });
    const picture = draw({ buffers: [a, buffer("b", 0, 12, 8)] }, [8, 0]);
    const [whole] = rectanglesOf(picture, "b");
    const [first, window, last] = rectanglesOf(picture, "a");
    const unit = whole!.width / 12;
    expect(rectanglesOf(picture, "a")).toHaveLength(3);
    expect([first!.width, window!.width, last!.width].map((width) => width / unit)).toEqual(
      [3, 3, 3].map((times) => expect.closeTo(times, 2)),
    );
    expect((window!.x - whole!.x) / unit).toBeCloseTo(6, 2);
    expect(window!.height).toBeCloseTo(first!.height / 4, 1);
    // Its two lowest bytes are free.
    expect(window!.y + window!.height).toBeCloseTo(first!.y + first!.height * 0.75, 1);
    const tooltip = first!.node.children[0]!.text;
    expect(tooltip).toContain("no bytes in [3, 6)\nonly bytes [2, 4) in [6, 9)");
  });

  test("joins the pieces of a buffer by a dotted line around them, which lies under all fills", () => {
    const a = buffer("a", 0, 12, 8, { gaps: [{ lower: 3, upper: 6 }] });
    const picture = draw({ buffers: [a, buffer("b", 3, 6, 8)] }, [0, 0]);
    const groups = elementsOf(picture, "g");
    const dotted = groups.findIndex(({ attributes }) => attributes["stroke-dasharray"] === "1.5 2.5");
    const filled = groups.findIndex(({ children }) => children.some((rect) => rect.attributes.fill === palette[0]));
    expect(dotted).toBeGreaterThanOrEqual(0);
    expect(dotted).toBeLessThan(filled);
    const [outline] = groups[dotted]!.children;
    const [first, last] = rectanglesOf(picture, "a");
    expect(Number(outline!.attributes.x)).toBe(first!.x);
    expect(Number(outline!.attributes.width)).toBeCloseTo(last!.x + last!.width - first!.x, 1);
    expect(groups[dotted]!.children).toHaveLength(1);
  });

  test("hatches reserved ranges as far as the panel shows them", () => {
    const reserved = [
      { from: 0, to: 4 },
      { from: 6, to: 100 },
      { from: 200, to: 300 },
    ];
    const problem = { memories: [{ id: "m", capacity: 1_000, reserved }], buffers: [buffer("a", 0, 4, 2)] };
    const picture = draw(problem, [4]);
    const [a] = rectanglesOf(picture, "a");
    const hatched = elementsOf(picture, "rect").filter(({ attributes }) => attributes.fill === "url(#reserved)");
    expect(hatched.map(({ children }) => children[0]!.text)).toEqual(["reserved [0, 4)", "reserved [6, 100)"]);
    expect(Number(hatched[0]!.attributes.y)).toBeCloseTo(a!.y + a!.height, 1);
    expect(Number(hatched[0]!.attributes.height)).toBeCloseTo(2 * a!.height, 1);
    expect(Number(hatched[1]!.attributes.height)).toBeLessThan(a!.height / 4);
    expect(elementsOf(picture, "pattern").map(({ attributes }) => attributes.id)).toEqual(["reserved"]);
  });

  test("draws lines between banks, unless they are too many to be told apart", () => {
    const lines = (bank: number): number => {
      const problem = { memories: [{ id: "m", bank }], buffers: [buffer("a", 0, 4, 64)] };
      const dashed = elementsOf(draw(problem, [0]), "path").filter(
        ({ attributes }) => attributes["stroke-dasharray"] === "6 4",
      );
      return dashed.flatMap(({ attributes }) => attributes.d!.split("M").slice(1)).length;
    };
    expect(lines(16)).toBe(4);
    expect(lines(2)).toBe(32);
    expect(lines(128)).toBe(0);
    expect(textsIn(draw({ memories: [{ id: "m", bank: 16 }], buffers: [buffer("a", 0, 4, 64)] }, [0]))).toContain(
      "m  ·  peak 64 B  ·  no capacity  ·  1 buffer  ·  banks of 16 B",
    );
    const tiny = { memories: [{ id: "m", bank: 1 }], buffers: [buffer("a", 0, 4, 4_096)] };
    expect(drawPlan(tiny, [0])).not.toContain("6 4");
  });

  test("draws a part of a buffer within it, after it and in its colour", () => {
    const problem: Problem = {
      buffers: [buffer("p", 2, 4, 2), buffer("q", 2, 3, 1), buffer("cat", 0, 6, 8)],
      aliases: [
        { buffer: "p", of: "cat", at: 4 },
        { buffer: "q", of: "p", at: 1 },
      ],
    };
    const picture = draw(problem, [4, 5, 0]);
    const [[p], [q], [cat]] = ["p", "q", "cat"].map((id) => rectanglesOf(picture, id)) as [
      [Rectangle],
      [Rectangle],
      [Rectangle],
    ];
    expect([isWithin(p, cat), isWithin(q, p)]).toEqual([true, true]);
    expect([p, q, cat].map(({ node }) => node.attributes.fill)).toEqual([palette[2], palette[2], palette[2]]);
    const order = elementsOf(picture, "rect");
    expect([cat, p, q].map(({ node }) => order.indexOf(node))).toEqual(
      [cat, p, q].map(({ node }) => order.indexOf(node)).toSorted((a, b) => a - b),
    );
    expect(q.node.children[0]!.text).toContain("part of cat");
    expect(cat.node.children[0]!.text).not.toContain("part of");
  });

  test("marks an output that lies in the place of its input, and only there", () => {
    const problem: Problem = {
      buffers: [buffer("in", 0, 4, 4), buffer("out", 3, 8, 4)],
      inplace: [{ buffer: "out", of: "in" }],
    };
    const marks = (offsets: number[]): string[] =>
      elementsOf(draw(problem, offsets), "path").flatMap(({ children }) => children.map(({ text }) => text));
    expect(marks([0, 0])).toEqual(["out in place of in"]);
    expect(marks([0, 4])).toEqual([]);
  });

  test("shows both an input and the output in its place, and neither of two that share no byte", () => {
    const problem: Problem = {
      buffers: [buffer("in", 0, 4, 4), buffer("out", 3, 8, 2), buffer("other", 0, 8, 1)],
      inplace: [{ buffer: "out", of: "in", at: 1 }],
      free: [{ buffers: ["other", "in"] }],
    };
    const opacities = (offsets: number[]) => {
      const picture = draw(problem, offsets);
      return ["in", "out", "other"].map((id) => rectanglesOf(picture, id)[0]!.node.attributes["fill-opacity"]);
    };
    expect(opacities([0, 1, 4])).toEqual([".6", ".6", undefined]);
    expect(opacities([0, 4, 6])).toEqual([undefined, undefined, undefined]);
    // Not at the distance that lets them share bytes: the plan is broken, and drawn as any other.
    expect(opacities([0, 2, 6])).toEqual([undefined, undefined, undefined]);
    expect(opacities([0, 4, 3])).toEqual([".6", undefined, ".6"]);
  });

  test("branches of different memories, or at different times, are not seen through", () => {
    const problem: Problem = {
      memories: [{ id: "m" }, { id: "n" }],
      buffers: [
        buffer("a", 0, 4, 4, { memory: "m" }),
        buffer("b", 0, 4, 4, { memory: "n" }),
        buffer("c", 4, 8, 4, { memory: "m" }),
      ],
      free: [{ buffers: ["a", "b", "c"] }],
    };
    expect(drawPlan(problem, [0, 0, 0])).not.toContain('fill-opacity=".6"');
  });

  test("counts the pairs and the buffers that are bound without being drawn", () => {
    const buffers = ["a", "b", "c", "d", "e"].map((id, i) => buffer(id, i, i + 1, 4, { exclusive: i > 2 }));
    const picture = draw(
      {
        memories: [{ id: "m", bank: 64 }],
        buffers,
        apart: [
          { groups: [["a"], ["b", "c"]] },
          { buffers: ["a", "b"], cost: 3 },
          { buffers: ["b", "c", "d"], banks: true },
        ],
      },
      [0, 4, 8, 12, 16],
    );
    const note = "2 pairs apart, 1 pair with a cost of reuse, 3 pairs in no common bank, 2 exclusive buffers";
    expect(textsIn(picture)).toContain(`not drawn: ${note}`);
    expect(elementsOf(picture, "desc")[0]!.text).toContain(note);
    expect(drawPlan({ memories: [{ id: "m" }], buffers }, [0, 4, 8, 12, 16])).toContain(
      "not drawn: 2 exclusive buffers",
    );
    expect(drawPlan({ memories: [{ id: "m" }], buffers: [buffer("a", 0, 1, 4)] }, [0])).not.toContain("not drawn");
  });

  test("draws clocks at the sums of their entries, and says so", () => {
    const clock = (lower: number[], upper: number[]): Partial<Buffer> => ({ clock: { lower, upper } });
    const buffers = [
      buffer("a", 0, 2, 4, clock([0, 0], [2, 0])),
      buffer("b", 2, 4, 4, clock([0, 2], [0, 4])),
      buffer("c", 4, 8, 4, clock([2, 2], [4, 4])),
    ];
    const picture = draw({ buffers }, [0, 4, 0]);
    expect(textsIn(picture)).toContain("times are the sums of clocks' entries");
    const [a, b, c] = ["a", "b", "c"].map((id) => rectanglesOf(picture, id)[0]!);
    expect(b!.x).toBeCloseTo(a!.x + a!.width, 1);
    expect(c!.width).toBeCloseTo(2 * a!.width, 1);
  });

  test("writes the name of a buffer beside its parts, not over their outlines", () => {
    const problem: Problem = {
      buffers: [buffer("whole", 0, 100, 8), buffer("part", 30, 90, 2)],
      aliases: [{ buffer: "part", of: "whole", at: 3 }],
    };
    const picture = draw(problem, [0, 3]);
    const [part] = rectanglesOf(picture, "part");
    const name = elementsOf(picture, "text").find(({ text }) => text === "whole")!.attributes;
    const y = Number(name.y);
    expect(y < part!.y || y - 12 > part!.y + part!.height).toBe(true);
  });

  test("shows both of two exclusive branches, and their names beside each other", () => {
    const problem: Problem = {
      buffers: [buffer("then", 0, 4, 8), buffer("else", 0, 4, 8), buffer("both", 0, 4, 8)],
      free: [{ buffers: ["then", "else"] }],
    };
    const picture = draw(problem, [0, 0, 8]);
    const opacityOf = (id: string) => rectanglesOf(picture, id)[0]!.node.attributes["fill-opacity"];
    expect(["then", "else", "both"].map(opacityOf)).toEqual([".6", ".6", undefined]);
    const heights = ["then", "else"].map((id) => {
      const name = elementsOf(picture, "text").find(({ text }) => text === id);
      return Number(name!.attributes.y);
    });
    expect(Math.abs(heights[0]! - heights[1]!)).toBeGreaterThan(25);
  });

  test("tells of exclusive, banked and moved buffers in their tooltips", () => {
    const problem: Problem = {
      memories: [{ id: "m", bank: 16 }],
      buffers: [
        buffer("a", 0, 4, 8, { exclusive: true, withinBank: true, hint: 16 }),
        buffer("b", 0, 4, 8, { hint: 8 }),
      ],
    };
    const picture = draw(problem, [0, 8]);
    const tooltipOf = (id: string) => rectanglesOf(picture, id)[0]!.node.children[0]!.text.split("\n").slice(4);
    expect(tooltipOf("a")).toEqual(["exclusive", "within one bank", "moved from 16"]);
    expect(tooltipOf("b")).toEqual([]);
  });

  test("draws one that never needs a byte as a dashed line", () => {
    const a = buffer("a", 0, 4, 8, { gaps: [{ lower: 0, upper: 4 }] });
    const picture = draw({ buffers: [a, buffer("b", 0, 4, 4)] }, [0, 0]);
    expect(rectanglesOf(picture, "a").map(({ node }) => node.attributes["stroke-dasharray"])).toEqual(["3 2"]);
  });

  test("says so where there are no buffers", () => {
    expect(textsIn(draw({ memories: [{ id: "m" }], buffers: [] }, []))).toContain("no buffers, nothing to place");
  });

  test("refuses a problem that contradicts itself, and a plan of another length", () => {
    const problem = { buffers: [buffer("a", 0, 4, 8)], aliases: [{ buffer: "a", of: "nobody" }] };
    expect(() => drawPlan(problem, [0])).toThrow(/nobody/);
    expect(() => drawPlan({ memories: [{ id: "m" }], buffers: [buffer("a", 0, 4, 8)] }, [])).toThrow(
      "one offset a buffer: got 0 for 1 buffers",
    );
  });

  test("of 12,000 buffers is under 2 MB, without tooltips, and leaves gaps blank", () => {
    const buffers = Array.from({ length: 12_000 }, (_, i) =>
      buffer(`b${i}`, 0, 100, 64, { gaps: [{ lower: 40, upper: 60 }] }),
    );
    const svg = drawPlan(
      { buffers },
      buffers.map((_, i) => (i % 40) * 64),
    );
    expect(svg.length).toBeLessThan(2_000_000);
    expect(rectanglesOf(parseXml(svg), "b0")).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity/);
    const fills = elementsOf(parseXml(svg), "path").filter(({ attributes }) => palette.includes(attributes.fill!));
    const widths = fills.flatMap(({ attributes }) =>
      [...attributes.d!.matchAll(/h([\d.]+)v/g)].map(([, width]) => Number(width)),
    );
    expect(widths.length).toBeGreaterThan(0);
    // Two fifths of the time each, of some 984 pixels.
    expect(Math.max(...widths)).toBeLessThan(400);
  });

  test("of random problems of every construct is well formed, and has every buffer within the frame", () => {
    let drawn = 0;
    for (let seed = 0; seed < 300; seed++) {
      const problem = constraintProblem(seed, seed % 3 === 0 ? CONSTRUCTS : [CONSTRUCTS[seed % CONSTRUCTS.length]!]);
      const bases = new Map(problem.memories?.map(({ id, base = 0 }) => [id, base]));
      const memories = problem.buffers.map(
        ({ memory, memories: choices }) => memory ?? choices?.[0]?.id ?? problem.memories?.[0]?.id ?? "",
      );
      const offsets = problem.buffers.map((_, b) => (bases.get(memories[b]!) ?? problem.base ?? 0) + 3 * b);
      let svg: string;
      try {
        svg = drawPlan(problem, offsets, { memories });
      } catch (error) {
        if (error instanceof InputError) continue;
        throw error;
      }
      drawn++;
      const picture = parseXml(svg);
      for (const { id } of problem.buffers) {
        const rectangles = rectanglesOf(picture, id);
        expect(rectangles.length, `seed ${seed}, ${id}`).toBeGreaterThan(0);
        for (const { x, y, width, height } of rectangles) {
          expect(
            [x, y].every((at) => at >= 0),
            `seed ${seed}, ${id}`,
          ).toBe(true);
          expect([x + width <= 1200, y + height <= Number(picture.attributes.height)]).toEqual([true, true]);
        }
      }
      expect(svg.replace(/>[^<]*</g, "><"), `seed ${seed}`).not.toMatch(/NaN|Infinity/);
    }
    expect(drawn).toBeGreaterThan(150);
  });

  test.each(CONSTRUCTS)("of each plan of a random problem with %s has a rectangle for each piece", (construct) => {
    let drawn = 0;
    for (let seed = 0; seed < 12; seed++) {
      const problem = constraintProblem(seed, seed % 2 === 0 ? [construct] : [construct, "gaps", "windows"]);
      const result = planned(problem);
      if (result === null || result.offsets === null) continue;
      drawn++;
      const picture = draw(problem, result.offsets, { memories: result.memories, terms: result.terms });
      for (const one of problem.buffers) {
        const rectangles = rectanglesOf(picture, one.id);
        expect(rectangles.length, `seed ${seed}, ${one.id}`).toBe(piecesWanted(one));
        expect(new Set(rectangles.map(({ node }) => node.attributes.fill)).size).toBe(1);
        expect(new Set(rectangles.map(({ node }) => node.children[0]!.text)).size).toBe(1);
      }
    }
    expect(drawn).toBeGreaterThan(0);
  });

  test("of 300 buffers in 4 memories is readable: names in their rectangles, panels apart", () => {
    const ids = ["L1", "L2", "shared", "dram"];
    const buffers = Array.from({ length: 300 }, (_, i) =>
      buffer(`tensor${i}`, (i * 7) % 90, ((i * 7) % 90) + 3 + (i % 9), 1024 * (1 + (i % 5)), { memory: ids[i % 4]! }),
    );
    const problem = { memories: ids.map((id) => ({ id })), buffers };
    const picture = draw(problem, planned(problem)!.offsets!);
    expect(elementsOf(picture, "rect").filter(({ children }) => children.length > 0)).toHaveLength(300);
    const names = elementsOf(picture, "text").filter(({ text }) => text.startsWith("tensor"));
    expect(names.length).toBeGreaterThan(20);
    for (const { text, attributes } of names) {
      const [box] = rectanglesOf(picture, text);
      const turned = attributes.transform !== undefined;
      const long = text.length * Number(attributes["font-size"]) * 0.6;
      expect(long, text).toBeLessThan(turned ? box!.height : box!.width);
      expect(Number(attributes["font-size"]), text).toBeLessThan(turned ? box!.width : box!.height);
    }
    const spans = ids.map((_, m) => {
      const inside = buffers.filter((_, i) => i % 4 === m).map(({ id }) => rectanglesOf(picture, id)[0]!);
      return [Math.min(...inside.map(({ y }) => y)), Math.max(...inside.map(({ y, height }) => y + height))] as const;
    });
    // An unbounded memory ends a little above its peak: the panels are full, and far enough from each other.
    for (let m = 1; m < 4; m++) expect(spans[m]![0] - spans[m - 1]![1]).toBeGreaterThan(30);
    for (const [top, bottom] of spans) expect(bottom - top).toBeGreaterThan(100);
  });
});

/** Null where the problem contradicts itself. */
function planned(problem: Problem): PlanResult | null {
  try {
    return planSync(problem, { stepLimit: 20_000 });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
