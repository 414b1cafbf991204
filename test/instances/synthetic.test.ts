import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { families, generate, hardFamilies, hardSuite } from "../../src/instances/index.js";
import { loadBound, toArrays, validate } from "../../src/problem/index.js";
import { hashOf, playUnits, slowFaults, slowLoadBound } from "./checks.js";

const HARD = hardFamilies.map(({ name }) => name);
const MIB = 1_048_576;

describe.each(HARD)("%s", (family) => {
  it("has exactly the buffers asked for, a witness that is a plan, and the capacity as load bound", () => {
    for (const [seed, buffers] of [80, 81, 127, 200, 340].entries()) {
      const { problem, optimum, plan } = generate(family, { seed, buffers });
      validate(problem);
      expect(problem.buffers.length).toBe(buffers);
      expect(problem.capacity).toBe(MIB);
      expect(optimum).toBe(MIB);
      expect(slowLoadBound(problem), `seed ${seed}`).toBe(MIB);
      expect(slowFaults(problem, plan!), `seed ${seed}`).toEqual([]);
    }
  });

  it("holds that at odd sizes too: few buffers, few units, few ticks, any option of its own", () => {
    const own = families.find(({ name }) => name === family)!.options;
    const property = fc.property(
      fc.nat(2 ** 31),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 0, max: 50 }),
      fc.infiniteStream(fc.nat(1_000_000)),
      (seed, buffers, units, unit, spareTicks, draws) => {
        const options: Record<string, unknown> = { seed, buffers, unit, capacity: units * unit, tick: 3 };
        options.ticks = 2 * buffers + spareTicks;
        for (const spec of own) {
          if (spec.name in options) continue;
          const drawn = draws.next().value;
          if (spec.type === "integer") options[spec.name] = spec.min + (drawn % (spec.max - spec.min + 1));
          if (spec.type === "choice") options[spec.name] = spec.choices[drawn % spec.choices.length];
        }
        const { problem, optimum, plan } = generate(family, options);
        validate(problem);
        expect(problem.buffers.length).toBe(buffers);
        expect(optimum).toBe(units * unit);
        expect(slowLoadBound(problem)).toBe(optimum);
        expect(slowFaults(problem, plan!)).toEqual([]);
        for (const { lower, upper, size } of problem.buffers) {
          expect(lower >= 0 && upper <= 3 * (options.ticks as number)).toBe(true);
          expect(lower % 3 === 0 && upper % 3 === 0 && size % unit === 0).toBe(true);
        }
      },
    );
    fc.assert(property, { numRuns: 300, seed: 20 });
  });

  it("draws 80 to 340 buffers when none are asked for, and not always as many", () => {
    const counts = Array.from({ length: 20 }, (_, seed) => generate(family, { seed }).problem.buffers.length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...counts)).toBeLessThanOrEqual(340);
    expect(new Set(counts).size).toBeGreaterThan(12);
  });

  it("is the same for the same seed and another one for another seed", () => {
    const hashes = Array.from({ length: 50 }, (_, seed) => hashOf(generate(family, { seed, buffers: 100 }).problem));
    expect(new Set(hashes).size).toBe(50);
    expect(hashOf(generate(family, { seed: 7, buffers: 100 }).problem)).toBe(hashes[7]);
  });

  it("does not tell the witness by its rows: neither offset nor time goes with the row", () => {
    for (let seed = 0; seed < 5; seed++) {
      const { problem, plan } = generate(family, { seed, buffers: 300 });
      const rows = problem.buffers.map((_, row) => row);
      expect(problem.buffers.map(({ id }) => id)).toEqual(rows.map((row) => `b${row}`));
      expect(Math.abs(correlation(rows, [...plan!])), `seed ${seed}`).toBeLessThan(0.2);
      expect(
        Math.abs(
          correlation(
            rows,
            problem.buffers.map(({ lower }) => lower),
          ),
        ),
        `seed ${seed}`,
      ).toBeLessThan(0.2);
    }
  });

  it("is no stack: only a handful of its buffers lie on the ground, and lifetimes differ", () => {
    const { problem, plan } = generate(family, { seed: 3, buffers: 200 });
    expect(plan!.filter((offset) => offset > 0).length).toBeGreaterThan(100);
    expect(new Set(problem.buffers.map(({ lower, upper }) => upper - lower)).size).toBeGreaterThan(40);
  });
});

