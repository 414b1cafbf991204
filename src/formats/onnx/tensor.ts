/**
 * Tensors with their content in the file (`TensorProto`). Of weights no byte is touched: only shapes and the like,
 * which are small, are read as numbers, and only when they are asked for.
 *
 * Source: `onnx/onnx.proto`.
 */
import { BinaryView } from "../binary/view.js";
import type { WireField, WireMessage } from "../binary/wire.js";
import { clip } from "../errors.js";
import { BFLOAT16, BOOL, DOUBLE, FLOAT, FLOAT16, INT32, INT64, UINT32, UINT64 } from "./types.js";

/** More elements than a list of sizes, axes or indices ever has; what has more is taken for weights. */
export const MOST_CONTENT = 16_384;

/** More dimensions than any tensor has. */
export const MOST_DIMENSIONS = 32;

/** Finds a file beside the model's by its name; null where there is none. */
export type Beside = ((fileName: string) => Uint8Array | null) | undefined;

export interface Tensor {
  readonly name: string;
  /** The number of the type of its elements. */
  readonly type: number;
  readonly shape: readonly number[];
  /** Its byte in the file. */
  readonly at: number;
  /** The message that its content is read from; null where it has none that is numbers. */
  readonly message: WireMessage | null;
}

const DIMS = 1;
const DATA_TYPE = 2;
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const INT64_DATA = 7;
const NAME = 8;
const RAW_DATA = 9;
const DOUBLE_DATA = 10;
const UINT64_DATA = 11;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

/** @throws FormatError where its shape is none */
export function readTensor(message: WireMessage): Tensor {
  const shape: number[] = [];
  let type = 0;
  let name = "";
  for (const field of message.fields()) {
    if (field.number === DIMS) field.integers(shape);
    else if (field.number === DATA_TYPE) type = field.integer;
    else if (field.number === NAME) name = field.text;
  }
  const tensor = { name, type, shape, at: message.begin, message };
  checkShape(tensor);
  return tensor;
}

/** A tensor of which most elements are 0 and not in the file (`SparseTensorProto`). Its content is not read. */
export function readSparseTensor(message: WireMessage): Tensor {
  const shape: number[] = [];
  let values: Tensor | null = null;
  for (const field of message.fields()) {
    if (field.number === 1) values = readTensor(field.message);
    else if (field.number === 3) field.integers(shape);
  }
  const tensor = { name: values?.name ?? "", type: values?.type ?? 0, shape, at: message.begin, message: null };
  checkShape({ ...tensor, message });
  return tensor;
}

function checkShape({ name, shape, at, message }: Tensor & { readonly message: WireMessage }): void {
  const { view } = message;
  if (shape.length > MOST_DIMENSIONS) {
    view.fail(at, `tensor ${clip(name)} has ${shape.length} dimensions; at most ${MOST_DIMENSIONS} are read`);
  }
  const negative = shape.find((size) => size < 0);
  if (negative !== undefined) view.fail(at, `tensor ${clip(name)} has a dimension of size ${negative}`);
}

/** The number of elements. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The elements of a tensor; null where they are more than `MOST_CONTENT`, in a file that cannot be found, or of a type
 * that no shape is computed with.
 *
 * @throws FormatError where they are not as many as the shape says
 */
export function contentOf({ name, type, shape, at, message }: Tensor, beside: Beside): readonly number[] | null {
  const count = countOf(shape);
  if (message === null || count > MOST_CONTENT) return null;
  const found = stored(message, type, beside);
  if (found === null) return null;
  if (found.length !== count) {
    const has = `has ${found.length} ${found.length === 1 ? "element" : "elements"}`;
    message.view.fail(at, `tensor ${clip(name)} ${has}, its shape [${shape}] says ${count}`);
  }
  return found;
}

function stored(message: WireMessage, type: number, beside: Beside): number[] | null {
  const values: number[] = [];
  const entries = new Map<string, string>();
  let raw: BinaryView | null = null;
  let isExternal = false;
  for (const field of message.fields()) {
    if (field.number === RAW_DATA) raw = new BinaryView(field.bytes, message.view.fileName);
    else if (field.number === DATA_LOCATION) isExternal = field.integer === 1;
    else if (field.number === EXTERNAL_DATA) readEntry(field.message, entries);
    else readTyped(field, type, values);
  }
  if (isExternal) raw = externalBytes(message.view, entries, beside);
  if (raw !== null) return fromRaw(raw, type);
  return isExternal || !IN_FIELDS.has(type) ? null : values;
}

