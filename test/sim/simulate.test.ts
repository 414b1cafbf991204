import { describe, expect, it } from "vitest";
import { type Buffer, InputError, MAX_BYTES } from "../../src/problem/index.js";
import { type SimulationReport, simulate, type Violation, type ViolationKind } from "../../src/sim/index.js";
import { NO_VIOLATIONS } from "../../src/sim/rules/index.js";

function buffer(id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer {
  return { id, lower, upper, size, ...more };
}

function only<K extends ViolationKind>(report: SimulationReport, kind: K): Extract<Violation, { kind: K }> {
  const found = report.violations.filter((v): v is Extract<Violation, { kind: K }> => v.kind === kind);
  expect(found).toHaveLength(1);
  expect(report.counts[kind]).toBe(1);
  return found[0]!;
}

describe("a valid plan", () => {
  it("is verified, with its figures", () => {
    // Bytes:  0 [a, 0–4)      ] 10
    //        10 [b, 2–6) ] 14
    const problem = { buffers: [buffer("a", 0, 4, 10), buffer("b", 2, 6, 4)], capacity: 14 };
    expect(simulate(problem, [0, 10], { timeline: true })).toEqual({
      ok: true,
      violations: [],
      violationCount: 0,
      counts: NO_VIOLATIONS,
      capacity: 14,
      peak: 14,
      peakTime: 2,
      maxLiveBytes: 14,
      maxLiveTime: 2,
      utilization: { max: 1, mean: (2 * 10 + 2 * 14 + 2 * 4) / 6 / 14 },
      fragmentation: { max: 1 - 4 / 14, maxTime: 4, mean: (2 * (1 - 4 / 14)) / 6 },
      events: { allocations: 2, writes: 2, reads: 2, frees: 2 },
      timeline: [
        { time: 0, liveBytes: 10, top: 10, fragmentation: 0 },
        { time: 2, liveBytes: 14, top: 14, fragmentation: 0 },
        { time: 4, liveBytes: 4, top: 14, fragmentation: 1 - 4 / 14 },
        { time: 6, liveBytes: 0, top: 0, fragmentation: 0 },
      ],
      memories: [],
      terms: null,
      timing: null,
    });
  });

  it("may let lifetimes touch in the same bytes", () => {
    const problem = { buffers: [buffer("late", 5, 9, 8), buffer("early", 0, 5, 8)] };
    expect(simulate(problem, [0, 0])).toMatchObject({ ok: true, peak: 8, maxLiveBytes: 8 });
  });

  it("may let byte ranges touch at the same time", () => {
    const problem = { buffers: [buffer("a", 0, 5, 8), buffer("b", 0, 5, 3), buffer("c", 0, 5, 1)] };
    expect(simulate(problem, [0, 8, 11])).toMatchObject({ ok: true, peak: 12 });
  });

  it("may exactly fill the capacity", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8)], capacity: 8 };
    expect(simulate(problem, [0]).ok).toBe(true);
    expect(simulate(problem, [1]).ok).toBe(false);
  });

  it("may reuse, split and bridge the ranges of freed buffers", () => {
    const problem = {
      buffers: [
        buffer("whole", 0, 1, 12),
        buffer("left", 1, 2, 4),
        buffer("right", 1, 3, 4),
        buffer("middle", 2, 3, 5),
        buffer("again", 3, 4, 12),
      ],
    };
    expect(simulate(problem, [0, 0, 8, 2, 0]).ok).toBe(true);
  });

  it("is empty for the empty problem", () => {
    expect(simulate({ buffers: [] }, [], { timeline: true })).toEqual({
      ok: true,
      violations: [],
      violationCount: 0,
      counts: NO_VIOLATIONS,
      capacity: Number.POSITIVE_INFINITY,
      peak: 0,
      peakTime: null,
      maxLiveBytes: 0,
      maxLiveTime: null,
      utilization: { max: 1, mean: 1 },
      fragmentation: { max: 0, maxTime: null, mean: 0 },
      events: { allocations: 0, writes: 0, reads: 0, frees: 0 },
      timeline: [],
      memories: [],
      terms: null,
      timing: null,
    });
  });

  it("may lie in a memory that begins elsewhere: peak, tops and fragmentation count from there", () => {
    const problem = { buffers: [buffer("a", 0, 4, 10), buffer("b", 2, 6, 4)] };
    const based = { ...problem, base: 4096, capacity: 14 };
    const options = { timeline: true, capacity: 14 };
    expect(simulate(based, [4096, 4106], options)).toEqual(simulate(problem, [0, 10], options));
  });

  it("may hold buffers of no bytes or no time, in any bytes: only the peak knows of them", () => {
    const problem = { buffers: [buffer("a", 0, 4, 10), buffer("b", 2, 6, 4)] };
    const others = [buffer("no bytes", 1, 5, 0), buffer("no time", 3, 3, 8), buffer("neither", 9, 9, 0)];
    const within = simulate({ buffers: [...others, ...problem.buffers] }, [5, 2, 14, 0, 10], { timeline: true });
    expect(within).toEqual(simulate(problem, [0, 10], { timeline: true }));
    const above = simulate({ buffers: [...others, ...problem.buffers] }, [5, 20, 14, 0, 10]);
    expect(above).toMatchObject({ ok: true, peak: 28, peakTime: null, maxLiveBytes: 14, maxLiveTime: 2 });
    expect(above.utilization.max).toBe(14 / 28);
    expect(simulate({ buffers: others }, [0, 0, 3], { timeline: true })).toMatchObject({
      ok: true,
      peak: 8,
      peakTime: null,
      utilization: { max: 0, mean: 0 },
      fragmentation: { max: 0, maxTime: null, mean: 0 },
      events: { allocations: 0, writes: 0, reads: 0, frees: 0 },
      timeline: [],
      timing: null,
    });
  });

  it("has a timeline only on request", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8)] };
    expect(simulate(problem, [0]).timeline).toBeNull();
    expect(simulate(problem, [0], { timeline: false }).timeline).toBeNull();
    expect(simulate(problem, [0], { timeline: true }).timeline).toHaveLength(2);
  });

  it("ignores hints", () => {
    expect(simulate({ buffers: [buffer("a", 0, 1, 8, { hint: 64 })] }, [0]).ok).toBe(true);
  });
});

