import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OverlapViolation, type SimulationReport, simulate } from "../../src/sim/index.js";
import { anyPlan, lanes, type Plan, solidOf, validPlan, withBuffer } from "./arbitraries.js";
import { oracle, sharesByte } from "./oracle.js";

const ALL = { maxViolations: Number.POSITIVE_INFINITY, timeline: true };

function overlapsOf(report: SimulationReport): OverlapViolation[] {
  return report.violations.filter((v) => v.kind === "overlap");
}

function pairsOf(report: SimulationReport): string[] {
  return overlapsOf(report).map(({ bufferIndex: a, otherIndex: b }) => `${Math.min(a, b)}-${Math.max(a, b)}`);
}

/** Everything that the byte-by-byte oracle can tell must be in the report, and nothing else. */
function checkAgainstOracle({ problem, offsets }: Plan): void {
  const { buffers } = problem;
  const report = simulate(problem, offsets, ALL);
  const expected = oracle(problem, offsets);
  expect(report.ok).toBe(expected.overlaps.size === 0 && expected.outside.length === 0);

  const outside = report.violations.filter((v) => v.kind === "capacity");
  expect(outside.map((v) => v.bufferIndex)).toEqual(expected.outside);
  for (const { bufferIndex, offset, end } of outside) {
    expect([offset, end]).toEqual([offsets[bufferIndex]!, offsets[bufferIndex]! + buffers[bufferIndex]!.size]);
  }

  const pairs = pairsOf(report);
  expect(pairs.slice().sort()).toEqual([...expected.overlaps].sort());
  expect(report.counts.overlap).toBe(pairs.length);
  for (const v of overlapsOf(report)) {
    const [a, b] = [buffers[v.bufferIndex]!, buffers[v.otherIndex]!];
    const [aOffset, bOffset] = [offsets[v.bufferIndex]!, offsets[v.otherIndex]!];
    expect([v.buffer, v.other]).toEqual([a.id, b.id]);
    expect(v.from).toBe(Math.max(aOffset, bOffset));
    expect(v.to).toBe(Math.min(aOffset + a.size, bOffset + b.size));
    expect(v.time).toBe(Math.max(a.lower, b.lower));
    expect(v.until).toBe(Math.min(a.upper, b.upper));
    expect(a.lower).toBeGreaterThanOrEqual(b.lower);
  }

  const clobbered = report.violations.filter((v) => v.kind === "clobbered-read");
  expect(clobbered.map((v) => v.bufferIndex).sort((a, b) => a - b)).toEqual(
    [...expected.clobbered.keys()].sort((a, b) => a - b),
  );
  for (const v of clobbered) {
    const foreign = expected.clobbered.get(v.bufferIndex)!;
    expect(v.clobberedBytes).toBe(foreign.length);
    expect([v.from, v.writerIndex]).toEqual(foreign[0]);
    const run = foreign.findIndex(([byte, writer], i) => byte !== v.from + i || writer !== v.writerIndex);
    expect(v.to - v.from).toBe(run < 0 ? foreign.length : run);
    expect(v.writer).toBe(buffers[v.writerIndex]!.id);
    expect(v.writtenAt).toBe(buffers[v.writerIndex]!.lower);
    expect(v.time).toBe(buffers[v.bufferIndex]!.upper);
  }

  expect(report.peak).toBe(expected.peak);
  expect(report.peakTime).toBe(expected.peakTime);
  expect(report.maxLiveBytes).toBe(expected.maxLiveBytes);
  expect(report.maxLiveTime).toBe(expected.maxLiveTime);
  expect(report.utilization.max).toBe(expected.peak > 0 ? expected.maxLiveBytes / expected.peak : 1);
  expect(report.utilization.mean).toBeCloseTo(expected.meanUtilization, 12);
  expect(report.fragmentation.max).toBe(expected.maxFragmentation);
  expect(report.fragmentation.maxTime).toBe(expected.maxFragmentationTime);
  expect(report.fragmentation.mean).toBeCloseTo(expected.meanFragmentation, 12);

  // The timeline has a point at every distinct start and end of what has bytes and lives, and holds between them.
  const solid = solidOf(problem).map((i) => buffers[i]!);
  const times = [...new Set(solid.flatMap((b) => [b.lower, b.upper]))].sort((a, b) => a - b);
  expect(report.timeline!.map((p) => p.time)).toEqual(times);
  for (const step of expected.steps) {
    const point = report.timeline!.findLast((p) => p.time <= step.time)!;
    expect([point.liveBytes, point.top]).toEqual([step.liveBytes, step.top]);
    expect(point.fragmentation).toBe(step.top > 0 ? 1 - step.liveBytes / step.top : 0);
  }
  const n = expected.events;
  expect(report.events).toEqual({ allocations: n, writes: n, reads: n, frees: n });
}

