/** XLA's dumps, built here: protobuf messages by a schema of the fields that are read, and texts as XLA prints them. */
import protobuf from "protobufjs";

const SCHEMA = `
syntax = "proto3";
message Location {
  string instruction_name = 2; repeated int64 shape_index = 3; int64 instruction_id = 4; }
message LogicalBuffer { int64 id = 1; int64 size = 2; Location defined_at = 3; int64 color = 4; }
message Assigned { int64 logical_buffer_id = 1; int64 offset = 2; int64 size = 3; int64 element_type = 4; }
message Allocation {
  int64 index = 1; int64 size = 2; bool is_thread_local = 3; bool is_entry_computation_parameter = 5;
  int64 parameter_number = 6; bool maybe_live_out = 7; int64 color = 8; repeated Assigned assigned = 9;
  bool is_tuple = 11; bool is_constant = 12; }
message Event {
  int64 kind = 1; int64 buffer_id = 2; string computation_name = 3; string instruction_name = 4;
  int64 share_with_canonical_id = 5; }
message Trace { repeated Event events = 1; bool whole_module_simulation = 2; int64 buffer_allocation_index = 3; }
message Alias { int64 source_buffer_id = 1; Location location = 2; }
message Assignment {
  repeated LogicalBuffer logical_buffers = 1; repeated Alias buffer_aliases = 2;
  repeated Allocation buffer_allocations = 3; repeated Trace heap_simulator_traces = 4; }
message Computation { string name = 1; }
message Module {
  string name = 1; string entry_computation_name = 2; repeated Computation computations = 3; int64 id = 5; }
message Hlo { Module hlo_module = 1; Assignment buffer_assignment = 3; }
message Snapshot { Hlo hlo = 1; string execution_platform = 4; }
message Stat { int64 metadata_id = 1; int64 int64_value = 4; bytes bytes_value = 6; }
message EventMetadata { int64 id = 1; string name = 2; bytes metadata = 3; repeated Stat stats = 5; }
message StatMetadata { int64 id = 1; string name = 2; }
message Plane {
  int64 id = 1; string name = 2; map<int64, EventMetadata> event_metadata = 4;
  map<int64, StatMetadata> stat_metadata = 5; }
message Space { repeated Plane planes = 1; repeated string hostnames = 4; }
`;

const { root } = protobuf.parse(SCHEMA, { keepCase: true });

export function encode(type: "Hlo" | "Snapshot" | "Module" | "Space", value: Record<string, unknown>): Uint8Array {
  const message = root.lookupType(type);
  return message.encode(message.fromObject(value)).finish();
}

/** `+3` allocates buffer 3, `-3` frees it, `3=1` lets buffer 3 share the bytes of buffer 1. */
export type Step = string;

export function trace(steps: readonly Step[], allocation = 0): Record<string, unknown> {
  const events = steps.map((step) => {
    const [, sign, id, shared] = /^([+-]?)(\d+)(?:=(\d+))?$/.exec(step)!;
    return {
      kind: shared !== undefined ? 2 : sign === "-" ? 1 : 0,
      buffer_id: Number(id),
      computation_name: "main",
      instruction_name: `op.${id}`,
      ...(shared !== undefined && { share_with_canonical_id: Number(shared) }),
    };
  });
  return { events, whole_module_simulation: true, buffer_allocation_index: allocation };
}

/** Places in an allocation: `[id, offset, size]`. */
export function allocation(
  index: number,
  size: number,
  assigned: readonly (readonly [id: number, offset: number, size: number])[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const places = assigned.map(([logical_buffer_id, offset, bytes]) => ({ logical_buffer_id, offset, size: bytes }));
  return { index, size, assigned: places, ...more };
}

/** An `HloProto` whose logical buffers are those that the allocations name. */
export function hlo(
  allocations: readonly Record<string, unknown>[],
  traces: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
  name = "jit_step",
): Record<string, unknown> {
  const ids = allocations.flatMap(({ assigned }) =>
    (assigned as { logical_buffer_id: number; size: number }[]).map(({ logical_buffer_id: id, size }) => ({
      id,
      size,
    })),
  );
  return {
    hlo_module: { name, entry_computation_name: "main", id: 7 },
    buffer_assignment: {
      logical_buffers: ids.map(({ id, size }) => ({ id, size, defined_at: { instruction_id: 1000 + id } })),
      buffer_allocations: allocations,
      heap_simulator_traces: traces,
      ...more,
    },
  };
}

/**
 * A module with one of each kind of allocation. Buffer 4 shares the bytes of 3; 6 is a table of a tuple, which no heap
 * simulator places.
 */
export const STEP = hlo(
  [
    allocation(0, 4096, [[0, 0, 4096]], { is_entry_computation_parameter: true }),
    allocation(1, 64, [[1, 0, 64]], { maybe_live_out: true }),
    allocation(2, 8, [[8, 0, 8]], { is_constant: true }),
    allocation(3, 4, [[9, 0, 4]], { is_thread_local: true }),
    allocation(4, 2064, [
      [2, 0, 1024],
      [3, 1024, 512],
      [4, 1024, 512],
      [5, 0, 256],
      [6, 2048, 16],
    ]),
  ],
  [trace(["+2", "+3", "-2", "4=3", "-3", "+5", "-5", "-4"], 2)],
);

/** A profile with modules by name. */
export function space(modules: Readonly<Record<string, Record<string, unknown>>>): Uint8Array {
  const entries = Object.entries(modules).map(([name, module], i) => [
    i + 1,
    {
      id: i + 1,
      name,
      stats: [
        { metadata_id: 2, int64_value: 5 },
        { metadata_id: 1, bytes_value: encode("Hlo", module) },
      ],
    },
  ]);
  return encode("Space", {
    planes: [
      { id: 3, name: "/host:CPU" },
      {
        name: "/host:metadata",
        event_metadata: Object.fromEntries(entries),
        stat_metadata: { 1: { id: 1, name: "Hlo Proto" }, 2: { id: 2, name: "fingerprint" } },
      },
    ],
    hostnames: ["host"],
  });
}

/** As newer versions of XLA print it. */
export const ASSIGNMENT_TEXT = `BufferAssignment:
allocation 0: size 4096, parameter 0, shape |f32[32,32]| at ShapeIndex {}:
 value: <0 arg.1 @0> (size=4096,offset=0): f32[32,32]{1,0}
allocation 1: size 64, output shape is |f32[16]|, maybe-live-out:
 value: <1 out.1 @0> (size=64,offset=0): f32[16]{0}
allocation 2: size 1600, preallocated-temp:
 value: <2 dot.1 @0> (size=1024,offset=0): f32[256]{0}
 value: <3 fusion.1{0} @0> (size=512,offset=1024): f32[128]{0}
 value: <4 fusion.2 @0> (size=512,offset=1024): f32[128]{0}
 value: <5 copy (phi) @0> (size=64,offset=1536): f32[16]{0}

Total bytes used: 5760 (5.6KiB)

Used values:
<0 arg.1 @0>
 positions:
  arg.1
 uses:
  dot.1, operand 0
`;

export const RANGES_TEXT = `HloLiveRange (max 6):
  InstructionSequence:
    0:arg.1
    1:dot.1
  BufferLiveRange:
    arg.1{}:0-6
    out.1{}:5-6
    dot.1{}:1-2
    fusion.1{0}:2-3
    fusion.2{}:3-5
    copy{}:2-2
  Live ranges at 2 (peak):
    dot.1{}: 1024 bytes (cumulative: 1024 bytes)
`;
