import { describe, expect, it } from "vitest";
import { mixed, Raster } from "../../page/scene/raster.js";
import { Scene } from "../../page/scene/scene.js";
import { pictureOf } from "../../src/picture/index.js";
import { planSync } from "../../src/planner/index.js";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

const [WIDTH, HEIGHT] = [120, 90];
const NO_NAMES = { width: 1e9, height: 1e9 };
const BLACK = new Uint32Array(1_000).fill(0xff000000);

function drawn(count: number, seed: number): { problem: Problem; offsets: Float64Array; scene: Scene } {
  const random = new Random(seed);
  const draw = (most: number): number => Math.floor(random.next() * most);
  const buffers = Array.from({ length: count }, (_, b) => {
    const lower = draw(100);
    return { id: `b${b}`, lower, upper: lower + 1 + draw(30), size: 1 + draw(50) };
  });
  const problem = { buffers };
  const result = planSync(problem, { minimize: true, stepLimit: 100 });
  return { problem, offsets: result.offsets!, scene: new Scene([pictureOf(problem, { title: "t", result })]) };
}

function place(
  scene: Scene,
  begin = scene.begin,
  end = scene.end,
  low = scene.sheets[0]!.low,
  high = scene.sheets[0]!.high,
) {
  return { sheet: 0, left: 0, top: 0, width: WIDTH, height: HEIGHT, begin, end, low, high };
}

