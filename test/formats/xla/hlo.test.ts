import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FormatError, parse } from "../../../src/formats/index.js";
import { plan, simulate } from "../../../src/index.js";
import { allocation, encode, hlo, STEP, space, trace } from "./builders.js";

const read = (value: Record<string, unknown>, options = {}) => parse(encode("Hlo", value), "x.hlo.pb", options);

function fault(read: () => unknown): FormatError {
  try {
    read();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("an HloProto", () => {
  test("gives the values of the temporary allocation, with closed ranges from the heap simulator's trace", () => {
    const { problem, form, otherPlans } = read(STEP);
    expect(form.name).toBe("HloProto of XLA (.hlo.pb)");
    expect(problem).toEqual({
      buffers: [
        { id: "op.2", lower: 0, upper: 1, size: 1024, alignment: 256 },
        { id: "op.3", lower: 0, upper: 3, size: 512, alignment: 256 },
        { id: "op.5", lower: 2, upper: 3, size: 256, alignment: 256 },
      ],
    });
    expect(otherPlans).toEqual([{ planner: "XLA", peak: 1536, offsets: Float64Array.of(0, 1024, 0) }]);
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true, peak: 1536 });
  });

  test("tells in notes what is not planned, with its bytes", () => {
    expect(read(STEP).notes).toEqual([
      "4 values are planned, which XLA lays in 2064 bytes of temporary memory; XLA allocates besides: parameters of " +
        "4096 bytes (1), constants of 8 bytes (1), thread-local memory of 4 bytes (1), outputs of 64 bytes (1)",
      "1 value is written in place of others, and they are one buffer: op.4 over op.3",
      "the alignment is taken to be 256 bytes, as XLA's own offsets allow (at most 256); --align says another",
      'module "jit_step" has 9 buffers in 5 allocations',
      "1 value is not planned, with 16 bytes of temporary memory: no heap simulator placed them, and XLA keeps bytes " +
        "for each the whole time, as it does for tables of tuples (value 6)",
    ]);
  });

  test("is read the same packed, in a snapshot, and with its module's name asked for", () => {
    const { problem } = read(STEP);
    expect(parse(gzipSync(encode("Hlo", STEP)), "x.hlo.pb.gz").problem).toEqual(problem);
    expect(parse(encode("Snapshot", { hlo: STEP, execution_platform: "CUDA" }), "x").problem).toEqual(problem);
    expect(read(STEP, { module: "jit_step" }).problem).toEqual(problem);
    expect(fault(() => read(STEP, { module: "jit_other" })).detail).toBe(
      'the module "jit_other" is not in the file: it has "jit_step"',
    );
  });

  test("is known without the name of an entry computation, as other tools write it", () => {
    const { entry_computation_name: _, ...module } = STEP.hlo_module as Record<string, unknown>;
    const bare = { ...STEP, hlo_module: { ...module, computations: [{ name: "main" }] } };
    expect(parse(encode("Hlo", bare), "x").problem).toEqual(read(STEP).problem);
  });

  test("is no graph of TensorFlow, whose nodes begin as modules do", () => {
    // GraphDef: node { name: "x", op: "Relu", attr { key: "T" } }
    const node = [0x0a, 1, 0x78, 0x12, 4, 0x52, 0x65, 0x6c, 0x75, 0x2a, 3, 0x0a, 1, 0x54];
    const graph = Uint8Array.from([0x0a, node.length, ...node, 0x22, 2, 0x08, 0x15]);
    expect(fault(() => parse(graph, "frozen_graph.pb")).detail).not.toContain("buffer assignment: XLA");
  });

  test("has XLA's plan as its own where a plan is to be verified", () => {
    const { offsets, otherPlans } = read(STEP, { placed: true });
    expect(offsets).toEqual(Float64Array.of(0, 1024, 0));
    expect(otherPlans).toEqual([]);
  });

  test("takes the alignment that XLA's offsets allow, or the one that is asked for", () => {
    const unaligned = hlo(
      [
        allocation(0, 200, [
          [1, 0, 64],
          [2, 64, 100],
        ]),
      ],
      [trace(["+1", "+2", "-1", "-2"])],
    );
    expect(read(unaligned).problem.buffers.map(({ alignment }) => alignment)).toEqual([64, 64]);
    const asked = read(unaligned, { alignment: 128 });
    expect(asked.problem.buffers.map(({ alignment }) => alignment)).toEqual([128, 128]);
    expect(asked.otherPlans).toEqual([{ planner: "XLA", peak: 164, offsets: null }]);
    expect(asked.notes).toContain("XLA's own plan lays 1 buffer at offsets that the alignment asked for rules out");
    expect(read(unaligned, { alignment: 1 }).problem.buffers[0]).not.toHaveProperty("alignment");
  });

  test("keeps values at one place that share bytes, though other values lie there in between", async () => {
    const values = [
      [1, 0, 64],
      [2, 0, 64],
      [3, 0, 64],
      [4, 64, 32],
    ] as const;
    const loop = hlo([allocation(0, 96, values)], [trace(["+1", "+4", "-1", "+2", "-2", "3=1", "-3", "-4"])]);
    const { problem, otherPlans } = read(loop);
    expect(problem.buffers).toMatchObject([
      { id: "op.1", lower: 0, upper: 3, gaps: [{ lower: 1, upper: 2 }] },
      { id: "op.2", lower: 1, upper: 2 },
      { id: "op.4", lower: 0, upper: 3 },
    ]);
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true, peak: 96 });
    expect(await plan(problem, { minimize: true })).toMatchObject({ status: "optimal", peak: 96 });
  });

  test("ties values that buffer aliases name, and leaves those apart that lie elsewhere", () => {
    const values = [
      [1, 0, 64],
      [2, 0, 64],
      [3, 64, 64],
    ] as const;
    const alias = (source_buffer_id: number, id: number) => ({
      source_buffer_id,
      location: { instruction_id: 1000 + id },
    });
    const steps = ["+1", "-1", "+3", "-3", "+2", "-2"];
    const untied = read(hlo([allocation(0, 128, values)], [trace(steps)]));
    expect(untied.problem.buffers).toHaveLength(3);
    const more = { buffer_aliases: [alias(1, 2), alias(1, 3), alias(2, 99)] };
    const tied = read(hlo([allocation(0, 128, values)], [trace(steps)], more));
    expect(tied.problem.buffers).toMatchObject([
      { id: "op.1", lower: 0, upper: 3, gaps: [{ lower: 1, upper: 2 }] },
      { id: "op.3", lower: 1, upper: 2 },
    ]);
  });

  test("lays values that share some bytes of each other by aliases, so that XLA's plan has no conflict", () => {
    const parts = [
      [1, 0, 256],
      [2, 64, 64],
      [3, 256, 64],
    ] as const;
    const { problem, otherPlans } = read(
      hlo([allocation(0, 320, parts)], [trace(["+1", "+3", "+2", "-1", "-2", "-3"])]),
    );
    expect(problem.aliases).toEqual([{ buffer: "op.2", of: "op.1", at: 64 }]);
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true, peak: 320 });
  });

  test("leaves values of no bytes free of others, whatever they share", () => {
    const values = [
      [1, 0, 64],
      [2, 64, 64],
      [3, 64, 0],
    ] as const;
    const empty = hlo([allocation(0, 128, values)], [trace(["+1", "+2", "3=2", "-1", "-2", "-3"])]);
    const { problem, otherPlans } = read(empty);
    expect(problem.buffers.map(({ size }) => size)).toEqual([64, 64, 0]);
    expect(problem).not.toHaveProperty("aliases");
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true, peak: 128 });
  });

  test("plans memory spaces as memories, and counts the offsets of each from its own begin", () => {
    const spaces = hlo(
      [
        allocation(3, 128, [
          [1, 0, 64],
          [2, 64, 64],
        ]),
        allocation(4, 64, [[3, 0, 64]], { color: 1 }),
      ],
      [trace(["+1", "+2", "-1", "-2"]), trace(["+3", "-3"])],
    );
    const { problem, memories, offsets } = read(spaces, { placed: true });
    const names = ["allocation 3", "allocation 4, memory space 1"];
    expect(problem.memories).toEqual(names.map((id) => ({ id })));
    expect(problem.buffers.map(({ memory }) => memory)).toEqual([names[0], names[0], names[1]]);
    expect([memories, offsets]).toEqual([[names[0], names[0], names[1]], Float64Array.of(0, 64, 0)]);
    expect(read(spaces).otherPlans[0]!.peak).toBe(192);
  });

  test("takes heaps of one allocation that were planned by themselves for memories", () => {
    const heaps = hlo(
      [
        allocation(3, 576, [
          [1, 0, 64],
          [2, 0, 32],
          [3, 512, 64],
          [4, 512, 64],
        ]),
      ],
      [trace(["+1", "-1", "+2", "-2"]), trace(["+3", "-3", "+4", "-4"])],
    );
    const { problem, otherPlans } = read(heaps);
    expect(problem.memories).toEqual([{ id: "allocation 3" }, { id: "allocation 3, heap 2" }]);
    expect(otherPlans[0]).toEqual({ planner: "XLA", peak: 128, offsets: Float64Array.of(0, 0, 0, 0) });
    expect(simulate(problem, otherPlans[0]!.offsets!)).toMatchObject({ ok: true });
  });

  test("counts a trace once that is written again for another heap of its run", () => {
    const steps = trace(["+1", "+2", "-1", "-2"]);
    const twice = hlo([allocation(0, 64, [[1, 0, 64]]), allocation(1, 64, [[2, 0, 64]])], [steps, steps]);
    expect(read(twice).problem.buffers).toMatchObject([
      { id: "op.1", memory: "allocation 0" },
      { id: "op.2", memory: "allocation 1" },
    ]);
  });

  test("names values by instruction and part, and those of one name by their number too", () => {
    const buffers = [
      { id: 1, defined_at: { instruction_name: "old", shape_index: [1, 0] } },
      { id: 2, defined_at: { instruction_id: 5 } },
    ];
    const events = [
      { kind: 0, buffer_id: 1 },
      { kind: 0, buffer_id: 2, instruction_name: "new" },
      { kind: 0, buffer_id: 3, instruction_name: "new" },
      { kind: 0, buffer_id: 4 },
    ];
    const named = hlo(
      [
        allocation(0, 64, [
          [1, 0, 8],
          [2, 8, 8],
          [3, 16, 8],
          [4, 24, 8],
        ]),
      ],
      [{ events }],
      {
        logical_buffers: buffers,
      },
    );
    expect(read(named).problem.buffers.map(({ id }) => id)).toEqual(["old{1,0}", "new#2", "new#3", "value 4"]);
  });

  test("of a module without temporary memory is an empty problem, and a note says so", () => {
    const { problem, notes } = read(hlo([allocation(0, 8, [[1, 0, 8]], { maybe_live_out: true })], []));
    expect(problem).toEqual({ buffers: [] });
    expect(notes[0]).toMatch(
      /^no value is planned: XLA has 0 bytes of temporary memory; XLA allocates besides: outputs of 8 bytes/,
    );
  });
});