describe("an overlap", () => {
  it("is reported once, with the shared bytes and times, beside the read that it clobbers", () => {
    const problem = { buffers: [buffer("x", 3, 9, 10), buffer("y", 0, 5, 10)] };
    const report = simulate(problem, [4, 0]);
    expect(report).toMatchObject({ ok: false, violationCount: 2, peak: 14 });
    expect(report.violations).toEqual([
      {
        kind: "overlap",
        buffer: "x",
        bufferIndex: 0,
        other: "y",
        otherIndex: 1,
        from: 4,
        to: 10,
        time: 3,
        until: 5,
        message: 'buffers "y" and "x" share the bytes [4, 10) at the times [3, 5)',
      },
      {
        kind: "clobbered-read",
        buffer: "y",
        bufferIndex: 1,
        from: 4,
        to: 10,
        writer: "x",
        writerIndex: 0,
        writtenAt: 3,
        time: 5,
        clobberedBytes: 6,
        message:
          'buffer "y": 6 of its 10 bytes are clobbered when it is read at time 5; buffer "x" wrote [4, 10) at time 3',
      },
    ]);
  });

  it("of a single byte or a single time step is seen, on either side", () => {
    const problem = { buffers: [buffer("a", 10, 20, 8), buffer("b", 15, 25, 4)] };
    for (const [offset, ok] of [
      [4, true],
      [5, false],
      [15, false],
      [16, true],
    ] as const) {
      expect(simulate(problem, [8, offset]).ok, `b at ${offset}`).toBe(ok);
    }
    for (const [lower, upper, ok] of [
      [5, 10, true],
      [5, 11, false],
      [19, 21, false],
      [20, 21, true],
    ] as const) {
      const shifted = { buffers: [problem.buffers[0]!, buffer("b", lower, upper, 4)] };
      expect(simulate(shifted, [8, 8]).ok, `b at [${lower}, ${upper})`).toBe(ok);
    }
  });

  it("with a buffer inside another names both, whoever comes first", () => {
    const inside = { buffers: [buffer("big", 0, 9, 100), buffer("small", 2, 4, 3)] };
    expect(only(simulate(inside, [0, 50]), "overlap")).toMatchObject({
      buffer: "small",
      other: "big",
      from: 50,
      to: 53,
    });
    const around = { buffers: [buffer("big", 1, 9, 100), buffer("small", 0, 4, 3)] };
    expect(only(simulate(around, [0, 50]), "overlap")).toMatchObject({
      buffer: "big",
      other: "small",
      from: 50,
      to: 53,
    });
  });

  it("at equal starts names the buffer that comes first in the problem as the one that was there", () => {
    const problem = { buffers: [buffer("a", 0, 3, 2), buffer("b", 0, 3, 2)] };
    const report = simulate(problem, [0, 0]);
    expect(only(report, "overlap")).toMatchObject({ buffer: "b", other: "a" });
    expect(only(report, "clobbered-read")).toMatchObject({ buffer: "a", writer: "b", clobberedBytes: 2 });
  });

  it("is seen although the intruder is freed before a third buffer comes", () => {
    // c lies where b lay, and b lay in a: the owner of those bytes is dead, a is not.
    const problem = { buffers: [buffer("a", 0, 9, 4), buffer("b", 1, 2, 4), buffer("c", 3, 4, 4)] };
    const report = simulate(problem, [0, 0, 0]);
    expect(report.violations.filter((v) => v.kind === "overlap").map((v) => [v.buffer, v.other])).toEqual([
      ["b", "a"],
      ["c", "a"],
    ]);
    expect(only(report, "clobbered-read")).toMatchObject({ buffer: "a", writer: "c", writtenAt: 3, time: 9 });
  });

  it("counts a shared byte for each buffer in the figures", () => {
    const problem = { buffers: [buffer("a", 0, 2, 4), buffer("b", 0, 2, 4)] };
    expect(simulate(problem, [0, 0])).toMatchObject({
      maxLiveBytes: 8,
      peak: 4,
      utilization: { max: 2, mean: 2 },
      fragmentation: { max: -1, maxTime: 0, mean: -1 },
    });
  });
});

