import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, serialize, writeAs } from "../../../src/formats/index.js";
import { Occupied } from "../../../src/formats/targets/occupied.js";
import type { Problem } from "../../../src/problem/index.js";
import { simulate } from "../../../src/sim/index.js";
import { offsetsFor, problem } from "../arbitraries.js";

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, number | string>>;
}

function eventsOf(traced: Problem, offsets: readonly number[], memories: readonly string[] | null = null): Event[] {
  const document = parse(serialize(traced, "json"), "x.json");
  return JSON.parse(writeAs(document, "perfetto", { offsets, memories }) as string).traceEvents;
}

describe("a trace", () => {
  test("has a slice for each buffer, with its times, offset and size, and none overlaps another of its row", () => {
    fc.assert(
      fc.property(
        problem.chain((p) => fc.tuple(fc.constant(p), offsetsFor(p))),
        ([p, offsets]) => {
          const slices = eventsOf(p, offsets).filter(({ ph }) => ph === "X");
          const shift = Math.max(0, ...p.buffers.map(({ lower }) => -lower));
          for (const { name, ts, dur, args } of slices) {
            const b = p.buffers.findIndex(({ id }) => id === name);
            const { lower, upper, size } = p.buffers[b]!;
            expect([ts, dur, args.offset, args.size]).toEqual([lower + shift, upper - lower, offsets[b], size]);
          }
          expect(slices.length).toBe(p.buffers.length);
          for (const [i, a] of slices.entries()) {
            for (const b of slices.slice(0, i)) {
              if (a.tid === b.tid) expect(a.ts >= b.ts + b.dur || b.ts >= a.ts + a.dur).toBe(true);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("counts what the simulator counts: the bytes that live, and the peak", () => {
    const p: Problem = {
      base: 100,
      buffers: [
        {
          id: "a",
          lower: 0,
          upper: 6,
          size: 8,
          gaps: [
            { lower: 2, upper: 3 },
            { lower: 4, upper: 5, from: 2, to: 4 },
          ],
        },
        { id: "b", lower: 2, upper: 3, size: 4 },
        { id: "c", lower: 1, upper: 4, size: 2 },
      ],
    };
    const offsets = [100, 100, 108];
    const counters = eventsOf(p, offsets).filter(({ ph }) => ph === "C");
    const series = (name: string) =>
      counters.filter((event) => event.name === name).map(({ ts, args }) => [ts, args.bytes]);
    expect(series("occupied bytes")).toEqual([
      [0, 8],
      [1, 10],
      [2, 6],
      [3, 10],
      [4, 2],
      [5, 8],
      [6, 0],
    ]);
    expect(series("highest byte")).toEqual([
      [0, 8],
      [1, 10],
      [2, 10],
      [3, 10],
      [4, 4],
      [5, 8],
      [6, 0],
    ]);
    const { ok, peak, maxLiveBytes } = simulate(p, offsets);
    expect([ok, peak, maxLiveBytes]).toEqual([true, 10, 10]);
  });

  test("has a process for each memory, by its name", () => {
    const memories = [{ id: "sram", capacity: 64 }, { id: "dram" }];
    const buffers = [
      { id: "a", lower: 0, upper: 2, size: 8, memory: "dram" },
      { id: "b", lower: 0, upper: 2, size: 8, memory: "sram" },
    ];
    const events = eventsOf({ memories, buffers }, [0, 0], ["dram", "sram"]);
    const names = events.filter(({ ph }) => ph === "M").map(({ pid, args }) => [pid, args.name]);
    expect(names).toEqual([
      [1, "sram"],
      [2, "dram"],
    ]);
    expect(events.filter(({ ph }) => ph === "X").map(({ pid, name }) => [pid, name])).toEqual([
      [1, "b"],
      [2, "a"],
    ]);
  });

  test("has no place for vector clocks", () => {
    const clock = { lower: [0, 1], upper: [1, 1] };
    const document = parse(serialize({ buffers: [{ id: "a", lower: 1, upper: 2, size: 1, clock }] }, "json"), "x.json");
    expect(() => writeAs(document, "perfetto", { offsets: [0], memories: null })).toThrow(
      "a trace cannot say vector clocks",
    );
  });
});

describe("occupied bytes", () => {
  test("are the union of the ranges, whatever comes and goes", () => {
    const range = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 12 }), (ranges) => {
        const occupied = new Occupied(ranges.flat());
        const counts = new Int32Array(21);
        const expected = () => [
          counts.filter((count) => count > 0).length,
          counts.findLastIndex((count) => count > 0) + 1,
        ];
        for (const by of [1, -1] as const) {
          for (const [from, to] of ranges) {
            occupied.change(from, to, by);
            for (let byte = from; byte < to; byte++) counts[byte]! += by;
            expect([occupied.bytes, occupied.top]).toEqual(expected());
          }
        }
      }),
    );
  });
});

describe("a plan of STAlloc", () => {
  const text = (p: Problem, offsets: readonly number[]): string => {
    return writeAs(parse(serialize(p, "json"), "x.json"), "stalloc", { offsets, memories: null }) as string;
  };

  test("has a line for each allocation in the order in which they are made, without small blocks", () => {
    const p: Problem = {
      buffers: [
        { id: "late", lower: 4, upper: 6, size: 2048 },
        { id: "first", lower: 0, upper: 4, size: 1024 },
        { id: "small", lower: 0, upper: 9, size: 512 },
        { id: "second", lower: 2, upper: 5, size: 1000 },
        { id: "smaller", lower: 2, upper: 3, size: 1 },
      ],
    };
    const plan = text(p, [1024, 0, 4096, 3072, 5000]);
    // None left alone; 3,048 bytes at once at t = 4, 4,072 reserved, no warm-up, 3 allocations, 2 small blocks.
    expect(plan).toBe("\n3048 4072 0 3 1024\n0 1024\n3072 1000\n1024 2048\n");
  });

  test("refuses what is no allocation of its own", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 4, size: 1024, gaps: [{ lower: 1, upper: 2 }] },
      { id: "b", lower: 0, upper: 4, size: 1024 },
    ];
    const p: Problem = { buffers, aliases: [{ buffer: "b", of: "a" }] };
    expect(() => text(p, [0, 0])).toThrow(
      'a plan of STAlloc cannot say "aliases": every line is an allocation of its own, the gaps of buffer "a"',
    );
  });
});
