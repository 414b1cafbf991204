import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawPlan } from "../../src/draw/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { elementsOf, type Node, parseXml } from "./well-formed.js";

const small: Problem = {
  capacity: 16,
  buffers: [
    { id: "a", lower: 0, upper: 10, size: 4 },
    { id: "b", lower: 5, upper: 20, size: 8 },
    { id: "c", lower: 10, upper: 20, size: 4 },
  ],
};
const offsets = [0, 4, 0];

const draw = (problem: Problem, at: ArrayLike<number>, options = {}): Node => parseXml(drawPlan(problem, at, options));
/** The rectangles of buffers: those with a tooltip. */
const buffersIn = (picture: Node): Node[] =>
  elementsOf(picture, "rect").filter((rect) => rect.children.some((child) => child.name === "title"));
const textsIn = (picture: Node): string[] => elementsOf(picture, "text").map((text) => text.text);

/** Every buffer on top of all that came before. */
function stack(buffers: readonly Buffer[]): number[] {
  let top = 0;
  return buffers.map(({ size }) => {
    top += size;
    return top - size;
  });
}

describe("drawPlan", () => {
  test("draws one rectangle a buffer, with id, lifetime, size and offset in its tooltip", () => {
    const rectangles = buffersIn(draw(small, offsets));
    expect(rectangles).toHaveLength(3);
    const tooltips = rectangles.map((rect) => rect.children[0]!.text).sort();
    expect(tooltips[1]).toBe("b\nlive [5, 20)\nsize 8 (8 B)\noffset 4, top 12");
  });

  test("puts time across and address up, to scale", () => {
    const [a, b, c] = buffersIn(draw(small, offsets)).map(({ attributes }) => ({
      x: Number(attributes.x),
      y: Number(attributes.y),
      width: Number(attributes.width),
      height: Number(attributes.height),
    }));
    expect(b!.width / a!.width).toBeCloseTo(1.5, 2);
    expect(b!.height / a!.height).toBeCloseTo(2, 2);
    expect(b!.x - a!.x).toBeCloseTo(a!.width / 2, 1);
    expect(c!.x).toBeCloseTo(a!.x + a!.width, 1);
    expect(b!.y + b!.height).toBeCloseTo(a!.y, 1);
    expect(c!.y).toBeCloseTo(a!.y, 1);
  });

  test("rectangles of buffers that share no byte do not overlap in the picture", () => {
    const rectangles = buffersIn(draw(small, offsets)).map(({ attributes }) => attributes);
    for (const p of rectangles) {
      for (const q of rectangles) {
        if (p === q) continue;
        const across = Math.min(+p.x! + +p.width!, +q.x! + +q.width!) - Math.max(+p.x!, +q.x!);
        const up = Math.min(+p.y! + +p.height!, +q.y! + +q.height!) - Math.max(+p.y!, +q.y!);
        expect(Math.min(across, up)).toBeLessThan(0.03);
      }
    }
  });

  test("names peak, load bound and capacity, with their bytes in the heading", () => {
    const texts = textsIn(draw(small, offsets, { title: "small" }));
    expect(texts[0]).toBe("small");
    expect(texts[1]).toBe("3 buffers  ·  peak 12 B  ·  lower bound 12 B  ·  capacity 16 B");
    expect(texts).toEqual(expect.arrayContaining(["peak", "capacity", "load bound", "address", "live bytes", "time"]));
  });

  test("draws one line where the peak is the capacity", () => {
    const texts = textsIn(draw(small, offsets, { capacity: 12 }));
    expect(texts).toContain("peak = capacity");
    expect(texts).not.toContain("capacity");
  });

  test("a capacity far above the plan is named but does not squeeze it", () => {
    const height = (capacity: number) => Number(buffersIn(draw(small, offsets, { capacity }))[0]!.attributes.height);
    expect(height(1e9)).toBeCloseTo(height(12), 5);
    expect(textsIn(draw(small, offsets, { capacity: 1e9 })).join()).toContain("capacity 1,000,000,000 B");
  });

  test("a proved bound above the load bound is drawn as the lower bound", () => {
    const texts = textsIn(draw(small, [0, 8, 0], { lowerBound: 14 }));
    expect(texts).toContain("lower bound");
    expect(texts.join()).toContain("lower bound 14 B");
  });

  test("the same buffer has the same fill in every plan", () => {
    const fillOf = (picture: Node) =>
      Object.fromEntries(
        elementsOf(picture, "g").flatMap((group) =>
          group.children
            .filter((child) => child.name === "rect")
            .map((rect) => [rect.children[0]!.text.split("\n")[0]!, group.attributes.fill]),
        ),
      );
    const fills = fillOf(draw(small, offsets));
    expect(fillOf(draw(small, stack(small.buffers), { capacity: 100 }))).toEqual(fills);
    expect(new Set(Object.values(fills)).size).toBe(3);
    expect(Object.values(fills).every((fill) => /^#[\da-f]{6}$/.test(fill!))).toBe(true);
  });

  test("a name is written only where its rectangle has room for it", () => {
    const buffers = [
      { id: "wide", lower: 0, upper: 1000, size: 100 },
      { id: "a name too long for one thousandth of the time", lower: 0, upper: 1, size: 100 },
      { id: "flat", lower: 0, upper: 1000, size: 1 },
    ];
    const texts = textsIn(draw({ buffers }, stack(buffers)));
    expect(texts).toContain("wide");
    expect(texts).not.toContain("flat");
    expect(texts.some((text) => text.startsWith("a name"))).toBe(false);
  });

  test("a name too long for any way loses its middle, and is whole in the tooltip", () => {
    const long = `first/${"part;".repeat(60)}last/Conv2D`;
    const buffers = [{ id: long, lower: 0, upper: 10, size: 100 }];
    const picture = draw({ buffers }, [0]);
    const shown = textsIn(picture).filter((text) => text.includes("…"));
    expect(shown).toEqual([expect.stringMatching(/^first\/part;.*….*last\/Conv2D$/)]);
    expect(shown[0]!.length * 9 * 0.6).toBeLessThan(Number(buffersIn(picture)[0]!.attributes.width));
    expect(buffersIn(picture)[0]!.children[0]!.text).toContain(long);
  });

  test("a name too long for a tall narrow rectangle is written upwards in it", () => {
    const buffers = [
      { id: "a.rather.long.name", lower: 0, upper: 2, size: 100 },
      { id: "rest", lower: 2, upper: 100, size: 100 },
    ];
    const [name] = elementsOf(draw({ buffers }, [0, 0]), "text").filter(({ text }) => text === "a.rather.long.name");
    expect(name!.attributes.transform).toMatch(/^rotate\(-90 [\d.]+ [\d.]+\)$/);
  });

  test("the contention curve ends where it began: closed on the floor, and as wide as the time axis", () => {
    const [curve] = elementsOf(draw(small, offsets), "path").filter(({ attributes }) => attributes.d!.endsWith("Z"));
    const [left, floor] = /^M([\d.]+) ([\d.]+)/.exec(curve!.attributes.d!)!.slice(1).map(Number);
    const [right, end] = /H([\d.]+)V([\d.]+)Z$/.exec(curve!.attributes.d!)!.slice(1).map(Number);
    expect(end).toBe(floor);
    const rectangles = buffersIn(draw(small, offsets));
    expect(left).toBeCloseTo(Math.min(...rectangles.map(({ attributes }) => Number(attributes.x))), 1);
    expect(right).toBeCloseTo(Math.max(...rectangles.map(({ attributes: a }) => Number(a.x) + Number(a.width))), 1);
  });

  test("escapes what XML reserves and replaces what it cannot carry", () => {
    const id = `<b> & "q" \u0007 \ud800 é 漢 😀`;
    const picture = draw({ buffers: [{ id, lower: 0, upper: 1, size: 1 }] }, [0], { title: `</svg>&"` });
    expect(elementsOf(picture, "title")[0]!.text).toBe(`</svg>&"`);
    expect(buffersIn(picture)[0]!.children[0]!.text.split("\n")[0]).toBe(`<b> & "q" \ufffd \ufffd é 漢 😀`);
  });

  test("a memory with a base: absolute addresses along the axis, sizes at the lines, the plan on the floor", () => {
    const base = 2 ** 31 + 4096;
    const atBase = {
      ...small,
      base,
      buffers: small.buffers.map((b) => (b.id === "b" ? { ...b, offset: base + 4 } : b)),
    };
    const absolute = offsets.map((offset) => base + offset);
    const [plain, moved] = [draw(small, offsets), draw(atBase, absolute)];
    const shapes = (picture: Node) => {
      return buffersIn(picture).map(({ attributes: { y, height } }) => [Number(y), Number(height)]);
    };
    expect(shapes(moved)).toEqual(shapes(plain));
    const texts = textsIn(moved);
    expect(texts[1]).toBe(
      "3 buffers  ·  peak 12 B  ·  lower bound 12 B  ·  capacity 16 B  ·  from address 2,147,487,744 on",
    );
    expect(texts).toEqual(expect.arrayContaining(["2,147,487,750 B", "2,147,487,760 B", "12 B"]));
    expect(buffersIn(moved)[1]!.children[0]!.text).toContain("offset 2,147,487,748, top 2,147,487,756\nfixed");
    // The long marks have room: they end left of the first buffer and begin in the picture.
    const [mark] = elementsOf(moved, "text").filter(({ text }) => text === "2,147,487,750 B");
    expect(Number(mark!.attributes.x) - 6.2 * "2,147,487,750 B".length).toBeGreaterThan(0);
    expect(Number(mark!.attributes.x)).toBeLessThan(Math.min(...buffersIn(moved).map((b) => Number(b.attributes.x))));
    // Of time and of live bytes.
    expect(texts.filter((text) => text === "0")).toHaveLength(2);
  });

  test("a buffer below the base is drawn below the plan's floor, within the frame", () => {
    const [a, b] = buffersIn(draw({ ...small, base: 8 }, [4, 8, 8])).map(({ attributes }) => attributes);
    expect(Number(a!.y) + Number(a!.height)).toBeGreaterThan(Number(b!.y) + Number(b!.height));
  });

  test("buffers of no bytes or no time are dashed lines, and counted", () => {
    const buffers = [
      ...small.buffers,
      { id: "no bytes", lower: 2, upper: 12, size: 0 },
      { id: "no time", lower: 25, upper: 25, size: 6 },
      { id: "neither", lower: 30, upper: 30, size: 0, offset: -1 },
    ];
    const picture = draw({ buffers }, [...offsets, 6, 10, 3]);
    const rectangles = buffersIn(picture);
    const dashed = rectangles.filter(({ attributes }) => attributes["stroke-dasharray"] !== undefined);
    const [bytes, time, neither] = ["no bytes", "no time", "neither"].map((id) => {
      return dashed.find((rect) => rect.children[0]!.text.startsWith(`${id}\n`))!.attributes;
    });
    expect(dashed).toHaveLength(3);
    expect(Number(bytes!.height)).toBeLessThan(1);
    expect(Number(bytes!.width)).toBeGreaterThan(100);
    expect(Number(time!.width)).toBeLessThan(1);
    expect(Number(time!.height)).toBeGreaterThan(30);
    expect(Math.max(Number(neither!.width), Number(neither!.height))).toBeLessThan(1);
    expect(textsIn(picture)[1]).toBe("6 buffers, 3 of them empty  ·  peak 16 B  ·  lower bound 12 B");
    expect(rectangles.some((rect) => rect.children[0]!.text.includes("fixed"))).toBe(false);
    // The curve ends where the last buffer does that has bytes and lives.
    const [curve] = elementsOf(picture, "path").filter(({ attributes }) => attributes.d!.endsWith("Z"));
    const end = Number(/H([\d.]+)V[\d.]+Z$/.exec(curve!.attributes.d!)![1]);
    const [, b] = rectangles.filter((rect) => /^[abc]\n/.test(rect.children[0]!.text));
    expect(end).toBeCloseTo(Number(b!.attributes.x) + Number(b!.attributes.width), 1);
    expect(end).toBeLessThan(Number(time!.x));
  });

  test("a plan of nothing but empty buffers is a picture without a number that is none", () => {
    const none = { id: "a", lower: 3, upper: 3, size: 0 };
    for (const [buffers, base] of [
      [[none], 0],
      [[none, { ...none, id: "b", upper: 9 }], 7],
      [[{ ...none, size: 5 }], 2 ** 52],
    ] as const) {
      const svg = drawPlan(
        { buffers, base, capacity: Infinity },
        buffers.map(() => base),
      );
      expect(buffersIn(parseXml(svg))).toHaveLength(buffers.length);
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
  });

  test("the empty problem gives a picture that says so", () => {
    expect(textsIn(draw({ buffers: [] }, []))).toContain("no buffers, nothing to place");
  });

  test("30,000 buffers give under 2 MB, without names or tooltips, still within the frame", () => {
    const buffers = Array.from({ length: 30_000 }, (_, i) => ({ id: `b${i}`, lower: i, upper: i + 40, size: 64 }));
    const svg = drawPlan(
      { buffers },
      buffers.map((_, i) => (i % 40) * 64),
    );
    expect(svg.length).toBeLessThan(2_000_000);
    expect(buffersIn(parseXml(svg))).toHaveLength(0);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("a plan of another length or with an offset that is no number is refused, with the buffer named", () => {
    expect(() => drawPlan(small, [0, 4])).toThrow("one offset a buffer: got 2 for 3 buffers");
    expect(() => drawPlan(small, [0, Number.NaN, 0])).toThrow('buffer "b": offset must be a number ≥ 0, got NaN');
  });

  test("whatever the numbers, the picture is well formed and every coordinate a number", () => {
    const time = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    const buffer = fc.record({
      start: time,
      length: fc.integer({ min: 0, max: 2 ** 50 }),
      size: fc.integer({ min: 0, max: 2 ** 45 }),
    });
    const anyBase = fc.integer({ min: 0, max: 2 ** 52 });
    fc.assert(
      fc.property(fc.array(buffer, { minLength: 1, maxLength: 20 }), fc.string(), anyBase, (shapes, name, base) => {
        const buffers = shapes.map(({ start, length, size }, i) => ({
          id: `${name}${i}`,
          lower: start,
          upper: start + length,
          size,
        }));
        const plan = stack(buffers).map((offset) => base + offset);
        const svg = drawPlan({ buffers, base }, plan, { title: name });
        expect(buffersIn(parseXml(svg))).toHaveLength(buffers.length);
        for (const [, value] of svg.matchAll(/ (?:x|y|width|height)="([^"]*)"/g)) expect(Number(value)).not.toBeNaN();
        expect(svg.replace(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a picture of very many buffers", () => {
  const small = Array.from({ length: 6_500 }, (_, b) => ({ id: `s${b}`, lower: b, upper: b + 1, size: 1 }));
  const large = { id: "the largest of all", lower: 0, upper: 6_500, size: 1_000 };
  const offsets = [...small.map(() => 1_000), 0];

  test("has the names that fit, and those alone", () => {
    const drawn = drawPlan({ buffers: [...small, large] }, offsets);
    const texts = textsIn(parseXml(drawn));
    expect(texts).toContain("the largest of all");
    expect(texts.filter((text) => /^s\d/.test(text))).toEqual([]);
  });

  test("has them with constraints as well", () => {
    const aliases = [{ buffer: "s0", of: "the largest of all", at: 0 }];
    const drawn = drawPlan({ buffers: [...small, large], aliases }, [0, ...offsets.slice(1)]);
    expect(textsIn(parseXml(drawn))).toContain("the largest of all");
  });
});

describe("a plan in a memory that begins elsewhere", () => {
  const problem = {
    buffers: [
      { id: "a", lower: 0, upper: 4, size: 64, offset: 4160 },
      { id: "none", lower: 1, upper: 3, size: 0 },
      { id: "never", lower: 2, upper: 2, size: 32 },
    ],
    base: 4096,
    capacity: 160,
  };

  test("has absolute addresses on its axis and in its tooltips, and the same rectangles as one at 0", () => {
    const svg = drawPlan(problem, [4160, 4096, 4096]);
    const atZero = drawPlan(
      { ...problem, base: 0, buffers: problem.buffers.map((b) => (b.offset === undefined ? b : { ...b, offset: 64 })) },
      [64, 0, 0],
    );
    parseXml(svg);
    const rectangles = (text: string) => [...text.matchAll(/<rect x[^>]*>/g)].map(([rectangle]) => rectangle);
    expect(rectangles(svg)).toHaveLength(rectangles(atZero).length);
    expect(rectangles(svg)).toEqual(rectangles(atZero));
    expect(svg).toContain("from address 4,096 on");
    expect(svg).toContain("offset 4,160, top 4,224");
    expect(svg).toContain("peak 128 B");
  });

  test("is drawn without a number that is none where nothing has bytes or lives", () => {
    for (const buffers of [[problem.buffers[1]!], [problem.buffers[2]!], problem.buffers.slice(1)]) {
      const svg = drawPlan(
        { buffers, base: 4096 },
        buffers.map(() => 4096),
      );
      parseXml(svg);
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
  });
});