describe("a clobbered read", () => {
  it("tells the lowest clobbered run, its writer, and all clobbered bytes", () => {
    const problem = {
      buffers: [buffer("victim", 0, 9, 20), buffer("b", 1, 2, 3), buffer("c", 2, 3, 3), buffer("d", 3, 4, 5)],
    };
    const report = simulate(problem, [100, 105, 107, 98]);
    // d: 98–103, b: 105–107 (107 went to c), c: 107–110
    expect(only(report, "clobbered-read")).toMatchObject({
      buffer: "victim",
      from: 100,
      to: 103,
      writer: "d",
      writtenAt: 3,
      clobberedBytes: 3 + 2 + 3,
    });
  });

  it("ends its run where another writer begins", () => {
    const problem = { buffers: [buffer("victim", 0, 9, 20), buffer("b", 1, 2, 3), buffer("c", 2, 3, 3)] };
    expect(only(simulate(problem, [100, 105, 107]), "clobbered-read")).toMatchObject({
      from: 105,
      to: 107,
      writer: "b",
      clobberedBytes: 5,
    });
  });

  it("ends its run where the buffer ends", () => {
    const problem = { buffers: [buffer("victim", 0, 9, 20), buffer("b", 1, 2, 30)] };
    expect(only(simulate(problem, [100, 110]), "clobbered-read")).toMatchObject({
      from: 110,
      to: 120,
      clobberedBytes: 10,
    });
    expect(only(simulate(problem, [100, 95]), "clobbered-read")).toMatchObject({
      from: 100,
      to: 120,
      clobberedBytes: 20,
    });
  });
});

