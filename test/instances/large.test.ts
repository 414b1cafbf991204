import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { serialize } from "../../src/formats/index.js";
import { csvOfColumns, generate, generateColumns, perturbed, trainingFamilies } from "../../src/instances/index.js";
import { InputError, loadBound, toArrays, validate } from "../../src/problem/index.js";

const TRAINING = trainingFamilies.map(({ name }) => name);
const LARGE = [...TRAINING, "trace"];

/** SHA-256 of the bytes of the CSV of 5,000 buffers, seed 7: figures that were published stand on these. */
const HASHES: Record<string, string> = {
  transformer: "0992c6e2",
  "transformer-checkpointed": "19f7c8d5",
  "transformer-scores": "1917b43a",
  pipeline: "b739d6fb",
  "mixture-of-experts": "c3888e3d",
  convolutional: "4043b775",
  diffusion: "14f8f99a",
  recommendation: "e4e2750e",
  trace: "e9a3e1b4",
};

function hashOf(family: string, options: Record<string, unknown>): string {
  const hash = createHash("sha256");
  for (const piece of csvOfColumns(generateColumns(family, options))) hash.update(piece);
  return hash.digest("hex").slice(0, 8);
}

/** Live bytes and buffers at each distinct time. */
function curveOf({ lower, upper, size }: Columns): { bytes: number[]; live: number[] } {
  const events = [...lower].map((time, row) => [time, size[row]!, 1] as [number, number, number]);
  for (let row = 0; row < upper.length; row++) events.push([upper[row]!, -size[row]!, -1]);
  events.sort((a, b) => a[0] - b[0]);
  const bytes: number[] = [];
  const live: number[] = [];
  let sum = 0;
  let count = 0;
  for (const [i, [time, change, one]] of events.entries()) {
    sum += change;
    count += one;
    if (events[i + 1]?.[0] === time) continue;
    bytes.push(sum);
    live.push(count);
  }
  return { bytes, live };
}

type Columns = Pick<ReturnType<typeof generateColumns>, "lower" | "upper" | "size">;

describe.each(LARGE)("%s", (family) => {
  it("has exactly the buffers asked for, valid, from the least number on, for every seed", () => {
    for (let seed = 0; seed < 40; seed++) {
      const buffers = seed % 2 === 0 ? 1000 : 1000 + seed * 37;
      const { problem } = generate(family, { seed, buffers });
      expect(problem.buffers.length, `seed ${seed}`).toBe(buffers);
      validate(problem);
      for (const { lower, upper, size } of problem.buffers) expect(lower < upper && size > 0).toBe(true);
    }
  });

  it("is what it was, and another one for another seed", () => {
    expect(hashOf(family, { buffers: 5000, seed: 7 })).toBe(HASHES[family]);
    expect(hashOf(family, { buffers: 5000, seed: 8 })).not.toBe(HASHES[family]);
  });

  it("writes as bytes what is written as text", () => {
    const text = serialize(generate(family, { buffers: 1234, seed: 3 }).problem, "csv");
    expect(Buffer.concat([...csvOfColumns(generateColumns(family, { buffers: 1234, seed: 3 }))]).toString()).toBe(text);
  });

  it("lists its rows in the order in which they were made", () => {
    const { lower } = generateColumns(family, { buffers: 2000, seed: 4 });
    expect([...lower]).toEqual([...lower].sort((a, b) => a - b));
  });
});

