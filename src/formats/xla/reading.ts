/**
 * From XLA's values to a problem: a body with one place is one buffer, with gaps where none of its values lives; a body
 * whose values lie at several places is a buffer for each, tied by aliases. XLA's own offsets are a plan beside ours.
 */
import type { Alias, Buffer, Gap, Memory } from "../../problem/index.js";
import type { FormatError } from "../errors.js";
import type { Draft, ReadOptions } from "../fields.js";
import type { FileSource, SourcedReading } from "../form.js";
import { type Assignment, counted, type HeapValue, KINDS } from "./assignment.js";
import { bodiesOf } from "./bodies.js";

/** XLA lays buffers on GPUs at multiples of this, on CPUs of less. */
const DEFAULT_ALIGNMENT = 256;
const LISTED = 3;
/** XLA has a heap for each memory space, seldom more; a file with thousands is damaged. */
const MOST_HEAPS = 1000;

/** A buffer with the values in it, in the order of the file. */
interface Place {
  readonly values: HeapValue[];
}

/** @param errorAt the error for a fault at `HeapValue.at`, or at another place of the file */
export function readingOf(
  assignment: Assignment,
  options: ReadOptions,
  errorAt: (at: number, detail: string) => FormatError,
): SourcedReading<FileSource> {
  const { heaps, values } = assignment;
  const beyond = heaps.length > MOST_HEAPS ? values.find(({ heap }) => heap === MOST_HEAPS) : undefined;
  if (beyond !== undefined) throw errorAt(beyond.at, `there are more than ${MOST_HEAPS} heaps of temporary memory`);
  const roots = bodiesOf(assignment, (v) => {
    throw errorAt(
      values[v]!.at,
      `value ${JSON.stringify(values[v]!.name)} shares bytes with too many others at a time`,
    );
  });
  const { places, bodies } = placesOf(values, roots);
  const bases = basesOf(values, heaps.length);
  const alignments = alignmentsOf(values, bases, options.alignment);
  const ids = idsOf(places);
  const buffers: Buffer[] = [];
  const aliases: Alias[] = [];
  for (const body of bodies) {
    const root = body.reduce((best, each) => (sizeOf(places[each]!) > sizeOf(places[best]!) ? each : best));
    for (const each of body) {
      const { heap } = places[each]!.values[0]!;
      buffers[each] = {
        ...bufferOf(ids[each]!, places[each]!),
        ...(each === root && alignments[heap] !== 1 && { alignment: alignments[heap]! }),
        ...(heaps.length > 1 && { memory: heaps[heap]!.name }),
      };
      if (each === root) continue;
      const at = offsetOf(places[each]!) - offsetOf(places[root]!);
      aliases.push({ buffer: ids[each]!, of: ids[root]!, at });
    }
  }
  const offsets = Float64Array.from(places, (place) =>
    sizeOf(place) === 0 ? 0 : offsetOf(place) - bases[place.values[0]!.heap]!,
  );
  const memories: Memory[] = heaps.length > 1 ? heaps.map(({ name }) => ({ id: name })) : [];
  const lists = { ...(aliases.length > 0 && { aliases }), ...(memories.length > 0 && { memories }) };
  const plan = planOf(places, offsets, alignments, heaps.length);
  return {
    buffers,
    capacity: undefined,
    base: undefined,
    ...(Object.keys(lists).length > 0 && { lists }),
    ends: "inclusive",
    offsets: options.placed ? offsets : null,
    memories: options.placed && memories.length > 0 ? buffers.map(({ memory }) => memory!) : null,
    errorAt: (bufferIndex, _field, detail) =>
      errorAt(bufferIndex === undefined ? 0 : (places[bufferIndex]?.values[0]?.at ?? 0), detail),
    timesNote: () => "the last live step is the end of XLA's range, and upper = end + 1",
    ...(!options.placed && places.length > 0 && { otherPlans: [plan.other] }),
    notes: [
      ...told(assignment),
      ...inPlaceNote(places, values.length),
      ...alignmentNote(options, alignments, places.length),
      ...plan.notes,
      ...assignment.notes,
    ],
    source: { form: "json" },
  };
}

/** Values of one body and the same bytes have one place; the bodies list the places in them. */
function placesOf(values: readonly HeapValue[], roots: Int32Array): { places: Place[]; bodies: number[][] } {
  const places: Place[] = [];
  const bodies = new Map<number, Map<string, number>>();
  for (const [v, value] of values.entries()) {
    const root = roots[v]!;
    const body = bodies.get(root) ?? new Map<string, number>();
    bodies.set(root, body);
    const bytes = `${value.offset}+${value.size}`;
    const place = body.get(bytes);
    if (place !== undefined) places[place]!.values.push(value);
    else body.set(bytes, places.push({ values: [value] }) - 1);
  }
  return { places, bodies: [...bodies.values()].map((body) => [...body.values()]) };
}