describe("against a memory of single bytes", () => {
  it("3,000 plans at random are judged alike, with buffers of nothing, in memories that begin anywhere", () => {
    const counts = { broken: 0, outside: 0, nothing: 0, base: 0, capacity: 0, peakOfNothing: 0 };
    const capacities = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
    fc.assert(
      fc.property(anyPlan, capacities, ({ problem: unbounded, offsets }, capacity) => {
        const problem = capacity === undefined ? unbounded : { ...unbounded, capacity };
        checkAgainstOracle({ problem, offsets });
        const { overlaps, outside, peak, peakTime } = oracle(problem, offsets);
        if (overlaps.size > 0) counts.broken++;
        if (outside.length > 0) counts.outside++;
        if (solidOf(problem).length < problem.buffers.length) counts.nothing++;
        if (problem.base! > 0) counts.base++;
        if (capacity !== undefined) counts.capacity++;
        if (peak > 0 && peakTime === null) counts.peakOfNothing++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(counts.broken, counts.outside, counts.nothing, counts.base)).toBeGreaterThan(800);
    expect(counts.capacity).toBeGreaterThan(1000);
    expect(counts.peakOfNothing).toBeGreaterThan(50);
  });

  it("1,500 valid plans are judged alike, and none is flagged", () => {
    fc.assert(
      fc.property(validPlan(), (plan) => {
        checkAgainstOracle(plan);
        expect(simulate(plan.problem, plan.offsets).violations).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it("plans of 60 to 120 buffers, which sort and search in more levels, are judged alike", () => {
    const dense = fc.array(
      fc.record({
        lower: fc.integer({ min: 0, max: 60 }),
        length: fc.integer({ min: 0, max: 12 }),
        size: fc.integer({ min: 0, max: 12 }),
        offset: fc.nat({ max: 300 }),
      }),
      { minLength: 60, maxLength: 120, size: "max" },
    );
    fc.assert(
      fc.property(dense, fc.nat({ max: 40 }), (items, base) => {
        const buffers = items.map(({ lower, length, size }, i) => ({
          id: `b${i}`,
          lower,
          upper: lower + length,
          size,
        }));
        checkAgainstOracle({ problem: { buffers, base }, offsets: items.map((item) => item.offset) });
      }),
      { numRuns: 100 },
    );
  });
});

describe("a valid plan that is broken", () => {
  const index = fc.nat();

  it("by moving a buffer onto another is always caught", () => {
    let cases = 0;
    fc.assert(
      fc.property(validPlan(2), index, index, fc.nat(), ({ problem, offsets }, first, second, where) => {
        const { buffers } = problem;
        const a = first % buffers.length;
        const b = second % buffers.length;
        const [one, two] = [buffers[a]!, buffers[b]!];
        fc.pre(a !== b && sharesByte(one, 0, two, 0));
        // Any offset at which b shares at least one byte with a.
        const lowest = Math.max(problem.base!, offsets[a]! - two.size + 1);
        const highest = offsets[a]! + one.size - 1;
        const moved = offsets.with(b, lowest + (where % (highest - lowest + 1)));
        const report = simulate(problem, moved, ALL);
        expect(report.ok).toBe(false);
        expect(pairsOf(report)).toContain(`${Math.min(a, b)}-${Math.max(a, b)}`);
        expect(report.counts["clobbered-read"]).toBeGreaterThan(0);
        cases++;
      }),
      { numRuns: 1000 },
    );
    expect(cases).toBe(1000);
  });

  it("by a longer lifetime or a greater size is caught exactly if bytes are shared", () => {
    let caught = 0;
    fc.assert(
      fc.property(
        validPlan(2),
        index,
        fc.constantFrom("lower", "upper", "size"),
        fc.integer({ min: 1, max: 8 }),
        ({ problem, offsets }, which, field, by) => {
          const i = which % problem.buffers.length;
          const before = problem.buffers[i]!;
          const grown = withBuffer(problem, i, { [field]: before[field] + (field === "lower" ? -by : by) });
          const collides = grown.buffers.some(
            (b, j) => j !== i && sharesByte(b, offsets[j]!, grown.buffers[i]!, offsets[i]!),
          );
          expect(simulate(grown, offsets).ok).toBe(!collides);
          if (collides) caught++;
        },
      ),
      { numRuns: 1000 },
    );
    expect(caught).toBeGreaterThan(100);
  });

  it("by one byte less of capacity is caught, and not by exactly its peak", () => {
    fc.assert(
      fc.property(validPlan(1), ({ problem, offsets }) => {
        const { peak } = simulate(problem, offsets);
        fc.pre(peak > 0);
        expect(simulate(problem, offsets, { capacity: peak }).ok).toBe(true);
        const report = simulate(problem, offsets, { capacity: peak - 1 });
        const atPeak = problem.buffers.flatMap((b, i) => (offsets[i]! + b.size === problem.base! + peak ? [i] : []));
        expect(report.violations.map((v) => [v.kind, v.bufferIndex])).toEqual(atPeak.map((i) => ["capacity", i]));
      }),
      { numRuns: 500 },
    );
  });

  it("by a misaligned, moved or bad offset is caught", () => {
    fc.assert(
      fc.property(validPlan(1), index, fc.integer({ min: 1, max: 9 }), ({ problem, offsets }, which, by) => {
        const i = which % problem.buffers.length;
        const at = offsets[i]!;
        const pinned = withBuffer(problem, i, { offset: at });
        expect(simulate(pinned, offsets).ok).toBe(true);
        expect(simulate(withBuffer(problem, i, { offset: at + by }), offsets).violations).toMatchObject([
          { kind: "fixed", bufferIndex: i, offset: at, fixedOffset: at + by },
        ]);
        const alignment = at + 1 + by;
        expect(simulate(withBuffer(problem, i, { alignment }), offsets).counts.alignment).toBe(at === 0 ? 0 : 1);
        for (const bad of [-by, at + 0.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
          expect(simulate(problem, offsets.with(i, bad)).violations).toMatchObject([
            { kind: "offset", bufferIndex: i, offset: bad },
          ]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("laws", () => {
  it("peak ≥ greatest live bytes, and 0 ≤ fragmentation < 1, for a plan that is verified", () => {
    fc.assert(
      fc.property(validPlan(), ({ problem, offsets }) => {
        const { peak, maxLiveBytes, utilization, fragmentation } = simulate(problem, offsets);
        expect(peak).toBeGreaterThanOrEqual(maxLiveBytes);
        expect(utilization.max).toBeLessThanOrEqual(1);
        expect(utilization.mean).toBeLessThanOrEqual(utilization.max + 1e-12);
        expect(fragmentation.max).toBeGreaterThanOrEqual(0);
        expect(fragmentation.max).toBeLessThan(1);
        expect(fragmentation.mean).toBeLessThanOrEqual(fragmentation.max + 1e-12);
      }),
    );
  });

  it("shifting time shifts the times and nothing else", () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), ({ problem, offsets }, shift) => {
        const shifted = {
          ...problem,
          buffers: problem.buffers.map((b) => ({ ...b, lower: b.lower + shift, upper: b.upper + shift })),
        };
        const before = simulate(problem, offsets, ALL);
        const after = simulate(shifted, offsets, ALL);
        expect(pairsOf(after)).toEqual(pairsOf(before));
        expect({ ...after.counts, peak: after.peak }).toEqual({ ...before.counts, peak: before.peak });
        expect(after.timeline!.map((p) => ({ ...p, time: p.time - shift }))).toEqual(before.timeline);
      }),
    );
  });

  it("moving the memory with all that is in it moves the addresses and nothing else", () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 2 ** 50 }), ({ problem, offsets }, steps) => {
        // A multiple of all alignments.
        const by = 4 * steps;
        const before = simulate(problem, offsets, ALL);
        const moved = offsets.map((offset) => offset + by);
        const after = simulate({ ...problem, base: problem.base! + by }, moved, ALL);
        const { violations: _, ...figures } = before;
        expect(after).toMatchObject(figures);
        expect(pairsOf(after)).toEqual(pairsOf(before));
        expect(overlapsOf(after).map(({ from, to }) => [from - by, to - by])).toEqual(
          overlapsOf(before).map(({ from, to }) => [from, to]),
        );
      }),
    );
  });

  it("buffers of nothing change no figure but the peak, wherever they lie and however many they are", () => {
    const nothing = fc.record({
      lower: fc.integer({ min: -9, max: 20 }),
      size: fc.nat({ max: 3 }),
      offset: fc.nat({ max: 30 }),
    });
    fc.assert(
      fc.property(anyPlan, fc.array(nothing, { minLength: 1, maxLength: 5 }), ({ problem, offsets }, more) => {
        const others = more.map(({ lower, size }, i) => {
          return { id: `n${i}`, lower, upper: size === 0 ? lower + 7 : lower, size };
        });
        const added = { ...problem, buffers: [...others, ...problem.buffers] };
        const at = more.map(({ offset }) => problem.base! + offset);
        const before = simulate(problem, offsets, ALL);
        const after = simulate(added, [...at, ...offsets], ALL);
        const { peak, counts, timeline, events, fragmentation, maxLiveBytes, maxLiveTime } = before;
        expect(after).toMatchObject({ counts, timeline, events, fragmentation, maxLiveBytes, maxLiveTime });
        expect(after.peak).toBe(Math.max(peak, ...more.map(({ size, offset }) => offset + size)));
        expect(after.peakTime).toBe(after.peak > peak ? null : before.peakTime);
      }),
    );
  });

  it("the order of the buffers changes neither pairs nor figures", () => {
    fc.assert(
      fc.property(anyPlan, ({ problem, offsets }) => {
        const reversed = { ...problem, buffers: problem.buffers.toReversed() };
        const last = offsets.length - 1;
        const before = simulate(problem, offsets, ALL);
        const after = simulate(reversed, offsets.toReversed(), ALL);
        const renamed = overlapsOf(after).map(({ bufferIndex: a, otherIndex: b }) => {
          return `${Math.min(last - a, last - b)}-${Math.max(last - a, last - b)}`;
        });
        expect(renamed.sort()).toEqual(pairsOf(before).sort());
        expect(after.timeline).toEqual(before.timeline);
        expect(after.fragmentation).toEqual(before.fragmentation);
      }),
    );
  });

  it("scaling all bytes by 2^40 scales the figures", () => {
    fc.assert(
      fc.property(anyPlan, ({ problem, offsets }) => {
        const by = 2 ** 40;
        const buffers = problem.buffers.map(({ alignment: _, ...b }) => ({ ...b, size: b.size * by }));
        const scaled = { buffers, base: problem.base! * by };
        const before = simulate(problem, offsets);
        const after = simulate(
          scaled,
          offsets.map((o) => o * by),
        );
        expect(after.counts).toEqual(before.counts);
        expect(after.peak).toBe(before.peak * by);
        expect(after.utilization).toEqual(before.utilization);
        expect(after.fragmentation).toEqual(before.fragmentation);
      }),
    );
  });

  it("the same plan gives the same report, whatever was simulated in between", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (plan, other) => {
        const first = simulate(plan.problem, plan.offsets, ALL);
        const kept = structuredClone(first);
        simulate(other.problem, other.offsets, ALL);
        const large = lanes(700, 5, 1);
        expect(simulate(large.problem, large.offsets).ok).toBe(true);
        expect(simulate(plan.problem, Float64Array.from(plan.offsets), ALL)).toEqual(kept);
        expect(first).toEqual(kept);
      }),
      { numRuns: 50 },
    );
  });

  it("a call from within a call's input disturbs neither", () => {
    const plan = lanes(50, 3, 7);
    const inner = lanes(40, 2, 8);
    const expected = simulate(plan.problem, plan.offsets);
    let calls = 0;
    const offsets = new Proxy(plan.offsets, {
      get(target, key) {
        if (key === "10") {
          calls++;
          expect(simulate(inner.problem, inner.offsets).ok).toBe(true);
        }
        return Reflect.get(target, key);
      },
    });
    expect(simulate(plan.problem, offsets)).toEqual(expected);
    expect(calls).toBe(1);
  });
});
