import { describe, expect, it } from "vitest";
import type { Apart, Buffer, Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { lanes, random } from "./arbitraries.js";

const COUNT = 60_000;
const PREFIX = 65_536;

/** 400 lanes of 4,096 bytes in four memories behind a reserved prefix, with constraints that the lanes keep. */
function large(): { problem: Problem; offsets: number[]; laneOf: number[] } {
  const plan = lanes(COUNT, 400, 11);
  const laneOf = plan.offsets.map((offset) => Math.floor(offset / 4096));
  const next = random(12);
  const buffers = plan.problem.buffers.map((buffer, i): Buffer => ({ ...buffer, memory: `m${laneOf[i]! % 4}` }));
  const offsets = plan.offsets.map((offset, i) => PREFIX + Math.floor(laneOf[i]! / 4) * 4096 + (offset % 4096));
  const memories = [0, 1, 2, 3].map((m) => ({
    id: `m${m}`,
    capacity: 2 ** 20,
    bank: 4096,
    reserved: Array.from({ length: 100 }, (_, i) => ({
      from: i === 0 ? 0 : 2 ** 19 + 64 * i,
      to: i === 0 ? PREFIX : 2 ** 19 + 64 * i + 8,
    })),
  }));
  const apart: Apart[] = [];
  while (apart.length < 10_000) {
    const [a, b] = [Math.floor(next() * COUNT), Math.floor(next() * COUNT)];
    if (laneOf[a] !== laneOf[b]) apart.push({ buffers: [buffers[a]!.id, buffers[b]!.id] });
  }
  // Those of a hundred lanes against those of the next hundred, thousands each.
  for (let k = 0; k < 8; k++) {
    const groups: string[][] = [[], [], []];
    buffers.forEach(({ id }, i) => {
      const group = Math.floor(laneOf[i]! / 100) - (k % 2);
      if (group >= 0 && group < 3 && next() < 0.3) groups[group]!.push(id);
    });
    apart.push({ groups, ...(k >= 4 && { banks: true }), ...(k < 2 && { cost: 1 }) });
  }
  return { problem: { buffers, memories, apart }, offsets, laneOf };
}

describe("60,000 buffers in four memories with 10,000 couples and groups of thousands", () => {
  const { problem, offsets, laneOf } = large();

  it("are verified", () => {
    expect(
      problem
        .apart!.slice(10_000)
        .flatMap(({ groups }) => groups!.map(({ length }) => length))
        .sort()[8],
    ).toBeGreaterThan(3_000);
    const report = simulate(problem, offsets);
    expect(report).toMatchObject({ ok: true, violationCount: 0, terms: { spill: 0, reuse: 0, moved: 0 } });
    expect(report.memories.map(({ peak }) => peak)).toEqual(
      [0, 1, 2, 3].map((m) => {
        return problem.buffers.reduce(
          (peak, { size }, i) => (laneOf[i]! % 4 === m ? Math.max(peak, offsets[i]! + size) : peak),
          0,
        );
      }),
    );
  });

  it("hide no buffer that lies in the wrong memory", () => {
    const memories = problem.buffers.map(({ memory }) => memory!);
    const report = simulate(problem, offsets, {
      memories: memories.with(31_234, memories[31_234] === "m0" ? "m1" : "m0"),
    });
    expect(report.counts.memory).toBe(1);
    expect(report.violations.find(({ kind }) => kind === "memory")).toMatchObject({ bufferIndex: 31_234 });
  });

  it("are counted out where all lie at one offset", () => {
    const report = simulate(problem, new Float64Array(COUNT).fill(PREFIX), { maxViolations: 50 });
    const ofMemory = [0, 1, 2, 3].map((m) =>
      laneOf.flatMap((lane, i) => (lane % 4 === m ? [problem.buffers[i]!] : [])),
    );
    let pairs = 0;
    for (const buffers of ofMemory) {
      const uppers = Float64Array.from(buffers, ({ upper }) => upper).sort();
      let ended = 0;
      for (const { lower } of buffers.toSorted((a, b) => a.lower - b.lower)) {
        while (uppers[ended]! <= lower) ended++;
        pairs -= ended;
      }
      pairs += (buffers.length * (buffers.length - 1)) / 2;
    }
    expect(report.counts.overlap).toBe(pairs);
    expect(report.violations).toHaveLength(50);
    expect(new Set(report.violations.map(({ kind }) => kind))).toEqual(
      new Set(["overlap", "clobbered-read", "apart", "bank"]),
    );
  });

  it("are verified with gaps, aliases and free groups", () => {
    const buffers = problem.buffers.map((buffer): Buffer => {
      const { lower, upper } = buffer;
      return upper > lower + 3 ? { ...buffer, gaps: [{ lower: lower + 1, upper: lower + 2 }] } : buffer;
    });
    const views = buffers.slice(0, 5_000).map((of, i): Buffer => ({ ...of, id: `view${i}`, size: 1 }));
    const ids = buffers.map(({ id }) => id);
    const report = simulate(
      {
        ...problem,
        buffers: [...buffers, ...views],
        aliases: views.map(({ id }, i) => ({ buffer: id, of: buffers[i]!.id })),
        free: [{ groups: [ids.slice(0, 20_000), ids.slice(20_000, 40_000)] }],
      },
      [...offsets, ...offsets.slice(0, 5_000)],
    );
    expect(report).toMatchObject({ ok: true, violationCount: 0 });
  });

  it("are verified by vector clocks", () => {
    const buffers = problem.buffers.map((buffer, i): Buffer => {
      // The first entry is the time, the second the number of the lane.
      const { lower, upper } = buffer;
      const lane = laneOf[i]!;
      return {
        ...buffer,
        lower: lower + lane,
        upper: upper + lane,
        clock: { lower: [lower, lane], upper: [upper, lane] },
      };
    });
    expect(simulate({ ...problem, buffers }, offsets)).toMatchObject({ ok: true, violationCount: 0 });
  });
});