function offsetOf({ values }: Place): number {
  return values[0]!.offset;
}

function sizeOf({ values }: Place): number {
  return values[0]!.size;
}

function bufferOf(id: string, { values }: Place): Draft {
  const ranges = values.map(({ first, last }) => ({ lower: first, upper: last + 1 }));
  ranges.sort((a, b) => a.lower - b.lower);
  const gaps: Gap[] = [];
  let { lower, upper } = ranges[0]!;
  for (const range of ranges) {
    if (range.lower > upper) gaps.push({ lower: upper, upper: range.lower });
    upper = Math.max(upper, range.upper);
  }
  return { id, lower, upper, size: values[0]!.size, ...(gaps.length > 0 && { gaps }) };
}

/** The name of a place's first value; where two have it, with XLA's number of the value. */
function idsOf(places: readonly Place[]): string[] {
  const counts = new Map<string, number>();
  for (const { values } of places) counts.set(values[0]!.name, (counts.get(values[0]!.name) ?? 0) + 1);
  const used = new Set<string>();
  return places.map(({ values }, i) => {
    const { name, number } = values[0]!;
    let id = counts.get(name) === 1 ? name : `${name}#${number}`;
    if (used.has(id) || (id !== name && counts.has(id))) id = `${id}#${i}`;
    while (used.has(id)) id += "'";
    used.add(id);
    return id;
  });
}

/** The lowest byte that the values of each heap have, from which its offsets count; a lone heap counts from 0. */
function basesOf(values: readonly HeapValue[], heapCount: number): Float64Array {
  const bases = new Float64Array(heapCount);
  if (heapCount < 2) return bases;
  bases.fill(Number.POSITIVE_INFINITY);
  for (const { heap, size, offset } of values) if (size > 0) bases[heap] = Math.min(bases[heap]!, offset);
  return bases.map((base) => (base === Number.POSITIVE_INFINITY ? 0 : base));
}

/** The largest power of two up to XLA's usual alignment of which all of XLA's offsets in a heap are multiples. */
function alignmentsOf(values: readonly HeapValue[], bases: Float64Array, asked: number | undefined): Float64Array {
  const alignments = bases.map(() => asked ?? DEFAULT_ALIGNMENT);
  if (asked !== undefined) return alignments;
  for (const { heap, size, offset } of values) {
    if (size > 0) while ((offset - bases[heap]!) % alignments[heap]! !== 0) alignments[heap]! /= 2;
  }
  return alignments;
}

/** What XLA's own plan needs; its offsets only where they suit the alignment that is asked for. */
function planOf(places: readonly Place[], offsets: Float64Array, alignments: Float64Array, heapCount: number) {
  const peaks = new Float64Array(heapCount);
  let misfits = 0;
  for (const [i, { values }] of places.entries()) {
    const { heap, size } = values[0]!;
    peaks[heap] = Math.max(peaks[heap]!, size === 0 ? 0 : offsets[i]! + size);
    if (size > 0 && offsets[i]! % alignments[heap]! !== 0) misfits++;
  }
  const peak = peaks.reduce((sum, each) => sum + each, 0);
  const notes =
    misfits === 0
      ? []
      : [`XLA's own plan lays ${counted(misfits, "buffer")} at offsets that the alignment asked for rules out`];
  return { other: { planner: "XLA", peak, offsets: misfits === 0 ? offsets : null }, notes };
}

function told({ others, temporaryBytes, values }: Assignment): string[] {
  const planned =
    values.length === 0
      ? `no value is planned: XLA has ${temporaryBytes} bytes of temporary memory`
      : `${counted(values.length, "value", ["is", "are"])} planned, which XLA lays in ${temporaryBytes} bytes of ` +
        "temporary memory";
  const beside = KINDS.filter((kind) => others.has(kind)).map((kind) => {
    const { count, bytes } = others.get(kind)!;
    return `${kind} of ${bytes} bytes (${count})`;
  });
  return [beside.length === 0 ? planned : `${planned}; XLA allocates besides: ${beside.join(", ")}`];
}

function inPlaceNote(places: readonly Place[], valueCount: number): string[] {
  const shared = places.filter(({ values }) => values.length > 1);
  if (shared.length === 0) return [];
  const examples = shared.slice(0, LISTED).map(({ values }) => `${values[1]!.name} over ${values[0]!.name}`);
  const more = shared.length > LISTED ? ", …" : "";
  const what = counted(valueCount - places.length, "value", ["is", "are"]);
  return [`${what} written in place of others, and they are one buffer: ${examples.join(", ")}${more}`];
}

function alignmentNote({ alignment }: ReadOptions, alignments: Float64Array, count: number): string[] {
  if (alignment !== undefined || count === 0) return [];
  const found = [...new Set(alignments)].join(", ");
  return [
    `the alignment is taken to be ${found} bytes, as XLA's own offsets allow (at most 256); --align says another`,
  ];
}
