import { describe, expect, it } from "vitest";
import { tieredNetwork } from "../../src/instances/index.js";
import { compile } from "../../src/model/compile.js";
import { timeOf } from "../../src/model/timing.js";
import type { Problem } from "../../src/problem/index.js";
import { simulate, simulateTiming } from "../../src/sim/index.js";
import { constraintProblem } from "../support/constraint-problems.js";
import { timePs } from "../support/model-brute-force.js";
import { TIERS } from "../support/tiers.js";

const NETWORK = { flopsPerNs: 1_000, weights: "dram", memories: TIERS.memories! };

describe("the simulated time", () => {
  it("is that of the worked example: each operator takes as long as its slowest memory, or as it computes", () => {
    // first writes y to DRAM (562 ns > 300), second reads x in SRAM and y in DRAM (64 and 562 ns), third reads y and
    // writes z, both in DRAM (562 + 306 ns), last reads z (306 ns).
    const timing = simulateTiming(TIERS, ["sram", "dram", "dram"]);
    expect(timing.operators.map(({ ms }) => ms * 1e6)).toEqual([562, 562, 868, 306]);
    expect(timing.operators.map(({ waitsFor }) => waitsFor)).toEqual([1, 1, 1, 1]);
    expect(timing).toMatchObject({
      ps: 2_298_000,
      memories: [
        { id: "sram", busyMs: 64e-6, stallMs: 0, bytesRead: 4096, bytesWritten: 0 },
        { id: "dram", stallMs: 1378e-6, bytesRead: 2 * 4096 + 2048, bytesWritten: 4096 + 2048 },
      ],
    });
    expect(timing.ms).toBeCloseTo(timing.computeMs + timing.stallMs, 12);
    expect(simulateTiming(TIERS, ["dram", "sram", "sram"]).ps).toBe(300_000 + 562_000 + 500_000 + 32_000);
  });

  it("is part of the report of a plan, and null where the problem says nothing of time", () => {
    const options = { memories: ["dram", "sram", "dram"] };
    expect(simulate(TIERS, [0, 0, 4096], options).timing).toEqual(simulateTiming(TIERS, options.memories));
    const { buffers } = TIERS;
    expect(simulate({ buffers: buffers.slice(2) }, [0]).timing).toBeNull();
  });

  it("spreads accesses evenly over the operators of a lifetime, the last one at the last", () => {
    const readsAt = (reads: number) => {
      const buffers = [{ id: "a", lower: 0, upper: 7, size: 8, reads, writes: 1 }];
      const operators = Array.from({ length: 8 }, (_, time) => ({ time, compute: 0 }));
      const problem: Problem = { buffers, operators, memories: [{ id: "m", bandwidth: 1 }] };
      return simulateTiming(problem).operators.map(({ ms }) => Math.round((ms * 1e6) / 8));
    };
    expect(readsAt(1)).toEqual([1, 0, 0, 0, 0, 0, 1, 0]);
    expect(readsAt(2)).toEqual([1, 0, 0, 1, 0, 0, 1, 0]);
    expect(readsAt(6)).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
    expect(readsAt(8)).toEqual([1, 1, 1, 2, 1, 1, 2, 0]);
  });

  it("is the same by the simulator, the model and a count of every access, on 1,400 random problems", () => {
    let asked = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const drawn = constraintProblem(seed, ["tiers", "memories", "gaps", "windows"], 8);
      const problem: Problem = { ...drawn, minimize: ["time"] };
      let model: ReturnType<typeof compile>;
      try {
        model = compile(problem);
      } catch {
        continue;
      }
      asked++;
      const chosen = Int32Array.from(model.bodies, ({ choices }, b) => choices[(b + seed) % choices.length]!.memory);
      const memories = Array.from(model.bodyOf, (body) => chosen[body]!);
      const ids = memories.map((m) => problem.memories![m]!.id);
      const { ps, memories: moved } = simulateTiming(problem, ids);
      expect(ps, `seed ${seed}`).toBe(timeOf(model.timing!, chosen));
      expect(ps, `seed ${seed}`).toBe(timePs(problem, memories));
      expect(moved.length).toBe(problem.memories!.length);
    }
    expect(asked).toBeGreaterThan(1_400);
  });
});