describe("what is refused of an HloProto", () => {
  const places = allocation(0, 64, [
    [1, 0, 32],
    [2, 32, 32],
  ]);
  const ids = Array.from({ length: 1001 }, (_, i) => i);
  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["no buffer assignment", { hlo_module: { name: "m", entry_computation_name: "e" } }, /module "m" is here without/],
    [
      "more heaps than there can be",
      hlo(
        ids.map((id) => allocation(id, 8, [[id, 0, 8]])),
        [trace(ids.map((id) => `+${id}`))],
      ),
      /more than 1000 heaps/,
    ],
    [
      "too many values that share bytes at a time",
      hlo(
        [
          allocation(
            0,
            8,
            ids.map((id) => [id, 0, 8] as const),
          ),
        ],
        [trace(ids.map((id) => `+${id}`))],
      ),
      /shares bytes with too many others at a time/,
    ],
    ["no traces", hlo([places], []), /no traces of the heap simulator/],
    ["a value beyond its allocation", hlo([allocation(0, 48, [[1, 32, 32]])], []), /ends at 64, beyond the 48 bytes/],
    ["a size that is not known", hlo([allocation(0, 48, [[1, 0, -1]])], []), /has -1 bytes/],
    ["an offset below 0", hlo([allocation(0, 48, [[1, -8, 8]])], []), /lies at offset -8/],
    ["a buffer assigned twice", hlo([places, allocation(1, 32, [[2, 0, 32]])], []), /buffer 2 is assigned twice/],
    ["a buffer allocated twice", hlo([places], [trace(["+1", "-1", "+1"])]), /allocates buffer 1 twice/],
    ["a buffer freed that does not live", hlo([places], [trace(["+1", "-2"])]), /frees buffer 2, which does not/],
    ["bytes shared with nobody", hlo([places], [trace(["1=2"])]), /shares the bytes of buffer 2, which was not/],
    ["an unknown event", hlo([places], [{ events: [{ kind: 7 }] }]), /event 7 of the heap simulator is not known/],
  ];

  test.each(refused)("%s, with the byte", (_, value, detail) => {
    const error = fault(() => read(value));
    expect(error.detail).toMatch(detail);
    expect(error.byte).toBeGreaterThanOrEqual(0);
  });

  test("a HloModuleProto alone, with how to get more", () => {
    const bytes = encode("Module", { name: "jit_f", entry_computation_name: "main", id: 3 });
    expect(fault(() => parse(bytes, "x.pb")).detail).toMatch(
      /^module "jit_f" is here without its buffer assignment: XLA writes it .*--xla_dump_hlo_as_proto/,
    );
  });
});