/** Buffers live in every slot, added up. */
function slotLoads(problem: Parameters<typeof slowLoadBound>[0]): number[] {
  const cuts = [...new Set(problem.buffers.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((time) => {
    let live = 0;
    for (const { lower, upper, size } of problem.buffers) if (lower <= time && time < upper) live += size;
    return live;
  });
}

describe("families", () => {
  it.each(["guillotine", "long-spans"])("%s has no slack in any slot", (family) => {
    for (let seed = 0; seed < 4; seed++) {
      const loads = slotLoads(generate(family, { seed, buffers: 150 }).problem);
      expect(loads.length).toBeGreaterThan(30);
      expect(loads.every((load) => load === MIB)).toBe(true);
    }
  });

  it.each(["thinned", "residual"])("%s has slack in most slots and none in some", (family) => {
    for (let seed = 0; seed < 4; seed++) {
      const loads = slotLoads(
        generate(family, { seed, buffers: 250, full: 1, ...(family === "thinned" && { removed: 15 }) }).problem,
      );
      const full = loads.filter((load) => load === MIB).length;
      expect(full).toBeGreaterThan(0);
      expect(full).toBeLessThan(loads.length / 2);
    }
  });

  it("thinned leaves as many instants full as it is asked to", () => {
    const share = (full: number) => {
      const loads = slotLoads(generate("thinned", { seed: 1, buffers: 300, style: "even", removed: 30, full }).problem);
      return loads.filter((load) => load === MIB).length / loads.length;
    };
    expect(share(20)).toBeGreaterThan(share(1));
  });

  it("thinned at 0 percent removed and shrunk is a guillotine", () => {
    const loads = slotLoads(generate("thinned", { seed: 2, buffers: 120, removed: 0, shrunk: 0 }).problem);
    expect(loads.every((load) => load === MIB)).toBe(true);
  });

  it("long spans are as many as asked for and live for most of the time", () => {
    for (const spans of [0, 10, 40]) {
      const { problem } = generate("long-spans", { seed: 5, buffers: 200, spans, style: "even" });
      const end = Math.max(...problem.buffers.map(({ upper }) => upper));
      const long = problem.buffers.filter(({ lower, upper }) => upper - lower >= 0.64 * end).length;
      expect(long).toBeGreaterThanOrEqual((200 * spans) / 100);
      expect(long).toBeLessThanOrEqual((200 * spans) / 100 + 5);
    }
  });

  it("styles differ: even lifetimes lie close together, broad ones do not", () => {
    const spread = (style: string) => {
      const lengths = generate("guillotine", { seed: 4, buffers: 300, style })
        .problem.buffers.map(({ lower, upper }) => upper - lower)
        .sort((a, b) => a - b);
      return lengths[270]! / lengths[30]!;
    };
    expect(spread("even")).toBeLessThan(4);
    expect(spread("broad")).toBeGreaterThan(8);
  });

  it("random has no capacity unless headroom is given, then that much above its load bound", () => {
    const bare = generate("random", { seed: 1, buffers: 200 });
    expect(bare.problem.capacity).toBeUndefined();
    expect(bare.optimum).toBeUndefined();
    expect(bare.plan).toBeUndefined();
    validate(bare.problem);
    const bound = slowLoadBound(bare.problem);
    expect(generate("random", { seed: 1, buffers: 200, headroom: 0 }).problem.capacity).toBe(bound);
    const roomy = generate("random", { seed: 1, buffers: 200, headroom: 50 }).problem.capacity!;
    expect(roomy).toBeLessThanOrEqual(1.5 * bound);
    expect(roomy).toBeGreaterThan(1.5 * bound - 1024);
    expect(roomy % 1024).toBe(0);
  });

  it("random keeps about as many buffers live as it is asked to", () => {
    const { problem } = generate("random", { seed: 2, buffers: 5000, live: 100 });
    const end = Math.max(...problem.buffers.map(({ upper }) => upper));
    const lived = problem.buffers.reduce((sum, { lower, upper }) => sum + upper - lower, 0);
    expect(lived / end).toBeGreaterThan(85);
    expect(lived / end).toBeLessThan(115);
  });
});

describe("200,000 buffers", () => {
  it("guillotine fills every unit at every time, once", () => {
    const { problem, plan } = generate("guillotine", { seed: 1, buffers: 200_000 });
    expect(problem.buffers.length).toBe(200_000);
    validate(problem);
    expect(playUnits(problem, plan!, 1024)).toEqual({ fault: null, leastUsed: 1024 });
  });

  it.each(["thinned", "long-spans", "residual"])("%s has a valid witness", (family) => {
    const { problem, plan, optimum } = generate(family, { seed: 1, buffers: 200_000 });
    expect(problem.buffers.length).toBe(200_000);
    expect(loadBound(toArrays(problem))).toBe(optimum);
    expect(playUnits(problem, plan!, 1024).fault).toBeNull();
  });

  it("random gives a valid problem", () => {
    const { problem } = generate("random", { seed: 1, buffers: 200_000 });
    validate(problem);
    expect(problem.buffers.length).toBe(200_000);
  });
});

describe("hardSuite", () => {
  it("goes round the four hard families with 80 to 340 buffers, each instance at its load bound", () => {
    const suite = hardSuite(200, { seed: 0 });
    expect(suite.length).toBe(200);
    expect(new Set(suite.map(({ name }) => name)).size).toBe(200);
    for (const family of HARD) expect(suite.filter((instance) => instance.family === family).length).toBe(50);
    for (const { problem, optimum, name } of suite) {
      expect(problem.buffers.length).toBeGreaterThanOrEqual(80);
      expect(problem.buffers.length).toBeLessThanOrEqual(340);
      expect(problem.capacity).toBe(optimum);
      expect(loadBound(toArrays(problem)), name).toBe(optimum);
    }
  });

  it("begins alike at any length, and otherwise from another seed", () => {
    const hashes = (count: number, seed: number) => hardSuite(count, { seed }).map(({ problem }) => hashOf(problem));
    expect(hashes(8, 3)).toEqual(hashes(20, 3).slice(0, 8));
    expect(hashes(8, 4)).not.toEqual(hashes(8, 3));
    expect(hardSuite(0)).toEqual([]);
  });
});

/** Pearson's, of ranks in place of values. */
function correlation(a: number[], b: number[]): number {
  const ranks = (values: number[]) => {
    const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
    const rank = new Array<number>(values.length);
    order.forEach((i, position) => {
      rank[i] = position;
    });
    return rank;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  let together = 0;
  let alone = 0;
  for (let i = 0; i < a.length; i++) {
    together += (x[i]! - middle) * (y[i]! - middle);
    alone += (x[i]! - middle) ** 2;
  }
  return together / alone;
}