describe("rules for one buffer", () => {
  it("reports a buffer that ends beyond the capacity, and replays it", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8), buffer("b", 0, 1, 8)], capacity: 15 };
    const report = simulate(problem, [0, 8]);
    expect(report).toMatchObject({ ok: false, violationCount: 1, peak: 16, capacity: 15 });
    expect(only(report, "capacity")).toEqual({
      kind: "capacity",
      buffer: "b",
      bufferIndex: 1,
      offset: 8,
      end: 16,
      capacity: 15,
      message: 'buffer "b": placed at [8, 16), beyond the capacity of 15 bytes',
    });
  });

  it("reports a buffer that lies below the base, or beyond base and capacity, an empty one too", () => {
    const problem = {
      buffers: [buffer("low", 0, 1, 8), buffer("high", 0, 1, 8), buffer("none", 3, 3, 0), buffer("in", 4, 5, 16)],
      base: 100,
      capacity: 16,
    };
    const report = simulate(problem, [99, 109, 117, 100]);
    expect(report).toMatchObject({ ok: false, violationCount: 3, capacity: 16, peak: 17 });
    expect(report.violations.map(({ message }) => message)).toEqual([
      'buffer "low": placed at [99, 107), below the memory, in a memory that begins at 100',
      'buffer "high": placed at [109, 117), beyond the capacity of 16 bytes, in a memory that begins at 100',
      'buffer "none": placed at [117, 117), beyond the capacity of 16 bytes, in a memory that begins at 100',
    ]);
    expect(report.violations[0]).toMatchObject({
      kind: "capacity",
      bufferIndex: 0,
      offset: 99,
      end: 107,
      capacity: 16,
    });
    expect(simulate(problem, [100, 108, 116, 100]).ok).toBe(true);
    expect(simulate({ buffers: problem.buffers, base: 100 }, [99, 1e6, 0, 100]).counts.capacity).toBe(2);
  });

  it("takes a fixed offset of −1 as none, and one of 0 as one", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8, { offset: -1 }), buffer("b", 1, 2, 8, { offset: 0 })] };
    expect(simulate(problem, [40, 0]).ok).toBe(true);
    expect(only(simulate(problem, [40, 1]), "fixed").buffer).toBe("b");
  });

  it("takes the capacity of the options over that of the problem", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8)], capacity: 8 };
    expect(simulate(problem, [0], { capacity: 7 })).toMatchObject({ ok: false, capacity: 7 });
    expect(simulate(problem, [1], { capacity: 9 }).ok).toBe(true);
    expect(simulate(problem, [1], { capacity: Number.POSITIVE_INFINITY }).ok).toBe(true);
    expect(simulate(problem, [0], { capacity: 0 }).counts.capacity).toBe(1);
  });

  it("reports an offset that is no multiple of the alignment", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8, { alignment: 64 }), buffer("b", 1, 2, 8, { alignment: 3 })] };
    expect(simulate(problem, [128, 9]).ok).toBe(true);
    expect(simulate(problem, [0, 0]).ok).toBe(true);
    expect(only(simulate(problem, [96, 9]), "alignment")).toEqual({
      kind: "alignment",
      buffer: "a",
      bufferIndex: 0,
      offset: 96,
      alignment: 64,
      message: 'buffer "a": offset 96 is no multiple of the alignment 64',
    });
  });

  it("reports a fixed buffer that lies elsewhere", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8, { offset: 16 }), buffer("b", 0, 1, 8, { offset: 0 })] };
    expect(simulate(problem, [16, 0]).ok).toBe(true);
    expect(only(simulate(problem, [24, 0]), "fixed")).toEqual({
      kind: "fixed",
      buffer: "a",
      bufferIndex: 0,
      offset: 24,
      fixedOffset: 16,
      message: 'buffer "a": fixed at offset 16, but placed at 24',
    });
    expect(only(simulate(problem, [16, 8]), "fixed")).toMatchObject({ buffer: "b", fixedOffset: 0 });
  });

  it("reports an offset that is no integer ≥ 0, and leaves the buffer out of the replay", () => {
    const problem = { buffers: [buffer("a", 0, 4, 8), buffer("b", 0, 4, 2)] };
    const bad = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, undefined, null, "4", 4n];
    for (const offset of bad) {
      const report = simulate(problem, [offset as number, 0]);
      const violation = only(report, "offset");
      expect(violation).toMatchObject({ buffer: "a", bufferIndex: 0 });
      expect(violation.offset).toBe(typeof offset === "number" ? offset : Number.NaN);
      expect(violation.message).toContain(`${offset}`);
      expect(report).toMatchObject({ ok: false, violationCount: 1, peak: 2, maxLiveBytes: 2 });
      expect(report.events).toEqual({ allocations: 1, writes: 1, reads: 1, frees: 1 });
    }
    expect(simulate(problem, [-1, -1])).toMatchObject({ violationCount: 2, peak: 0, peakTime: null });
  });

  it("names the position in the problem where buffers before were left out", () => {
    const problem = { buffers: [buffer("out", 0, 4, 8), buffer("a", 0, 4, 8), buffer("b", 1, 5, 8)] };
    const report = simulate(problem, [Number.NaN, 0, 7]);
    expect(only(report, "overlap")).toMatchObject({ bufferIndex: 2, buffer: "b", otherIndex: 1, other: "a" });
    expect(only(report, "clobbered-read")).toMatchObject({ bufferIndex: 1, writerIndex: 2, from: 7, to: 8 });
  });

  it("reads −0 as 0", () => {
    const report = simulate({ buffers: [buffer("a", -0, 4, 8)], capacity: 7 }, [-0]);
    expect(report.peakTime).toBe(0);
    expect(only(report, "capacity").offset).toBe(0);
  });

  it("reports every rule that one buffer breaks", () => {
    const problem = { buffers: [buffer("a", 0, 1, 8, { alignment: 8, offset: 8 })], capacity: 16 };
    const report = simulate(problem, [12]);
    expect(report.violations.map((v) => v.kind)).toEqual(["fixed", "alignment", "capacity"]);
    expect(report.violationCount).toBe(3);
  });
});

