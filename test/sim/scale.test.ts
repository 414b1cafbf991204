import { describe, expect, it } from "vitest";
import { simulate } from "../../src/sim/index.js";
import { lanes, random } from "./arbitraries.js";

describe("a million buffers", () => {
  const count = 1_000_000;
  const { problem, offsets } = lanes(count, 500, 42);

  it("are verified", () => {
    const report = simulate(problem, offsets);
    expect(report).toMatchObject({ ok: true, violationCount: 0 });
    expect(report.events).toEqual({ allocations: count, writes: count, reads: count, frees: count });
    expect(report.peak).toBe(problem.buffers.reduce((peak, b, i) => Math.max(peak, offsets[i]! + b.size), 0));
  });

  it("hide no single overlap", () => {
    // Moves one buffer by as much as it takes to end one byte inside its successor in address and time.
    const a = problem.buffers.findIndex((b, i) => b.lower > 5000 && offsets[i]! > 4096 * 200);
    const [from, to] = [problem.buffers[a]!, offsets[a]!];
    const b = problem.buffers.findIndex(
      (other, i) => i !== a && other.lower < from.upper && from.lower < other.upper && offsets[i]! > to,
    );
    const broken = offsets.with(a, offsets[b]! - from.size + 1);
    const report = simulate(problem, broken, { maxViolations: 1000 });
    expect(report.ok).toBe(false);
    const pairs = report.violations.filter((v) => v.kind === "overlap").map((v) => [v.bufferIndex, v.otherIndex]);
    expect(pairs.every((pair) => pair.includes(a))).toBe(true);
    expect(pairs.some((pair) => pair.includes(b))).toBe(true);
  });
});

describe("200,000 buffers at random offsets", () => {
  it("end in a count and a short list", () => {
    const count = 200_000;
    const { problem } = lanes(count, 100, 43);
    const next = random(5);
    const anywhere = Float64Array.from(problem.buffers, () => Math.floor(next() * 100 * 4096));
    const report = simulate(problem, anywhere, { maxViolations: 10 });
    expect(report.ok).toBe(false);
    expect(report.violations).toHaveLength(10);
    expect(report.counts.overlap).toBeGreaterThan(count / 10);
  });
});

describe("100,000 buffers that all collide", () => {
  const count = 100_000;
  const pairs = (count * (count - 1)) / 2;

  it("at offset 0 are counted exactly, without visiting the pairs", () => {
    const buffers = Array.from({ length: count }, (_, i) => ({ id: `b${i}`, lower: 0, upper: 10, size: 64 }));
    const report = simulate({ buffers }, new Float64Array(count));
    expect(report.counts.overlap).toBe(pairs);
    expect(report.counts["clobbered-read"]).toBe(count - 1);
    expect(report.violationCount).toBe(pairs + count - 1);
    expect(report.violations).toHaveLength(100);
  });

  it("nested in address and in time are counted exactly", () => {
    const buffers = Array.from({ length: count }, (_, i) => ({
      id: `b${i}`,
      lower: i,
      upper: 2 * count - i,
      size: 2 * (count - i),
    }));
    const report = simulate(
      { buffers },
      buffers.map((_, i) => i),
    );
    expect(report.counts.overlap).toBe(pairs);
    expect(report.counts["clobbered-read"]).toBe(count - 1);
  });

  it("as a comb over one long buffer are counted exactly", () => {
    // One buffer below all others, which touch each other: every one splits the memory once more.
    const buffers = [
      { id: "long", lower: 0, upper: 1000, size: count },
      ...Array.from({ length: count - 1 }, (_, i) => ({ id: `b${i}`, lower: 1 + (i % 7), upper: 500, size: 1 })),
    ];
    const report = simulate(
      { buffers },
      buffers.map((_, i) => (i === 0 ? 0 : i - 1)),
    );
    expect(report.counts.overlap).toBe(count - 1);
    expect(report.violations.filter((v) => v.kind === "clobbered-read")).toMatchObject([
      { buffer: "long", from: 0, to: 1, writer: "b0", clobberedBytes: count - 1 },
    ]);
  });
});
