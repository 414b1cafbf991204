import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { FormatError, parse } from "../../../src/formats/index.js";
import { pickled, type Value } from "./pickle-writer.js";
import { block, EXAMPLE, event, frame, segment, snapshot } from "./snapshots.js";

const A = 0x7f00_0000_0000;

function read(value: Value, options: Parameters<typeof parse>[2] = {}) {
  return parse(pickled(value), "s.pickle", options);
}

function rows(value: Value, options: Parameters<typeof parse>[2] = {}) {
  return read(value, options).problem.buffers.map(({ id, lower, upper, size }) => [id, lower, upper, size]);
}

function refusal(value: Value | Uint8Array, options: Parameters<typeof parse>[2] = {}): string {
  try {
    parse(value instanceof Uint8Array ? value : pickled(value), "s.pickle", options);
  } catch (error) {
    if (error instanceof FormatError && error.byte !== null) return error.message;
    throw error;
  }
  throw new Error("the snapshot was accepted");
}

describe("a memory snapshot of PyTorch", () => {
  test.each([2, 4] as const)("is read from protocol %i: blocks live from alloc to free_completed", (protocol) => {
    const { problem, otherPlans, form } = parse(pickled(EXAMPLE, protocol), "s.pickle");
    expect(form.name).toBe("memory snapshot of PyTorch (pickle)");
    expect(problem.buffers).toEqual([
      { id: "b7f0000000000_0", lower: 0, upper: 4, size: 400, alignment: 512 },
      { id: "b7f0000010000_0 model.py:45 forward", lower: 0, upper: 9, size: 2000, alignment: 512 },
      { id: "b7f0000000200_0 model.py:45 forward", lower: 2, upper: 7, size: 1000, alignment: 512 },
      { id: "b7f0000000800_0 model.py:45 forward", lower: 5, upper: 9, size: 3000, alignment: 512 },
    ]);
    expect(otherPlans).toEqual([{ planner: "PyTorch's allocator", peak: 10_240, offsets: null }]);
  });

  test("says the peak, when it is, what was reserved and who is live there", () => {
    expect(read(EXAMPLE).notes).toEqual([
      "device 0 of 8 events: at most 6,000 bytes are live, at event 5; PyTorch reserved 10,240",
      "live at the peak, by line of source: model.py:45 forward 6,000 (100.0 %, 3 buffers)",
      "the largest of them: b7f0000000800_0 model.py:45 forward 3,000 (50.0 %), " +
        "b7f0000010000_0 model.py:45 forward 2,000 (33.3 %), b7f0000000200_0 model.py:45 forward 1,000 (16.7 %)",
    ]);
  });

  test("takes another alignment where one is given", () => {
    expect(new Set(read(EXAMPLE, { alignment: 64 }).problem.buffers.map(({ alignment }) => alignment))).toEqual(
      new Set([64]),
    );
    expect(read(EXAMPLE, { alignment: 1 }).problem.buffers[0]).not.toHaveProperty("alignment");
  });

  test("names blocks as the viewer does: the address, and how often it was freed before", () => {
    const trace = ["alloc", "free_completed", "alloc", "free_completed"].map((action) => event(action, 0x600, 8));
    expect(rows(snapshot([[event("free_completed", 0x600, 4), ...trace]]))).toEqual([
      ["b600_0", 0, 1, 4],
      ["b600_1", 2, 3, 8],
      ["b600_2", 4, 5, 8],
    ]);
  });

  test("keeps addresses beyond 2^53 apart, negative ones too", () => {
    const high = 0xff00_ffff_0000_0200n;
    const trace = [event("alloc", high, 8), event("alloc", high + 1n, 4), event("free_completed", high, 8)];
    expect(rows(snapshot([trace]))).toEqual([
      ["bff00ffff00000200_0", 1, 3, 8],
      ["bff00ffff00000201_0", 2, 4, 4],
    ]);
    const signed = BigInt.asIntN(64, high);
    expect(rows(snapshot([[event("alloc", signed, 8)]]))).toEqual([["bff00ffff00000200_0", 1, 2, 8]]);
  });

  test("shows the user's own line: not that of a package, nor of C++", () => {
    const lines = [
      frame("??", 0, "torch::unwind::unwind()"),
      frame("/usr/lib/python3/dist-packages/torch/nn/functional.py", 7, "linear"),
      frame("C:\\work\\net.py", 3, "block"),
      frame("/home/u/train.py", 9, "main"),
    ];
    const label = (frames: readonly Value[]) => rows(snapshot([[event("alloc", 512, 8, { frames })]]))[0]![0];
    expect(label(lines)).toBe("b200_0 net.py:3 block");
    expect(label(lines.slice(0, 2))).toBe("b200_0 functional.py:7 linear");
    expect(label(lines.slice(0, 1))).toBe("b200_0 ??:0 torch::unwind::unwind()");
    expect(label([])).toBe("b200_0");
    expect(label([frame("x.py", 1, "f".repeat(500))])).toBe(`b200_0 x.py:1 ${"f".repeat(48)}…`);
  });

  test("counts what is reserved back from the segments at the end", () => {
    const trace = [
      event("segment_free", A, 100),
      event("segment_alloc", A, 30),
      event("segment_map", A, 25),
      event("segment_unmap", A, 50),
      event("alloc", A, 8),
    ];
    const reserved = (segments: Parameters<typeof snapshot>[1]) =>
      read(snapshot([trace], segments)).otherPlans[0]!.peak;
    // 20 at the end: 20 before the unmap of 50 and so on back to 115 at first.
    expect(reserved([segment(A, 20, [])])).toBe(115);
    expect(reserved([])).toBe(100);
    expect(read(snapshot([[event("alloc", 512, 8)]])).otherPlans).toEqual([]);
  });

  test("ends a block that is never freed where its address is allocated anew, and says so", () => {
    const value = snapshot([[event("alloc", 512, 8), event("alloc", 512, 4), event("oom", 99, 5)]]);
    expect(rows(value)).toEqual([
      ["b200_0", 1, 2, 8],
      ["b200_1", 2, 4, 4],
    ]);
    expect(read(value).notes.slice(-2)).toEqual([
      "1 block is never freed, and ends where the address is allocated anew",
      "the trace tells of 1 out-of-memory error",
    ]);
  });

  test("takes requests for releases where the trace leaves out the completed ones, and says so", () => {
    const value = snapshot([[event("alloc", 512, 8), event("free_requested", 512, 8), event("free_requested", 0, 4)]]);
    expect(rows(value)).toEqual([
      ["b0_0", 0, 3, 4],
      ["b200_0", 1, 2, 8],
    ]);
    expect(read(value).notes).toContain(
      'the trace has no "free_completed": blocks end where their release is asked for',
    );
  });

  test("names actions that it does not know", () => {
    expect(read(snapshot([[event("alloc", 512, 8), event("teleport", 0, 1)]])).notes).toContain(
      'events of actions that are not known are passed over: "teleport" (1)',
    );
  });

  test("takes a block without an event from the last release of its address on", () => {
    const segments = [segment(0, 4096, [block(0, 512, "active_pending_free"), block(512, 512, "active_allocated")])];
    expect(rows(snapshot([[event("free_completed", 512, 300), event("snapshot", 0, 0)]], segments))).toEqual([
      ["b200_0", 0, 1, 300],
      ["b0_0", 0, 3, 512],
      ["b200_1", 1, 3, 512],
    ]);
  });

  test("of older versions is read: a list of segments, addresses and sizes in the history", () => {
    const blocks: readonly Value[] = [
      {
        size: 1024,
        state: "active_allocated",
        history: [{ addr: 4096, real_size: 700, frames: [frame("a.py", 2, "f")] }],
      },
      { size: 512, state: "inactive" },
      { size: 512, state: "active_allocated" },
    ];
    const value = [{ device: 0, address: 4096, total_size: 2048, stream: 0, blocks }];
    expect(rows(value)).toEqual([
      ["b1000_0 a.py:2 f", 0, 1, 700],
      ["b1600_0", 0, 1, 512],
    ]);
    expect(read(value).notes[0]).toBe(
      "device 0 without a trace: at most 1,212 bytes are live, at the end; PyTorch reserved 2,048",
    );
  });

  test("of several devices needs a name, and lists them", () => {
    const value = snapshot(
      [[event("alloc", 512, 8)], [], [event("alloc", 512, 4)]],
      [segment(0, 4096, [block(0, 4096, "active_allocated")], { device: 4 })],
    );
    const all = '"device 0" (1 events), "device 2" (1 events), "device 4" (0 events)';
    expect(refusal(value)).toContain(`the snapshot has 3 devices, and the option module must name one: ${all}`);
    for (const module of ["device 2", "2", "cuda:2"]) expect(rows(value, { module })).toEqual([["b200_0", 1, 2, 4]]);
    expect(rows(value, { module: "device 4" })).toEqual([["b0_0", 0, 1, 4096]]);
    expect(refusal(value, { module: "device 1" })).toContain(`no device "device 1"; there are ${all}`);
  });

  test("has no plan to verify", () => {
    expect(refusal(EXAMPLE, { placed: true })).toMatch(/a memory snapshot has no plan to check/);
  });

  test("tells of memory of the host, which is not read", () => {
    expect(read(snapshot([[event("alloc", 512, 8)]], [], { host_traces: [[]] })).notes[0]).toBe(
      '"host_traces" is not read: memory of the host is not planned',
    );
  });

  test.each<readonly [string, Value, string]>([
    ["a dict of something else", { model: [1, 2] }, 'there is no "segments" or "device_traces"; its keys are "model"'],
    ["a number", 7, "a pickle of an integer"],
    ["a list of something else", [{ a: 1 }], 'a segment has no "blocks"'],
    ["nothing in it", snapshot([[]]), "no event and no segment of any device"],
    ["an event that is none", { device_traces: [[[1]]] }, "an event must be a dict, and is a list"],
    ["an event without an action", snapshot([[{ addr: 1 }]]), 'event 1 has no "action"'],
    ["an event without an address", snapshot([[{ action: "alloc", size: 1 }]]), 'event 1 has no "addr"'],
    [
      "a size of text",
      snapshot([[{ action: "alloc", addr: 1, size: "x" }]]),
      '"size" of an event must be an integer, and is the text "x"',
    ],
    ["a size below 0", snapshot([[{ action: "alloc", addr: 1, size: -4 }]]), "must be within [0, 2^53 − 1], and is -4"],
    [
      "a huge address",
      snapshot([[{ action: "alloc", addr: 2n ** 90n, size: 4 }]]),
      "has 12 bytes, and an integer of 64 bits",
    ],
  ])("with %s is refused at its byte", (_, value, message) => {
    expect(refusal(value)).toContain(message);
    expect(refusal(value)).toMatch(/^s\.pickle: byte \d+: /);
  });

  test("with more bytes than can be added up exactly is refused at the event", () => {
    const value = snapshot([[event("alloc", 512, 2 ** 53 - 1), event("alloc", 1024, 2 ** 53 - 1)]]);
    expect(refusal(value)).toMatch(/^s\.pickle: byte \d{2,}: .*2\^53/);
  });
});