describe("large numbers", () => {
  it("are exact up to 2^53 − 1", () => {
    const half = 2 ** 52;
    const problem = {
      buffers: [buffer("low", -MAX_BYTES, MAX_BYTES, half), buffer("high", -MAX_BYTES, MAX_BYTES, half - 1)],
      capacity: MAX_BYTES,
    };
    expect(simulate(problem, [0, half])).toMatchObject({
      ok: true,
      peak: MAX_BYTES,
      maxLiveBytes: MAX_BYTES,
      utilization: { max: 1, mean: 1 },
    });
    const overlapping = simulate(problem, [0, half - 1]);
    expect(only(overlapping, "overlap")).toMatchObject({ from: half - 1, to: half });
    expect(simulate(problem, [0, half], { capacity: MAX_BYTES - 1 }).counts.capacity).toBe(1);
  });

  it("touch exactly at the far end of memory and of time", () => {
    const far = MAX_BYTES - 2;
    const problem = {
      buffers: [buffer("a", far, far + 1, 1), buffer("b", far + 1, far + 2, 1), buffer("c", far, far + 2, 1)],
    };
    expect(simulate(problem, [far, far, far + 1]).ok).toBe(true);
    expect(simulate(problem, [far, far, far]).counts.overlap).toBe(2);
  });

  it("beyond 2^53 − 1 are an offset violation, not a wrong sum", () => {
    const problem = { buffers: [buffer("a", 0, 1, 2)] };
    expect(simulate(problem, [MAX_BYTES - 2])).toMatchObject({ ok: true, peak: MAX_BYTES });
    const report = simulate(problem, [MAX_BYTES - 1]);
    expect(only(report, "offset").message).toBe(`buffer "a": ends beyond byte 2^53 − 1 at offset ${MAX_BYTES - 1}`);
  });
});

