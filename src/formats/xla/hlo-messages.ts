/**
 * The messages of XLA's `hlo.proto` that tell of memory, read from the wire: only the fields that are needed, with
 * their numbers. Fields that newer versions add are passed over, as protobuf has it.
 *
 * Source: openxla/xla, xla/service/hlo.proto.
 */
import type { WireField, WireMessage } from "../binary/wire.js";

/** `LogicalBufferProto`: a value, and the instruction that defines it. */
export interface LogicalBuffer {
  readonly id: number;
  readonly definedAt: Location | null;
}

/** `LogicalBufferProto.Location`. */
export interface Location {
  /** Only older versions give it. */
  readonly instructionName: string;
  readonly instructionId: number;
  readonly shapeIndex: readonly number[];
}

/** `BufferAllocationProto.Assigned`. */
export interface Assigned {
  readonly bufferId: number;
  readonly offset: number;
  readonly size: number;
  /** Where the message stands in the file. */
  readonly at: number;
}

/** `BufferAllocationProto`. */
export interface Allocation {
  readonly index: number;
  readonly size: number;
  /** The memory space. */
  readonly color: number;
  readonly isThreadLocal: boolean;
  readonly isParameter: boolean;
  readonly isConstant: boolean;
  readonly isLiveOut: boolean;
  readonly assigned: readonly Assigned[];
  readonly at: number;
}

export const ALLOC = 0;
export const FREE = 1;
export const SHARE_WITH = 2;

/** `HeapSimulatorTrace.Event`. */
export interface TraceEvent {
  readonly kind: number;
  readonly bufferId: number;
  /** The instruction that defines the buffer. */
  readonly instructionName: string;
  /** The buffer whose bytes a SHARE_WITH shares. */
  readonly canonicalId: number;
  readonly at: number;
}

/** `BufferAssignmentProto.BufferAlias`: the value of one buffer must lie where the value at another location does. */
export interface BufferAlias {
  readonly sourceId: number;
  readonly location: Location | null;
}

/** `BufferAssignmentProto`. */
export interface BufferAssignment {
  readonly logicalBuffers: readonly LogicalBuffer[];
  readonly aliases: readonly BufferAlias[];
  readonly allocations: readonly Allocation[];
  readonly traces: readonly (readonly TraceEvent[])[];
}

export function readBufferAssignment(message: WireMessage): BufferAssignment {
  const logicalBuffers: LogicalBuffer[] = [];
  const aliases: BufferAlias[] = [];
  const allocations: Allocation[] = [];
  const traces: TraceEvent[][] = [];
  for (const field of message.fields()) {
    if (field.number === 1) logicalBuffers.push(readLogicalBuffer(field.message));
    else if (field.number === 2) aliases.push(readAlias(field.message));
    else if (field.number === 3) allocations.push(readAllocation(field));
    else if (field.number === 4) traces.push(readTrace(field.message));
  }
  return { logicalBuffers, aliases, allocations, traces };
}

function readLogicalBuffer(message: WireMessage): LogicalBuffer {
  let id = 0;
  let definedAt: Location | null = null;
  for (const field of message.fields()) {
    if (field.number === 1) id = field.integer;
    else if (field.number === 3) definedAt = readLocation(field.message);
  }
  return { id, definedAt };
}

function readLocation(message: WireMessage): Location {
  let instructionName = "";
  let instructionId = 0;
  const shapeIndex: number[] = [];
  for (const field of message.fields()) {
    if (field.number === 2) instructionName = field.text;
    else if (field.number === 3) field.integers(shapeIndex);
    else if (field.number === 4) instructionId = field.integer;
  }
  return { instructionName, instructionId, shapeIndex };
}

function readAlias(message: WireMessage): BufferAlias {
  let sourceId = 0;
  let location: Location | null = null;
  for (const field of message.fields()) {
    if (field.number === 1) sourceId = field.integer;
    else if (field.number === 2) location = readLocation(field.message);
  }
  return { sourceId, location };
}

function readAllocation(outer: WireField): Allocation {
  const at = outer.tagAt;
  const allocation = {
    index: 0,
    size: 0,
    color: 0,
    isThreadLocal: false,
    isParameter: false,
    isConstant: false,
    isLiveOut: false,
    assigned: [] as Assigned[],
    at,
  };
  for (const field of outer.message.fields()) {
    if (field.number === 1) allocation.index = field.integer;
    else if (field.number === 2) allocation.size = field.integer;
    else if (field.number === 3) allocation.isThreadLocal = field.bool;
    else if (field.number === 5) allocation.isParameter = field.bool;
    else if (field.number === 7) allocation.isLiveOut = field.bool;
    else if (field.number === 8) allocation.color = field.integer;
    else if (field.number === 9) allocation.assigned.push(readAssigned(field));
    else if (field.number === 12) allocation.isConstant = field.bool;
  }
  return allocation;
}

function readAssigned(outer: WireField): Assigned {
  const assigned = { bufferId: 0, offset: 0, size: 0, at: outer.tagAt };
  for (const field of outer.message.fields()) {
    if (field.number === 1) assigned.bufferId = field.integer;
    else if (field.number === 2) assigned.offset = field.integer;
    else if (field.number === 3) assigned.size = field.integer;
  }
  return assigned;
}

function readTrace(message: WireMessage): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const field of message.fields()) if (field.number === 1) events.push(readEvent(field));
  return events;
}

function readEvent(outer: WireField): TraceEvent {
  const event = { kind: ALLOC, bufferId: 0, instructionName: "", canonicalId: 0, at: outer.tagAt };
  for (const field of outer.message.fields()) {
    if (field.number === 1) event.kind = field.integer;
    else if (field.number === 2) event.bufferId = field.integer;
    else if (field.number === 4) event.instructionName = field.text;
    else if (field.number === 5) event.canonicalId = field.integer;
  }
  return event;
}