describe("a profile", () => {
  const other = hlo([allocation(0, 64, [[1, 0, 64]])], [trace(["+1", "-1"])], {}, "jit_f");
  const bytes = space({ "jit_f(3)": other, "jit_step(17)": STEP, "jit_f(4)": other });

  test("gives the module that is named, with or without its number", () => {
    const { problem } = parse(encode("Hlo", STEP), "x");
    for (const module of ["jit_step", "jit_step(17)"]) expect(parse(bytes, "x", { module }).problem).toEqual(problem);
    expect(parse(bytes, "x", { module: "jit_f(4)" }).problem.buffers).toHaveLength(1);
  });

  test("gives the only module without a name", () => {
    const document = parse(space({ "jit_step(17)": STEP }), "x");
    expect(document.form.name).toBe("profile of JAX or TensorFlow (.xplane.pb)");
    expect(document.problem.buffers).toHaveLength(3);
    expect(document.notes).toContain('module "jit_step(17)" has 9 buffers in 5 allocations');
  });

  test("lists its modules where none, an unknown one or one of several is named", () => {
    const all = '"jit_f(3)", "jit_step(17)", "jit_f(4)"';
    expect(fault(() => parse(bytes, "x")).detail).toBe(
      `the profile holds 3 modules, and one has to be chosen (--module): ${all}`,
    );
    expect(fault(() => parse(bytes, "x", { module: "g" })).detail).toBe(
      `the profile holds no module "g"; there are ${all}`,
    );
    expect(fault(() => parse(bytes, "x", { module: "jit_f" })).detail).toBe(
      '2 modules of the profile are called "jit_f": "jit_f(3)", "jit_f(4)"',
    );
  });

  test("of older versions has modules as metadata, and one without modules is refused", () => {
    const metadata = { 1: { id: 1, name: "cluster", metadata: encode("Hlo", STEP) } };
    const old = encode("Space", { planes: [{ name: "/host:metadata", event_metadata: metadata }] });
    expect(parse(old, "x").problem.buffers).toHaveLength(3);
    const none = encode("Space", { planes: [{ id: 1, name: "/host:CPU", event_metadata: metadata }] });
    expect(fault(() => parse(none, "x")).detail).toMatch(/^the profile holds no HLO modules/);
  });
});