describe("the list of violations", () => {
  const buffers = Array.from({ length: 40 }, (_, i) => buffer(`b${i}`, 0, 10, 4, { alignment: 2 }));
  const offsets = buffers.map((_, i) => (i === 39 ? 101 : 0));

  it("is capped, while all violations are counted", () => {
    const report = simulate({ buffers }, offsets);
    expect(report.counts).toEqual({
      ...NO_VIOLATIONS,
      alignment: 1,
      overlap: (39 * 38) / 2,
      "clobbered-read": 38,
    });
    expect(report.violationCount).toBe(1 + 741 + 38);
    expect(report.violations).toHaveLength(100);
  });

  it("gives every kind its share, in the order of the kinds", () => {
    const kinds = (maxViolations: number) =>
      simulate({ buffers }, offsets, { maxViolations }).violations.map((v) => v.kind);
    expect(kinds(0)).toEqual([]);
    expect(kinds(1)).toEqual(["alignment"]);
    expect(kinds(2)).toEqual(["alignment", "overlap"]);
    expect(kinds(6)).toEqual(["alignment", "overlap", "overlap", "overlap", "clobbered-read", "clobbered-read"]);
    expect(kinds(Number.POSITIVE_INFINITY)).toHaveLength(780);
    expect(new Set(kinds(780)).size).toBe(3);
  });

  it("starts with the earliest, and is the start of the longer list of its kind", () => {
    const few = simulate({ buffers }, offsets, { maxViolations: 10 }).violations.filter((v) => v.kind === "overlap");
    const all = simulate({ buffers }, offsets, { maxViolations: 1000 }).violations.filter((v) => v.kind === "overlap");
    expect(all).toHaveLength(741);
    expect(few.length).toBeGreaterThan(3);
    expect(all.slice(0, few.length)).toEqual(few);
    expect(new Set(all.map((v) => `${v.bufferIndex}-${v.otherIndex}`)).size).toBe(741);
  });

  it("is counted the same whatever its limit", () => {
    for (const maxViolations of [0, 1, 5, 1000]) {
      expect(simulate({ buffers }, offsets, { maxViolations }).violationCount).toBe(780);
    }
  });
});

describe("bad input", () => {
  const a = buffer("conv3", 0, 4, 8);
  const cases: [string, () => unknown, string][] = [
    [
      "too few offsets",
      () => simulate({ buffers: [a] }, []),
      "a plan needs one offset for each of the 1 buffers, got 0",
    ],
    [
      "too many offsets",
      () => simulate({ buffers: [a] }, [0, 1]),
      "a plan needs one offset for each of the 1 buffers, got 2",
    ],
    [
      "size −1",
      () => simulate({ buffers: [{ ...a, size: -1 }] }, [0]),
      'buffer "conv3": size must be an integer ≥ 0 bytes, got -1',
    ],
    ["size 1.5", () => simulate({ buffers: [{ ...a, size: 1.5 }] }, [0]), "got 1.5"],
    [
      "a lifetime that ends first",
      () => simulate({ buffers: [{ ...a, upper: -1 }] }, [0]),
      "lower ≤ upper, got [0, -1)",
    ],
    ["a negative base", () => simulate({ buffers: [a], base: -1 }, [0]), "base must be an integer ≥ 0, got -1"],
    ["lower NaN", () => simulate({ buffers: [{ ...a, lower: Number.NaN }] }, [0]), "lower ≤ upper, got [NaN, 4)"],
    ["upper 2.5", () => simulate({ buffers: [{ ...a, upper: 2.5 }] }, [0]), "lower ≤ upper, got [0, 2.5)"],
    [
      "alignment 0",
      () => simulate({ buffers: [{ ...a, alignment: 0 }] }, [0]),
      "alignment must be an integer > 0 bytes, got 0",
    ],
    ["alignment 0.5", () => simulate({ buffers: [{ ...a, alignment: 0.5 }] }, [0]), "got 0.5"],
    ["sizes beyond 2^53 − 1", () => simulate({ buffers: [{ ...a, size: MAX_BYTES }, a] }, [0, 0]), "2^53 − 1"],
    [
      "capacity −1",
      () => simulate({ buffers: [a], capacity: -1 }, [0]),
      "capacity must be an integer ≥ 0 or Infinity, got -1",
    ],
    ["capacity NaN", () => simulate({ buffers: [a] }, [0], { capacity: Number.NaN }), "got NaN"],
    [
      "maxViolations 0.5",
      () => simulate({ buffers: [a] }, [0], { maxViolations: 0.5 }),
      "maxViolations must be an integer",
    ],
  ];
  it.each(cases)("%s is an InputError that names its culprit", (_, run, message) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
  });

  it("carries the position and the field of the culprit", () => {
    let caught: unknown;
    try {
      simulate({ buffers: [a, { ...a, size: -1 }] }, [0, 8]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    expect((caught as InputError).culprit).toEqual({ bufferIndex: 1, field: "size" });
  });

  it("leaves nothing behind for the next call", () => {
    expect(() => simulate({ buffers: [a, { ...a, size: -1 }] }, [0, 8])).toThrow(InputError);
    expect(simulate({ buffers: [a, { ...a, lower: 4, upper: 5 }] }, [0, 0]).ok).toBe(true);
  });
});