describe("what is said of time", () => {
  const broken = (changes: Partial<Problem>): Problem => ({ ...TIERS, ...changes });
  const [x, y, z] = TIERS.buffers as [Problem["buffers"][0], Problem["buffers"][0], Problem["buffers"][0]];
  const memory = (fields: object): Partial<Problem> => ({ memories: [{ ...TIERS.memories![0]!, ...fields }] });
  it.each<[string, Partial<Problem>, string]>([
    ["bandwidth", memory({ bandwidth: 0 }), 'memory "sram": bandwidth must be a number > 0 bytes a nanosecond, got 0'],
    ["latency", memory({ latency: -1 }), 'memory "sram": latency must be a number ≥ 0 nanoseconds, got -1'],
    ["compute", { operators: [{ id: "o", time: 0, compute: -2 }] }, 'operator "o": compute must be a number ≥ 0'],
    ["time", { operators: [{ id: "o", time: 0.5, compute: 2 }] }, 'operator "o": time must be an integer'],
    ["id", { operators: [TIERS.operators![0]!, TIERS.operators![0]!] }, 'operators[1]: the id "first" is used twice'],
    ["unknown buffer", { operators: [{ time: 0, compute: 1, reads: ["q"] }] }, 'reads: there is no buffer "q"'],
    [
      "dead buffer",
      { operators: [{ time: 3, compute: 1, writes: ["x"] }] },
      'buffer "x" lives in [0, 2), and not at 3',
    ],
    ["twice", { operators: [{ time: 0, compute: 1, reads: ["x", "x"] }] }, 'buffer "x" is listed twice'],
    ["count", { buffers: [{ ...x, reads: -1 }, y, z] }, 'buffer "x": reads must be an integer ≥ 0, got -1'],
    [
      "count below namers",
      { buffers: [{ ...x, reads: 0 }, y, z], operators: [{ time: 0, compute: 1, reads: ["x"] }] },
      'buffer "x": reads is 0, and 1 operators name it in reads',
    ],
    [
      "nobody",
      { buffers: [x, y, { ...z, reads: 1 }], operators: [{ time: 0, compute: 1 }] },
      'buffer "z": reads is 1, and no operator within its lifetime [2, 4) can do that',
    ],
    [
      "gap",
      {
        buffers: [{ ...x, gaps: [{ lower: 1, upper: 2 }] }, y, z],
        operators: [{ time: 1, compute: 1, reads: ["x"] }],
      },
      'buffer "x" has a gap at 1',
    ],
    ["clock", { buffers: [{ ...x, clock: { lower: [0], upper: [2] } }] }, 'buffer "x": has a vector clock'],
    ["key", { operators: [{ time: 0, compute: 1, read: [] } as never] }, 'key "read" is not known'],
  ])("is refused with its culprit: %s", (_, changes, message) => {
    expect(() => compile(broken(changes))).toThrow(message);
  });

  it("leaves a buffer any memory where the time counts, and asks for one where it does not", () => {
    expect(compile(TIERS).bodies.map(({ choices }) => choices.length)).toEqual([2, 2, 2]);
    expect(() => compile({ ...TIERS, minimize: ["peak"] })).toThrow('buffer "x": memory is missing');
    expect(compile({ ...TIERS, minimize: ["peak"], limits: { time: 5_000_000 } }).bodies[0]!.choices.length).toBe(2);
  });
});

describe("a network with tiers", () => {
  it("has an operator for every op, with its work, and weights where the machine has them", () => {
    const problem = tieredNetwork("unet", { training: true }, NETWORK);
    const { operators = [], buffers } = problem;
    const first = operators[0]!;
    // 64 channels of 570 x 570 from one of 572 x 572 by 3 x 3, two operations each.
    expect(first.compute).toBe((2 * 64 * 570 * 570 * 9) / 1_000);
    expect(first.reads).toContain("image");
    expect(buffers.find(({ id }) => id === first.reads!.find((each) => each.endsWith(".weight")))!.memory).toBe("dram");
    expect(operators.every(({ compute, writes }) => compute > 0 && writes!.length > 0)).toBe(true);
    const backward = operators.find(({ id, writes }) => id!.includes(":backward2") && writes!.length === 1)!;
    expect(backward.reads!.some((id) => id.endsWith(".weight"))).toBe(true);
    expect(() => compile(problem)).not.toThrow();
  });

  it.each([
    ["flopsPerNs", { ...NETWORK, flopsPerNs: 0 }, "flopsPerNs must be a number > 0, got 0"],
    ["weights", { ...NETWORK, weights: "l3" }, 'weights must be one of "sram", "dram", "any", got "l3"'],
  ])("refuses a machine by its field: %s", (_, machine, message) => {
    expect(() => tieredNetwork("unet", {}, machine)).toThrow(message);
    expect(() => tieredNetwork("vgg", {}, NETWORK)).toThrow('there is no network "vgg"');
  });
});