/** The types whose elements stand in fields of their own, as numbers. */
const IN_FIELDS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13]);

function readTyped(field: WireField, type: number, values: number[]): void {
  if (field.number === FLOAT_DATA && type === FLOAT) field.floats(values);
  else if (field.number === DOUBLE_DATA && type === DOUBLE) field.doubles(values);
  else if (field.number === INT64_DATA && type === INT64) field.nearIntegers(values);
  else if (field.number === UINT64_DATA && (type === UINT32 || type === UINT64)) field.nearIntegers(values);
  else if (field.number === INT32_DATA) {
    const before = values.length;
    field.nearIntegers(values);
    // Half floats stand there by their bits.
    if (type === FLOAT16) for (let i = before; i < values.length; i++) values[i] = half(values[i]!);
  }
}

export function readEntry(message: WireMessage, into: Map<string, string>): void {
  let key = "";
  let value = "";
  for (const field of message.fields()) {
    if (field.number === 1) key = field.text;
    else if (field.number === 2) value = field.text;
  }
  into.set(key, value);
}

/** The part of another file that holds the tensor; null where that file is not to be had. */
function externalBytes(view: BinaryView, entries: ReadonlyMap<string, string>, beside: Beside): BinaryView | null {
  const location = entries.get("location");
  const bytes = location === undefined ? null : (beside?.(location) ?? null);
  if (bytes === null) return null;
  const begin = Number(entries.get("offset") ?? 0);
  const length = Number(entries.get("length") ?? bytes.length - begin);
  const isWithin = Number.isSafeInteger(begin) && Number.isSafeInteger(length) && begin >= 0 && length >= 0;
  return isWithin && begin + length <= bytes.length
    ? new BinaryView(bytes.subarray(begin, begin + length), view.fileName)
    : null;
}

interface RawType {
  readonly width: number;
  read(view: BinaryView, at: number): number;
}

const near64 = (view: BinaryView, at: number): number => view.u32(at) + view.i32(at + 4) * 2 ** 32;

const RAW: Readonly<Record<number, RawType>> = {
  [FLOAT]: { width: 4, read: (view, at) => view.f32(at) },
  2: { width: 1, read: (view, at) => view.u8(at) },
  3: { width: 1, read: (view, at) => view.i8(at) },
  4: { width: 2, read: (view, at) => view.u16(at) },
  5: { width: 2, read: (view, at) => (view.u16(at) << 16) >> 16 },
  [INT32]: { width: 4, read: (view, at) => view.i32(at) },
  [INT64]: { width: 8, read: near64 },
  [BOOL]: { width: 1, read: (view, at) => view.u8(at) },
  [FLOAT16]: { width: 2, read: (view, at) => half(view.u16(at)) },
  [DOUBLE]: { width: 8, read: (view, at) => view.f64(at) },
  [UINT32]: { width: 4, read: (view, at) => view.u32(at) },
  [UINT64]: { width: 8, read: (view, at) => view.u32(at) + view.u32(at + 4) * 2 ** 32 },
  [BFLOAT16]: { width: 2, read: (view, at) => upperHalf(view.u16(at)) },
};

/** Little-endian elements. */
function fromRaw(view: BinaryView, type: number): number[] | null {
  const reader = RAW[type];
  if (reader === undefined) return null;
  const values: number[] = [];
  // Bytes that make no whole element count as one too many, so that the shape disagrees.
  const count = Math.ceil(view.length / reader.width);
  if (count > MOST_CONTENT || view.length % reader.width !== 0) return new Array(Math.min(count, MOST_CONTENT + 1));
  for (let i = 0; i < count; i++) values.push(reader.read(view, i * reader.width));
  return values;
}

/** IEEE 754 binary16, by its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** A float of which only the upper 16 bits are stored. */
function upperHalf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
