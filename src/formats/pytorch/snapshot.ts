/**
 * What `torch.cuda.memory._dump_snapshot` pickles (torch/cuda/memory.py, torch/csrc/cuda/memory_snapshot.cpp):
 *
 *      { "segments":      [ { device, address, total_size,
 *                             blocks: [ { address, size, requested_size, state, frames } ] } ],
 *        "device_traces": [ [ { action, addr, size, stream, time_us, frames } ], … a list for each device ],
 *        "allocator_settings", "external_annotations", … }
 *
 * Older versions pickled the list of segments alone, blocks without addresses, and what they knew of a block in its
 * `history`.
 */
import type { Ref } from "./tape.js";
import type { Values } from "./values.js";

/** What a snapshot holds of one device. */
export interface Device {
  /** As the user names it: `device 0`. */
  readonly name: string;
  /** The list of its events; null where there is none. */
  readonly trace: Ref | null;
  readonly eventCount: number;
  readonly segments: readonly Segment[];
}

/** Memory that the allocator has from the driver, at the end of the trace. */
export interface Segment {
  readonly ref: Ref;
  /** Bytes. */
  readonly size: number;
}

/** Devices that a machine may have: a list of more traces is no snapshot. */
const MOST_DEVICES = 4096;

/** The devices that there is anything of, in order; what else the user is to know. */
export interface Snapshot {
  readonly devices: readonly Device[];
  readonly notes: readonly string[];
}

/** @throws FormatError where the pickle is none */
export function readSnapshot(values: Values): Snapshot {
  const { pickle } = values;
  const { root } = pickle;
  const isList = pickle.containerKind(root) === "list";
  let segmentList: Ref | null = isList ? root : null;
  let traces: Ref | null = null;
  const notes: string[] = [];
  const keys: string[] = [];
  if (!isList && pickle.containerKind(root) !== "dict") {
    values.fail(root, `a pickle of ${values.describe(root)}, and no memory snapshot of PyTorch`);
  }
  if (!isList) {
    values.eachKey(root, "the snapshot", (key, value) => {
      if (keys.length < 12) keys.push(key);
      if (key === "segments") segmentList = value;
      else if (key === "device_traces") traces = value;
      else if (key.startsWith("host_") && values.listLength(value) > 0) {
        notes.push(`${JSON.stringify(key)} is not read: memory of the host is not planned`);
      }
    });
    if (segmentList === null && traces === null) {
      const found =
        keys.length === 0 ? "it has no keys" : `its keys are ${keys.map((key) => JSON.stringify(key)).join(", ")}`;
      values.fail(
        root,
        `a pickle, and no memory snapshot of PyTorch: there is no "segments" or "device_traces"; ${found}`,
      );
    }
  }
  const segments = segmentList === null ? new Map<number, Segment[]>() : segmentsByDevice(values, segmentList);
  const traceOf: Ref[] = [];
  if (traces !== null) {
    values.each(traces, '"device_traces"', (trace) => {
      if (traceOf.length === MOST_DEVICES)
        values.fail(traces!, `"device_traces" has more than ${MOST_DEVICES} devices`);
      if (values.pickle.containerKind(trace) !== "list") values.each(trace, "a trace", () => false);
      traceOf.push(trace);
    });
  }
  const numbers = new Set([...segments.keys(), ...traceOf.keys()].sort((a, b) => a - b));
  const devices = [...numbers].map((number): Device => {
    const trace = traceOf[number] ?? null;
    const eventCount = trace === null ? 0 : values.listLength(trace);
    return { name: `device ${number}`, trace, eventCount, segments: segments.get(number) ?? [] };
  });
  return { devices: devices.filter(({ eventCount, segments }) => eventCount > 0 || segments.length > 0), notes };
}

function segmentsByDevice(values: Values, list: Ref): Map<number, Segment[]> {
  const byDevice = new Map<number, Segment[]>();
  values.each(list, '"segments"', (ref) => {
    const fields: Record<"device" | "total_size" | "blocks", Ref | null> = {
      device: null,
      total_size: null,
      blocks: null,
    };
    values.fields(ref, "a segment", fields);
    if (fields.blocks === null) {
      values.fail(ref, 'a pickle, and no memory snapshot of PyTorch: a segment has no "blocks"');
    }
    const device = fields.device === null ? 0 : values.size(fields.device, '"device" of a segment');
    const size = fields.total_size === null ? 0 : values.size(fields.total_size, '"total_size" of a segment');
    if (device >= MOST_DEVICES) values.fail(ref, `a segment is of device ${device}`);
    const others = byDevice.get(device);
    if (others === undefined) byDevice.set(device, [{ ref, size }]);
    else others.push({ ref, size });
  });
  return byDevice;
}

/**
 * The device that is meant: `device 1`, `cuda:1` or `1`; without a name the only one.
 *
 * @throws FormatError that lists them
 */
export function chooseDevice(values: Values, { devices }: Snapshot, module: string | undefined): Device {
  const { root } = values.pickle;
  if (devices.length === 0) {
    const how = "torch.cuda.memory._record_memory_history() must be called before what is to be seen";
    values.fail(root, `the snapshot has no event and no segment of any device: ${how}`);
  }
  const list = devices
    .slice(0, 12)
    .map(({ name, eventCount }) => `${JSON.stringify(name)} (${eventCount} events)`)
    .join(", ");
  const all = devices.length > 12 ? `${list} and ${devices.length - 12} more` : list;
  if (module === undefined) {
    if (devices.length === 1) return devices[0]!;
    values.fail(root, `the snapshot has ${devices.length} devices, and the option module must name one: ${all}`);
  }
  const number = /^(?:device |cuda:|xpu:)?(\d+)$/i.exec(module.trim())?.[1];
  const found = number === undefined ? undefined : devices.find(({ name }) => name === `device ${Number(number)}`);
  return found ?? values.fail(root, `the snapshot has no device ${JSON.stringify(module)}; there are ${all}`);
}
