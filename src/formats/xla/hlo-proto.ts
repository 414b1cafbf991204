/**
 * From an `HloProto` to the values in XLA's temporary allocations. Lifetimes are those of the heap simulator's traces,
 * matched by the ids of buffers: the allocation that a trace names is often another one, since XLA puts temporary
 * allocations together after it has planned them.
 */
import type { BinaryView } from "../binary/view.js";
import { WireMessage } from "../binary/wire.js";
import {
  type Assignment,
  addTo,
  checkBytes,
  counted,
  type Heap,
  type HeapValue,
  type Kind,
  type Sum,
} from "./assignment.js";
import {
  type Allocation,
  type Assigned,
  type BufferAssignment,
  type Location,
  type LogicalBuffer,
  readBufferAssignment,
} from "./hlo-messages.js";
import { type HloKind, hloKind } from "./sniff.js";
import { type Life, livesOf } from "./traces.js";

const HOW =
  "XLA writes it of the optimized module (*after_optimizations.hlo.pb) " +
  "with --xla_dump_to=FOLDER --xla_dump_hlo_as_proto";
const LISTED = 3;

/** An `HloProto` in a file. */
export interface HloFile {
  /** The module's name; empty where it has none. */
  readonly moduleName: string;
  /** Null where the file has none. */
  readonly assignment: WireMessage | null;
  readonly at: number;
}

/** The `HloProto` in bytes [begin, end) of a file; one in a snapshot too. @throws FormatError where it is damaged */
export function openHlo(view: BinaryView, begin = 0, end = view.length): HloFile {
  const kind = hloKind(view.bytes, begin, end);
  const whole = new WireMessage(view, begin, end);
  if (kind === "module") return { moduleName: moduleNameIn(whole), assignment: null, at: begin };
  return openProto(kind === "snapshot" ? (lastMessage(whole, 1) ?? whole) : whole, kind);
}

function openProto(proto: WireMessage, kind: HloKind | null): HloFile {
  const module = lastMessage(proto, 1);
  const moduleName = module === null || kind === null ? "" : moduleNameIn(module);
  return { moduleName, assignment: lastMessage(proto, 3), at: proto.begin };
}

function lastMessage(outer: WireMessage, number: number): WireMessage | null {
  let found: WireMessage | null = null;
  for (const field of outer.fields()) if (field.number === number) found = field.message;
  return found;
}

function moduleNameIn(module: WireMessage): string {
  for (const field of module.fields()) if (field.number === 1) return field.text;
  return "";
}

/** @throws FormatError where there is no buffer assignment, or no lifetimes, or they are damaged */
export function readHlo({ moduleName, assignment, at }: HloFile, view: BinaryView): Assignment {
  const called = moduleName === "" ? "the module" : `module ${JSON.stringify(moduleName)}`;
  if (assignment === null) view.fail(at, `${called} is here without its buffer assignment: ${HOW}`);
  const messages = readBufferAssignment(assignment);
  const { allocations, logicalBuffers, traces } = messages;
  const lives = livesOf(traces, view);
  const logical = new Map(logicalBuffers.map((each) => [each.id, each]));
  const others = new Map<Kind, Sum>();
  const heaps = new HeapList();
  const values: HeapValue[] = [];
  const untraced: Assigned[] = [];
  const seen = new Set<number>();
  let temporaryBytes = 0;
  for (const allocation of allocations) {
    const kind = kindOf(allocation);
    if (kind !== null) addTo(others, kind, allocation.size);
    else temporaryBytes += allocation.size;
    for (const assigned of allocation.assigned) {
      const { bufferId, offset, size } = assigned;
      if (seen.has(bufferId)) view.fail(assigned.at, `buffer ${bufferId} is assigned twice`);
      seen.add(bufferId);
      if (kind !== null) continue;
      const life = lives.get(bufferId);
      const name = nameOf(bufferId, logical.get(bufferId), life);
      const bytes = { name: `allocation ${allocation.index}`, bytes: allocation.size };
      checkBytes({ name, size, offset }, bytes, (detail) => view.fail(assigned.at, detail));
      if (life === undefined) {
        untraced.push(assigned);
        continue;
      }
      const { first, last } = life;
      values.push({
        name,
        number: bufferId,
        heap: heaps.of(allocation, life),
        size,
        offset,
        first,
        last,
        at: assigned.at,
      });
    }
  }
  const traceless = untraced.find(({ size }) => size > 0);
  if (values.length === 0 && traces.length === 0 && traceless !== undefined) {
    view.fail(
      traceless.at,
      `${called} has no traces of the heap simulator, so nothing tells how long its values live; ` +
        "the text *-buffer-assignment.txt with *-live-range.txt does",
    );
  }
  return {
    heaps: heaps.heaps,
    values,
    tied: tiesOf(messages, values, lives),
    others,
    temporaryBytes,
    notes: [
      `${called} has ${counted(logicalBuffers.length, "buffer")} in ${counted(allocations.length, "allocation")}`,
      ...untracedNote(untraced, logical),
    ],
  };
}

