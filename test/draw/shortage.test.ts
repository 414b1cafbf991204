import { describe, expect, test } from "vitest";
import { drawShortage, type ShortageOptions } from "../../src/draw/index.js";
import { explainPeak } from "../../src/explain/index.js";
import type { Problem } from "../../src/problem/index.js";
import { buffer, textsIn } from "./picture.js";
import { elementsOf, type Node, parseXml } from "./well-formed.js";

function drawn(problem: Problem, options: Omit<ShortageOptions, "memories"> = {}): Node {
  return parseXml(drawShortage(problem, { ...options, memories: explainPeak(problem).memories }));
}

/** The paths that lie in red stripes, by the first line of their tooltips. */
function excessOf(picture: Node): string[] {
  return elementsOf(picture, "path")
    .filter(({ attributes }) => attributes.fill === "url(#excess)")
    .map(({ children }) => children[0]!.text);
}

/** Top and bottom in pixels of a path of steps. */
function heightOf({ attributes }: Node): number {
  const ys = [...attributes.d!.matchAll(/V([\d.]+)/g)].map(([, y]) => Number(y));
  return Math.max(...ys) - Math.min(...ys);
}

const TOO_MUCH: Problem = {
  capacity: 8,
  buffers: [buffer("a", 0, 4, 6), buffer("b", 2, 6, 6), buffer("c", 5, 9, 1)],
};

describe("the picture of what does not fit", () => {
  test("has the excess in red, by its bytes, in the load and in the closest plan", () => {
    const plan = { offsets: [0, 6, 0], memories: null };
    expect(excessOf(drawn(TOO_MUCH))).toEqual(["4 B beyond the capacity"]);
    expect(excessOf(drawn(TOO_MUCH, { plan }))).toEqual(["4 B beyond the capacity", "4 B beyond the capacity"]);
  });

  test("has nothing in red where the load fits and no plan is known", () => {
    const apart: Problem = { capacity: 8, buffers: [buffer("a", 0, 2, 6), buffer("b", 2, 4, 6)] };
    const picture = drawn(apart, { core: [0, 1] });
    expect(excessOf(picture)).toEqual([]);
    expect(textsIn(picture)).not.toContain("beyond the capacity");
  });

  test("shows an excess of one byte of a million by some pixels at least", () => {
    const problem: Problem = { capacity: 1_000_000, buffers: [buffer("a", 0, 1, 1_000_000), buffer("b", 0, 1, 1)] };
    const red = elementsOf(drawn(problem), "path").find(({ attributes }) => attributes.fill === "url(#excess)")!;
    expect(heightOf(red)).toBeGreaterThanOrEqual(3);
  });

  test("outlines the core in the plan and names its buffers to who points at it", () => {
    const picture = drawn(TOO_MUCH, { core: [0, 1], plan: { offsets: [0, 6, 0], memories: null } });
    const tooltips = elementsOf(picture, "title").map(({ text }) => text);
    expect(tooltips).toContain("cannot go together\na\nb");
    expect(textsIn(picture)).toContain("cannot go together");
    expect(textsIn(picture)).toContain("their live bytes");
  });

  test("says in its title, its description and a legend what it shows", () => {
    const message = "2 buffers live at t = 2 need 12 bytes, 4 more than there are";
    const picture = drawn(TOO_MUCH, { title: "model: no plan fits", message, core: [0, 1] });
    expect(picture.attributes.role).toBe("img");
    const [title, desc] = picture.children;
    expect([title!.name, title!.text]).toEqual(["title", "model: no plan fits"]);
    expect(desc!.text).toContain(message);
    expect(textsIn(picture)).toEqual(
      expect.arrayContaining([message, "live bytes", "beyond the capacity", "cannot go together"]),
    );
  });

  test("draws the capacity as a line in each panel, and the excess beside its name", () => {
    const texts = textsIn(drawn(TOO_MUCH, { plan: { offsets: [0, 6, 0], memories: null } }));
    expect(texts.filter((text) => text === "capacity")).toHaveLength(2);
    expect(texts).toEqual(expect.arrayContaining(["peak +4 B", "live +4 B"]));
  });

  test("has a panel for each memory, and says how many buffers may choose", () => {
    const problem: Problem = {
      memories: [
        { id: "L1", capacity: 8, reserved: [{ from: 0, to: 2 }] },
        { id: "dram", capacity: 64 },
      ],
      buffers: [
        buffer("a", 0, 4, 8, { memory: "L1" }),
        buffer("x", 0, 4, 6, { memory: "dram" }),
        buffer("y", 0, 4, 6, { memories: [{ id: "L1" }, { id: "dram" }] }),
      ],
    };
    const texts = textsIn(drawn(problem, { core: [0] }));
    expect(texts.some((text) => text.startsWith("L1  ·  capacity 8 B  ·  1 buffer"))).toBe(true);
    expect(texts.some((text) => text.startsWith("dram  ·  capacity 64 B  ·  1 buffer"))).toBe(true);
    expect(texts.some((text) => text.includes("not drawn: 1 buffer that may choose a memory"))).toBe(true);
    const plan = { offsets: [2, 0, 6], memories: ["L1", "dram", "dram"] };
    const planned = drawn(problem, { plan });
    expect(excessOf(planned)).toEqual(["2 B beyond the capacity"]);
    expect(textsIn(planned).some((text) => text.includes("not drawn"))).toBe(false);
  });

  test("is well formed whatever ids are called, and of problems with gaps, windows, aliases and no buffers", () => {
    const odd: Problem = {
      capacity: 4,
      buffers: [
        buffer('<&"\u0000', 0, 9, 8, {
          gaps: [
            { lower: 2, upper: 4 },
            { lower: 5, upper: 6, from: 0, to: 2 },
          ],
        }),
        buffer("part", 0, 1, 2),
      ],
      aliases: [{ buffer: "part", of: '<&"\u0000', at: 2 }],
    };
    const plan = { offsets: [0, 2], memories: null };
    expect(excessOf(drawn(odd, { plan, core: [0] }))).toHaveLength(2);
    expect(textsIn(drawn({ capacity: 4, buffers: [] }))).toContain("nothing is known to live in any memory");
  });
});