describe("training families", () => {
  it.each(TRAINING)("%s has few sizes, and few slots near its peak", (family) => {
    let shareOfPeak = 0;
    for (let seed = 0; seed < 6; seed++) {
      const columns = generateColumns(family, { buffers: 10_000, seed, states: "none" });
      expect(new Set(columns.size).size, `seed ${seed}`).toBeLessThan(120);
      const { bytes } = curveOf(columns);
      const peak = Math.max(...bytes);
      shareOfPeak += bytes.filter((each) => each >= 0.99 * peak).length / bytes.length / 6;
    }
    expect(shareOfPeak).toBeLessThan(0.05);
  });

  it.each(["transformer", "convolutional", "diffusion", "mixture-of-experts"])(
    "%s rises to a peak and falls: what lives at the peak is most of what lives long",
    (family) => {
      for (let seed = 0; seed < 4; seed++) {
        const { bytes } = curveOf(generateColumns(family, { buffers: 5000, seed, states: "none", gradients: "fused" }));
        const peak = Math.max(...bytes);
        const at = bytes.indexOf(peak) / bytes.length;
        expect(at, `seed ${seed}`).toBeGreaterThan(0.1);
        expect(at, `seed ${seed}`).toBeLessThan(0.7);
        expect(bytes[Math.floor(bytes.length / 50)]! < peak / 2 && bytes.at(-2)! < peak / 2).toBe(true);
      }
    },
  );

  it("keep their states throughout where they are asked to", () => {
    const { lower, upper } = generateColumns("transformer", { buffers: 4000, seed: 1, states: "kept" });
    const end = Math.max(...upper);
    const whole = [...lower].filter((first, row) => first === 0 && upper[row] === end).length;
    expect(whole).toBeGreaterThan(100);
    const without = generateColumns("transformer", { buffers: 4000, seed: 1, states: "none" });
    expect([...without.lower].filter((first, row) => first === 0 && without.upper[row] === end).length).toBeLessThan(5);
  });

  it("hold fewer bytes with checkpoints than without, for as many buffers", () => {
    const peakOf = (family: string) =>
      Math.max(...curveOf(generateColumns(family, { buffers: 8000, seed: 2, states: "none" })).bytes);
    expect(peakOf("transformer-checkpointed")).toBeLessThan(peakOf("transformer"));
  });

  it("refuse what they cannot make, by name", () => {
    expect(() => generate("transformer", { buffers: 999 })).toThrow(/"buffers" must be an integer from 1000/);
    expect(() => generate("pipeline", { buffers: 1000, microbatches: 500 })).toThrow(
      /"buffers" must be at least \d+ for this seed, got 1000/,
    );
    expect(() => generate("recommendation", { buffers: 1000, tables: 4000 })).toThrow(/"buffers" must be at least \d+/);
    expect(() => generateColumns("resnet50")).toThrow(InputError);
  });
});

describe("a perturbed instance", () => {
  it("has as many buffers as asked, and other sizes", () => {
    const plain = generateColumns("transformer", { buffers: 3000, seed: 5 });
    const other = generateColumns("transformer", { buffers: 3000, seed: 5, perturbed: true });
    expect(other.size.length).toBe(3000);
    expect(other.name).toBe("transformer-3000-seed5-perturbed");
    const sizes = new Set(plain.size);
    expect([...new Set(other.size)].filter((size) => sizes.has(size)).length).toBeLessThan(3);
  });

  it("leaves out a tenth, and changes sizes that are equal alike, by 0.7 to 1.3", () => {
    const plain = generateColumns("trace", { buffers: 1000, seed: 5 });
    const size = plain.size.map((_, row) => (row % 2 === 0 ? 10_000 : 0));
    const other = perturbed({ ...plain, size }, 3);
    expect(other.lower.length).toBe(900);
    expect(other.upper.length).toBe(900);
    const [first, second, ...more] = [...new Set(other.size)].sort((a, b) => a - b);
    expect([first, more]).toEqual([0, []]);
    expect(second).toBeGreaterThanOrEqual(7000);
    expect(second).toBeLessThanOrEqual(13_000);
    expect(perturbed({ ...plain, size }, 3)).toEqual(other);
    expect(perturbed({ ...plain, size }, 4)).not.toEqual(other);
  });
});

it.each(["residual", "thinned", "random", "guillotine", "long-spans"])(
  "%s writes the same as bytes and as text",
  (family) => {
    const options = { buffers: 300, seed: 2 };
    const text = serialize(generate(family, options).problem, "csv");
    expect(Buffer.concat([...csvOfColumns(generateColumns(family, options))]).toString()).toBe(text);
  },
);

it("writes the largest number there is", () => {
  const one = Float64Array.of(2 ** 53 - 1);
  const instance = { name: "x", family: "x", seed: 0, lower: Float64Array.of(0), upper: one, size: one };
  expect(Buffer.concat([...csvOfColumns(instance)]).toString()).toBe(
    "id,lower,upper,size\nb0,0,9007199254740991,9007199254740991\n",
  );
});

it.each(["mixture-of-experts", "residual", "thinned", "random", "trace"])("%s goes to a million buffers", (family) => {
  const { lower, upper, size } = generateColumns(family, { buffers: 1_000_000, seed: 1 });
  expect([lower.length, upper.length, size.length]).toEqual([1_000_000, 1_000_000, 1_000_000]);
  expect(size.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
});

it("the load bound of random instances with headroom is that of the problem", () => {
  const { problem } = generate("random", { buffers: 500, seed: 3, headroom: 0 });
  expect(problem.capacity).toBe(loadBound(toArrays(problem)));
});
