import { describe, expect, it } from "vitest";
import { bytesFrom } from "../../page/app/plan-panel.js";
import {
  COLOUR_MODES,
  colouring,
  contrast,
  hexOf,
  inkOn,
  kindOf,
  PAPERS,
  pixelOf,
  pixelsOf,
} from "../../page/scene/colours.js";
import { freeAt, liveAt, named, rectangleAt } from "../../page/scene/look-up.js";
import { Scene } from "../../page/scene/scene.js";
import { byteTicks, ticks } from "../../page/scene/ticks.js";
import { moved, whole, within, zoomed } from "../../page/scene/window.js";
import { mostByPixel } from "../../page/view/curve.js";
import { INKS } from "../../page/view/theme.js";
import { pictureOf } from "../../src/picture/index.js";
import { planSync } from "../../src/planner/index.js";

const PROBLEM = {
  buffers: [
    { id: "conv1.weight", lower: 0, upper: 4, size: 8 },
    { id: "conv2.weight", lower: 2, upper: 6, size: 4 },
    { id: "relu", lower: 4, upper: 8, size: 2 },
  ],
};
const PLAN = { offsets: [0, 8, 2], memories: null, fits: true };
const scene = new Scene([pictureOf(PROBLEM, { title: "t", plan: PLAN })]);

describe("a scene", () => {
  it("knows who lies where, and what is free between whom", () => {
    expect(rectangleAt(scene, 0, 3, 9)).toBe(1);
    expect(rectangleAt(scene, 0, 4, 1)).toBe(-1);
    expect(freeAt(scene, 0, 5, 1)).toEqual({ from: 0, to: 2, below: -1, above: 2 });
    expect(freeAt(scene, 0, 5, 6)).toEqual({ from: 4, to: 8, below: 2, above: 1 });
    expect(freeAt(scene, 0, 3, 9)).toBeNull();
  });

  it("lists who lives at a time, the largest first", () => {
    expect(liveAt(scene, 3).map(({ buffer }) => buffer)).toEqual([0, 1]);
    expect(liveAt(scene, 4).map(({ buffer }) => buffer)).toEqual([1, 2]);
  });

  it("finds names whatever their case", () => {
    expect(named(scene, " WEIGHT")).toEqual([0, 1]);
    expect(named(scene, "")).toEqual([]);
  });

  it("ties buffers of two plans by their names, and draws one memory to one scale", () => {
    const after = { buffers: [PROBLEM.buffers[1]!, { id: "new", lower: 0, upper: 1, size: 100 }] };
    const both = new Scene([
      pictureOf(PROBLEM, { title: "before", plan: PLAN }),
      pictureOf(after, { title: "after", plan: { offsets: [0, 0], memories: null, fits: true } }),
    ]);
    expect([...both.partner]).toEqual([-1, 3, -1, 1, -1]);
    expect(both.sheets[0]!.high).toBe(both.sheets[1]!.high);
    const { classes, classOf } = colouring(both, "change");
    expect([...classOf].map((c) => classes[c]!.label)).toEqual([
      "only before",
      "moved or changed",
      "only before",
      "moved or changed",
      "only after",
    ]);
  });
});

describe("colours", () => {
  it.each([
    ["conv1.weight", "weight"],
    ["model/layer_3/Relu:0", "relu"],
    ["0x7f3a", ""],
    ["b12", "b"],
    ["層12/重み", "重み"],
    ["", ""],
  ])("the kind of %j is %j", (id, kind) => {
    expect(kindOf(id)).toBe(kind);
  });

  it.each(["light", "dark"] as const)("have names with a contrast of 4.5 at least on every fill: %s", (theme) => {
    const many = planSync(
      {
        buffers: Array.from({ length: 9 }, (_, i) => ({
          id: `${"abcdefghi"[i]}x`,
          lower: i,
          upper: i + 1 + i * i,
          size: 4 ** i,
        })),
      },
      { minimize: true },
    );
    const problem = {
      buffers: Array.from({ length: 9 }, (_, i) => ({
        id: `${"abcdefghi"[i]}x`,
        lower: i,
        upper: i + 1 + i * i,
        size: 4 ** i,
      })),
    };
    const own = new Scene([pictureOf(problem, { title: "t", result: many })]);
    let looked = 0;
    for (const mode of COLOUR_MODES) {
      for (const fill of pixelsOf(colouring(own, mode), theme).fill) {
        looked++;
        expect(contrast(fill, pixelOf(inkOn(fill))), `${mode} ${hexOf(fill)}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(looked).toBe(45);
  });

  it.each(["light", "dark"] as const)("of words stand out from the paper: %s", (theme) => {
    for (const name of ["ink", "muted", "limit", "bound", "cursor", "found", "waste"] as const) {
      expect(contrast(pixelOf(INKS[theme][name]), pixelOf(PAPERS[theme])), name).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("of amounts rise in lightness with them", () => {
    const { classOf } = colouring(scene, "size");
    expect(classOf[0]!).toBeGreaterThan(classOf[1]!);
    expect(classOf[1]!).toBeGreaterThan(classOf[2]!);
  });
});

describe("the window", () => {
  const extent = { begin: 0, end: 100 };

  it("keeps the place that is zoomed about, and comes back", () => {
    const near = zoomed(whole(extent), extent, { time: 30, share: 0.5 }, { time: 0.1, share: 0.1 });
    expect(near.end - near.begin).toBeCloseTo(10);
    expect((30 - near.begin) / (near.end - near.begin)).toBeCloseTo(0.3);
    const far = zoomed(near, extent, { time: 30, share: 0.5 }, { time: 1e9, share: 1e9 });
    expect(far.begin).toBeCloseTo(-2);
    expect(far.end).toBeCloseTo(102);
  });

  it("never leaves the plan, and never shows nothing", () => {
    const away = moved(whole(extent), extent, 50, -50);
    expect(away.end).toBeLessThanOrEqual(102.0001);
    expect(away.low).toBeGreaterThanOrEqual(-0.0201);
    const point = within({ begin: 5, end: 5, low: 0.2, high: 0.2 }, extent);
    expect(point.end).toBeGreaterThan(point.begin);
    expect(point.high).toBeGreaterThan(point.low);
  });
});

describe("axes and curves", () => {
  it("have round ticks, of bytes in powers of two", () => {
    expect(ticks(0, 100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(byteTicks(0, 5_000, 4)).toEqual([0, 2_048, 4_096]);
    expect(ticks(3, 3.5, 5).length).toBeGreaterThan(2);
  });

  it("show in each pixel the most of its times", () => {
    const load = { times: Float64Array.of(0, 10, 11, 90), liveBytes: Float64Array.of(1, 50, 2, 0) };
    expect([...mostByPixel(load, 0, 100, 10)]).toEqual([1, 50, 2, 2, 2, 2, 2, 2, 2, 0]);
    expect([...mostByPixel(load, 10, 12, 2)]).toEqual([50, 2]);
  });
});

describe("bytes as people write them", () => {
  it.each([
    ["1,048,576", 1_048_576],
    ["1.5 MiB", 1_572_864],
    ["2k", 2_048],
    ["", null],
    ["none", null],
    ["12 apples", Number.NaN],
    ["-3", Number.NaN],
    ["0.3", Number.NaN],
  ])("%j is %j", (text, bytes) => {
    expect(bytesFrom(text)).toBe(bytes);
  });
});