describe("the raster", () => {
  it("fills a pixel with the buffer that lies at its middle, wherever one is larger than a pixel", () => {
    let looked = 0;
    for (const seed of [1, 2, 3]) {
      const { problem, offsets, scene } = drawn(40, seed);
      const raster = new Raster();
      raster.resize(WIDTH, HEIGHT);
      const [at, high] = [place(scene), scene.sheets[0]!.high];
      raster.paint(scene, at, NO_NAMES, BLACK);
      for (let y = 0; y < HEIGHT; y++) {
        for (let x = 0; x < WIDTH; x++) {
          const time = scene.begin + ((x + 0.5) / WIDTH) * (scene.end - scene.begin);
          const address = (1 - (y + 0.5) / HEIGHT) * high;
          // From the problem itself, and not from the scene.
          const own = problem.buffers.findIndex(({ lower, upper, size }, b) => {
            return lower <= time && time < upper && offsets[b]! <= address && address < offsets[b]! + size;
          });
          const edge = problem.buffers.some(({ lower, upper, size }, b) => {
            const near = [lower, upper].some((t) => Math.abs(t - time) < (scene.end - scene.begin) / WIDTH);
            const level = [offsets[b]!, offsets[b]! + size].some((a) => Math.abs(a - address) < high / HEIGHT);
            return near || level;
          });
          if (edge) continue;
          looked++;
          expect(raster.ids[y * WIDTH + x], `seed ${seed} at ${x}, ${y}`).toBe(own + 1);
        }
      }
    }
    expect(looked).toBeGreaterThan(1_000);
  });

  it("shows what is thinner than a pixel as the part of it that is covered", () => {
    const buffers = Array.from({ length: 1_000 }, (_, b) => ({
      id: `${b}`,
      lower: b,
      upper: b + 1,
      size: b % 2 === 0 ? 4 : 1,
    }));
    const problem = { buffers };
    const plan = { offsets: buffers.map(() => 0), memories: null, fits: true };
    const scene = new Scene([pictureOf(problem, { title: "t", plan })]);
    const raster = new Raster();
    raster.resize(10, 4);
    raster.paint(
      scene,
      { sheet: 0, left: 0, top: 0, width: 10, height: 4, begin: 0, end: 1_000, low: 0, high: 4 },
      NO_NAMES,
      BLACK,
    );
    const pixels = new Uint32Array(40);
    raster.colour(pixels, BLACK, BLACK, 0xffffffff);
    const grey = (x: number, y: number): number => pixels[y * 10 + x]! & 255;
    for (let x = 0; x < 10; x++) {
      expect(grey(x, 3)).toBeLessThan(4);
      // Every second one reaches up to there.
      expect(grey(x, 0)).toBeGreaterThan(123);
      expect(grey(x, 0)).toBeLessThan(132);
    }
    raster.clear();
    raster.colour(pixels, BLACK, BLACK, 0xffffffff);
    expect([...pixels].every((pixel) => pixel === 0xffffffff)).toBe(true);
  });

  it("mixes the colours of what shares a pixel, each by its part", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 10, size: 1 },
      { id: "b", lower: 0, upper: 10, size: 3 },
    ];
    const plan = { offsets: [0, 1], memories: null, fits: true };
    const scene = new Scene([pictureOf({ buffers }, { title: "t", plan })]);
    const raster = new Raster();
    raster.resize(4, 3);
    const at = { sheet: 0, left: 1, top: 0, width: 2, height: 3, begin: 0, end: 10, low: -10, high: 14 };
    const fills = Uint32Array.of(0xff0000ff, 0xff00ff00);
    raster.paint(scene, at, NO_NAMES, fills);
    const pixels = new Uint32Array(12);
    raster.colour(pixels, fills, fills, 0xff000000);
    // Four of the eight bytes of a pixel: one red, three green, the other half black.
    const [red, green] = [pixels[5]! & 255, (pixels[5]! >> 8) & 255];
    expect([pixels[4], pixels[7]]).toEqual([0xff000000, 0xff000000]);
    expect(red).toBeGreaterThan(28);
    expect(red).toBeLessThan(36);
    expect(green).toBeGreaterThan(92);
    expect(green).toBeLessThan(100);
  });

  it("draws an edge only where the buffer goes on behind it", () => {
    const problem = {
      buffers: [
        { id: "a", lower: 0, upper: 10, size: 10 },
        { id: "b", lower: 10, upper: 20, size: 10 },
      ],
    };
    const plan = { offsets: [0, 0], memories: null, fits: true };
    const scene = new Scene([pictureOf(problem, { title: "t", plan })]);
    const raster = new Raster();
    raster.resize(20, 10);
    raster.paint(
      scene,
      { sheet: 0, left: 0, top: 0, width: 20, height: 10, begin: 0, end: 20, low: 0, high: 10 },
      NO_NAMES,
      BLACK,
    );
    const pixels = new Uint32Array(200);
    raster.colour(pixels, Uint32Array.of(1, 2), Uint32Array.of(11, 12), 0);
    expect([...pixels.subarray(100, 120)]).toEqual([...Array(10).fill(1), 12, ...Array(9).fill(2)]);
  });

  it("draws parts over what they are part of, and clips all to the place", () => {
    const problem: Problem = {
      buffers: [
        { id: "part", lower: 2, upper: 4, size: 2 },
        { id: "whole", lower: 0, upper: 8, size: 8 },
      ],
      aliases: [{ buffer: "part", of: "whole", at: 2 }],
    };
    const plan = { offsets: [2, 0], memories: null, fits: true };
    const scene = new Scene([pictureOf(problem, { title: "t", plan })]);
    const raster = new Raster();
    raster.resize(16, 16);
    raster.paint(
      scene,
      { sheet: 0, left: 4, top: 4, width: 8, height: 8, begin: 0, end: 8, low: 0, high: 8 },
      NO_NAMES,
      BLACK,
    );
    const rows = Array.from({ length: 16 }, (_, y) => [...raster.ids.subarray(16 * y, 16 * y + 16)].join(""));
    expect(rows.slice(0, 4)).toEqual(Array(4).fill("0".repeat(16)));
    expect(rows[4]).toBe("0000222222220000");
    // Two to four bytes up, from the bottom of eight.
    expect(rows[8]).toBe("0000221122220000");
    expect(rows[10]).toBe("0000222222220000");
  });

  it("mixes colours channel by channel", () => {
    expect(mixed(0xff000000, 0xffffffff, 0.5)).toBe(0xff7f7f7f);
    expect(mixed(0xff0000ff, 0xffff0000, 0)).toBe(0xff0000ff);
  });
});
