/**
 * ONNX models: their tensors as buffers. Time counts the nodes in the order of the file, which is that of execution. A
 * tensor lives from the node that gives it to the last one that reads it, inputs from the begin, outputs to the end.
 * Weights, and what follows from constants and shapes alone, have no buffer. Operators that copy nothing make no new
 * one either, unless the option `views` is false.
 *
 * Source: `onnx/onnx.proto` and the operators' specifications.
 */
import { BinaryView } from "../binary/view.js";
import { BYTES, VARINT, type WireField, WireMessage } from "../binary/wire.js";
import type { FileContent } from "../content.js";
import { clip, FormatError } from "../errors.js";
import type { OtherPlan, ReadOptions } from "../fields.js";
import type { FileForm, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import type { Bodies } from "./bodies.js";
import { type Model, readModel } from "./model.js";
import { offsetsOf, planProperty, planText, type ReadAs, readPlan, withPlan } from "./plan.js";
import { Dimensions } from "./ports.js";
import { walk } from "./walk.js";

interface OnnxSource {
  readonly form: "json";
  readonly model: Model;
  readonly bodies: Bodies;
  readonly readAs: ReadAs;
}

const DEFAULT_ALIGNMENT = 64;

export const onnxForm: FileForm<OnnxSource> = {
  name: "ONNX model",
  takes: ["views", "inPlace", "dims", "alignment"],
  keeps: ["views", "inPlace", "dims", "alignment"],
  sniff: isOnnx,
  read: readOnnx,
  writeBytes: ({ model, bodies, readAs }, { offsets }) => {
    const sizes = bodies.all.map(({ size }) => size);
    return withPlan(model, planText(readAs, bodies.tensors, sizes, offsets));
  },
};

const GRAPH = 7;

/** Fields that may stand before the graph: versions, texts and functions. */
const MOST_BEFORE = 100_000;

/** The wire types of the fields of a model. */
const FIELD_TYPES: Readonly<Record<number, number>> = {
  1: VARINT,
  2: BYTES,
  3: BYTES,
  4: BYTES,
  5: VARINT,
  6: BYTES,
  7: BYTES,
  8: BYTES,
  14: BYTES,
  20: BYTES,
  25: BYTES,
  26: BYTES,
};

/**
 * Whether its outermost fields are those of a model: a version and a graph are needed. A file may be cut off in its
 * graph, or behind other fields: it is for `read` to tell.
 */
function isOnnx(file: FileContent): boolean {
  const seen = new Set<number>();
  let last: WireField | undefined;
  let count = 0;
  try {
    for (const field of WireMessage.whole(new BinaryView(file.bytes, file.fileName)).fields()) {
      last = field;
      if (FIELD_TYPES[field.number] !== field.type || count++ > MOST_BEFORE) return false;
      seen.add(field.number);
      if (seen.has(1) && seen.has(GRAPH)) return true;
    }
    return false;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // The walk has one object for all fields: it is the one that goes beyond the file.
    return seen.has(1) && (seen.size > 1 || last?.number === GRAPH);
  }
}

/** @throws FormatError at the first fault, and for what cannot be planned, by the name of the node */
function readOnnx(content: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<OnnxSource> {
  const view = new BinaryView(content.bytes, content.fileName);
  const model = readModel(view);
  const property = planProperty(model);
  const stored = property === null ? null : readPlan(property);
  if (options.placed) {
    if (property === null)
      view.fail(view.length, 'the file has no plan: none of its metadata_props is "telaplan.plan"');
    if (typeof stored === "string") view.fail(property!.begin, stored);
  }
  const known = stored === null || typeof stored === "string" || isPassedOver(options) ? {} : stored.readAs;
  const readAs = readAsOf(options, known);
  const { bodies, end, notes } = walk(model, {
    dimensions: new Dimensions(readAs.dims),
    mergesViews: readAs.views,
    beside: options.beside,
  });
  const found =
    stored === null || typeof stored === "string" ? stored : offsetsOf(stored, bodies.tensors, bodies.all.length);
  if (options.placed && typeof found === "string") view.fail(property!.begin, found);
  const offsets = found === null || typeof found === "string" ? null : found;
  const others = options.placed || options.ignoreOffsets || offsets === null ? [] : [ownPlan(offsets, bodies)];
  const inplace = readAs.inPlace ? bodies.inPlace() : [];
  return {
    buffers: bodies.buffers(end, readAs.alignment),
    capacity: undefined,
    base: undefined,
    ends: "exclusive",
    offsets: options.placed ? offsets : null,
    ...(inplace.length > 0 && { lists: { inplace } }),
    memories: null,
    source: { form: "json", model, bodies, readAs },
    errorAt: (index, _field, detail) => view.errorAt(index === undefined ? 0 : bodies.all[index]!.at, detail),
    timesNote: () => null,
    otherPlans: others,
    notes: [
      ...(options.placed ? [] : asThePlan(options, known)),
      ...notes,
      ...(typeof found === "string" && !options.ignoreOffsets ? [`${found}: it is passed over`] : []),
    ],
  };
}

/** Whether the plan in the file does not count: that which is to be checked always does. */
function isPassedOver({ placed, ignoreOffsets }: ReadOptions): boolean {
  return ignoreOffsets && !placed;
}

/** What is asked for counts before what the plan in the file was made with. */
function readAsOf({ alignment, dims, views, inPlace }: ReadOptions, stored: Partial<ReadAs>): ReadAs {
  return {
    alignment: alignment ?? stored.alignment ?? DEFAULT_ALIGNMENT,
    dims: dims ?? stored.dims ?? {},
    views: views ?? stored.views ?? true,
    inPlace: inPlace ?? stored.inPlace ?? false,
  };
}

/** What the plan in the file says of how the model is read, and nothing else does. */
function asThePlan({ dims, views, inPlace, alignment }: ReadOptions, stored: Partial<ReadAs>): string[] {
  const taken = [
    ...(dims === undefined ? Object.entries(stored.dims ?? {}).map(([name, size]) => `${name}=${size}`) : []),
    ...(views === undefined && stored.views === false ? ["views apart"] : []),
    ...(inPlace === undefined && stored.inPlace === true ? ["in place"] : []),
    ...(alignment === undefined && (stored.alignment ?? DEFAULT_ALIGNMENT) !== DEFAULT_ALIGNMENT
      ? [`aligned to ${stored.alignment}`]
      : []),
  ];
  if (taken.length === 0) return [];
  return [`read as the plan in the file was made: ${clip(taken.join(", "))}; --ignore-offsets passes over it`];
}

function ownPlan(offsets: Float64Array, bodies: Bodies): OtherPlan {
  const peak = bodies.all.reduce((end, { size }, i) => Math.max(end, offsets[i]! + size), 0);
  return { planner: "the plan in the file", peak, offsets };
}