/** Null for temporary memory. In the order in which XLA looks. */
function kindOf({ isParameter, isConstant, isThreadLocal, isLiveOut }: Allocation): Kind | null {
  if (isParameter) return "parameters";
  if (isConstant) return "constants";
  if (isThreadLocal) return "thread-local memory";
  return isLiveOut ? "outputs" : null;
}

/**
 * The heaps of the temporary allocations. Where one has values of several traces, each of them is a heap: XLA planned
 * them by themselves, and the steps of different traces cannot be compared.
 */
class HeapList {
  readonly heaps: Heap[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #tracesIn = new Map<Allocation, number>();
  readonly #names = new Set<string>();

  of(allocation: Allocation, { trace }: Life): number {
    const key = `${allocation.at} ${trace}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const nth = (this.#tracesIn.get(allocation) ?? 0) + 1;
    this.#tracesIn.set(allocation, nth);
    const { index, color } = allocation;
    const space = color === 0 ? "" : `, memory space ${color}`;
    const name = `allocation ${index}${space}${nth === 1 ? "" : `, heap ${nth}`}`;
    const unique = this.#names.has(name) ? `${name}#${this.heaps.length}` : name;
    this.#names.add(unique);
    const number = this.heaps.push({ name: unique }) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** The name of the instruction that defines a buffer, with the index of the part where it is a part of a tuple. */
function nameOf(id: number, buffer: LogicalBuffer | undefined, life: Life | undefined): string {
  const { instructionName = "", shapeIndex = [] } = buffer?.definedAt ?? {};
  const name = [life?.instructionName ?? "", instructionName].find((each) => each !== "") ?? `value ${id}`;
  return shapeIndex.length === 0 ? name : `${name}{${shapeIndex.join(",")}}`;
}

/** Values that share bytes in a trace, and those that XLA calls aliases of each other. */
function tiesOf(
  { aliases, logicalBuffers }: BufferAssignment,
  values: readonly HeapValue[],
  lives: ReadonlyMap<number, Life>,
): [number, number][] {
  const ties: [number, number][] = [];
  const positions = new Map(values.map(({ number }, v) => [number, v]));
  const defined = new Map(logicalBuffers.map(({ id, definedAt }) => [locationKey(definedAt), id]));
  const tie = (a: number | undefined, b: number | undefined): void => {
    if (a === undefined || b === undefined || a === b) return;
    // Older versions call parts of tuples aliases that have bytes of their own.
    if (values[a]!.heap === values[b]!.heap && values[a]!.offset === values[b]!.offset) ties.push([a, b]);
  };
  for (const [v, { number }] of values.entries()) {
    const shared = lives.get(number)?.sharedWith ?? null;
    if (shared !== null) tie(v, positions.get(shared));
  }
  for (const { sourceId, location } of aliases) {
    const id = location === null ? undefined : defined.get(locationKey(location));
    if (id !== undefined) tie(positions.get(sourceId), positions.get(id));
  }
  return ties;
}

function locationKey(location: Location | null): string {
  if (location === null) return "";
  const { instructionName, instructionId, shapeIndex } = location;
  return `${instructionId === 0 ? instructionName : instructionId} ${shapeIndex.join(",")}`;
}

function untracedNote(untraced: readonly Assigned[], logical: ReadonlyMap<number, LogicalBuffer>): string[] {
  if (untraced.length === 0) return [];
  const bytes = untraced.reduce((sum, { size }) => sum + size, 0);
  const names = untraced.slice(0, LISTED).map(({ bufferId }) => nameOf(bufferId, logical.get(bufferId), undefined));
  const listed = `${names.join(", ")}${untraced.length > LISTED ? ", …" : ""}`;
  return [
    `${counted(untraced.length, "value", ["is", "are"])} not planned, with ${bytes} bytes of temporary memory: ` +
      "no heap simulator placed them, and XLA keeps bytes for each the whole time, as it does for tables of tuples " +
      `(${listed})`,
  ];
}