const python = spawnSync("python3", ["-c", "import pickle"]).status === 0;
if (!python) console.warn("no python3: snapshots are pickled by the tests' own writer alone");

describe(python ? "what Python pickles" : "what the tests' own pickler writes, for there is no Python", () => {
  const plain = snapshot(
    [[event("alloc", A, 5000, { frames: [frame("m.py", 1, "é")] }), event("free_completed", 2 ** 40, 70_000)]],
    [segment(A, 8192, [block(A, 5120, "active_allocated"), block(A + 5120, 3072, "inactive")], { segment_pool_id: 0 })],
  );
  const byPython = (protocol: number): Uint8Array => {
    const dumps = `pickle.dumps(json.load(sys.stdin), protocol=${protocol})`;
    const code = `import json, pickle, sys; sys.stdout.buffer.write(${dumps})`;
    return spawnSync("python3", ["-c", code], { input: JSON.stringify(plain) }).stdout;
  };
  const written = python ? [0, 1, 2, 3, 4, 5].map(byPython) : [pickled(plain, 2), pickled(plain, 4)];

  test.each(written.map((bytes, i) => [i, bytes] as const))("is read, in every protocol: %i", (_, bytes) => {
    const { problem, otherPlans } = parse(bytes, "s.pickle");
    expect(problem.buffers).toEqual([
      { id: "b10000000000_0", lower: 0, upper: 2, size: 70_000, alignment: 512 },
      { id: "b7f0000000000_0 m.py:1 é", lower: 1, upper: 3, size: 5000, alignment: 512 },
    ]);
    expect(otherPlans[0]!.peak).toBe(8192);
  });
});
