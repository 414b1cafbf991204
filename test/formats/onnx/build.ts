/** ONNX models made by code of another hand: protobufjs, by a schema of the parts that tests need. */
import protobuf from "protobufjs";

const SCHEMA = `syntax = "proto3"; package onnx;
message Attribute { string name = 1; optional float f = 2; optional int64 i = 3; bytes s = 4; Tensor t = 5; Graph g = 6;
  repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; int32 type = 20;
  string ref_attr_name = 21; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated Attribute attribute = 5; string domain = 7; }
message Entry { string key = 1; string value = 2; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4;
  repeated int32 int32_data = 5; repeated int64 int64_data = 7; string name = 8; bytes raw_data = 9;
  repeated double double_data = 10; repeated uint64 uint64_data = 11; repeated Entry external_data = 13;
  int32 data_location = 14; }
message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Element { Type elem_type = 1; }
message Type { TensorType tensor_type = 1; Element sequence_type = 4; Element optional_type = 9; }
message Port { string name = 1; Type type = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated Port input = 11;
  repeated Port output = 12; repeated Port value_info = 13; }
message Opset { string domain = 1; int64 version = 2; }
message Function { string name = 1; repeated string input = 4; repeated string output = 5;
  repeated string attribute = 6; repeated Node node = 7; repeated Opset opset_import = 9; string domain = 10;
  repeated Attribute attribute_proto = 11; }
message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated Opset opset_import = 8;
  repeated Entry metadata_props = 14; repeated Function functions = 25; }`;

export const MODEL = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType("onnx.Model");

const TYPES = [
  "",
  "float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128 bfloat16",
  "float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4",
]
  .join(" ")
  .split(" ");

/** The number of a type by its name. */
export function typeNumber(name: string): number {
  const number = TYPES.indexOf(name);
  if (number < 1) throw new Error(`no type is called ${name}`);
  return number;
}

type Message = Record<string, unknown>;
type Value =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Message }
  | { readonly graph: Message }
  | { readonly refersTo: string };

export type Attributes = Readonly<Record<string, Value>>;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export function attribute(name: string, value: Value): Message {
  if (typeof value === "number") return { name, i: value, type: 2 };
  if (typeof value === "string") return { name, s: text(value), type: 3 };
  if ("float" in value) return { name, f: value.float, type: 1 };
  if ("floats" in value) return { name, floats: value.floats, type: 6 };
  if ("tensor" in value) return { name, t: value.tensor, type: 4 };
  if ("graph" in value) return { name, g: value.graph, type: 5 };
  if ("refersTo" in value) return { name, ref_attr_name: value.refersTo };
  return { name, ints: value, type: 7 };
}

/** @param operator with its domain in front where it is not ONNX's own: `com.microsoft:Gelu` */
export function node(
  operator: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Attributes = {},
  name = "",
): Message {
  const [op_type, domain = ""] = operator.split(":").reverse();
  const listed = Object.entries(attributes).map(([key, value]) => attribute(key, value));
  return { input, output, name, op_type, domain, attribute: listed };
}

/** What a text such as `float[1,3,batch]` says. A dimension of `?` has no name. */
export function port(name: string, described: string): Message {
  const [, type, sizes] = /^(\w+)(?:\[(.*)\])?$/.exec(described) ?? [];
  const dim = (sizes ?? "")
    .split(",")
    .filter((size) => size !== "")
    .map((size) => (/^-?\d+$/.test(size) ? { dim_value: Number(size) } : size === "?" ? {} : { dim_param: size }));
  const tensor_type = { elem_type: typeNumber(type!), ...(sizes !== undefined && { shape: { dim } }) };
  return { name, type: { tensor_type } };
}

/** Content as exporters write most of it: raw, little-endian. */
export function ints(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Message {
  const raw_data = new Uint8Array(BigInt64Array.from(values.map((value) => BigInt(value))).buffer);
  return { name, dims, data_type: typeNumber("int64"), raw_data };
}

export function floats(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Message {
  return { name, dims, data_type: typeNumber("float"), float_data: values };
}

/** Weights: a tensor whose content nobody needs. */
export function weights(name: string, described: string): Message {
  const { type } = port(name, described) as { type: { tensor_type: { shape: { dim: { dim_value: number }[] } } } };
  const dims = type.tensor_type.shape.dim.map(({ dim_value }) => dim_value);
  return { name, dims, data_type: typeNumber(/^\w+/.exec(described)![0]) };
}

export interface Parts {
  readonly version?: number;
  readonly domains?: readonly string[];
  /** By name, as `float[1,3]`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Their names; the shapes are not said. */
  readonly outputs?: readonly string[];
  readonly constants?: readonly Message[];
  readonly infos?: Readonly<Record<string, string>>;
  readonly nodes: readonly Message[];
  readonly functions?: readonly Message[];
  readonly properties?: Readonly<Record<string, string>>;
}

export function modelBytes(parts: Parts): Uint8Array {
  const { version = 17, domains = [], inputs = {}, outputs = [], constants = [], infos = {}, nodes } = parts;
  const { functions = [], properties = {} } = parts;
  const ports = (described: Readonly<Record<string, string>>) =>
    Object.entries(described).map(([name, each]) => port(name, each));
  const message = MODEL.fromObject({
    ir_version: 8,
    opset_import: [{ domain: "", version }, ...domains.map((domain) => ({ domain, version: 1 }))],
    graph: {
      name: "g",
      node: nodes,
      initializer: constants,
      input: ports(inputs),
      output: outputs.map((name) => ({ name })),
      value_info: ports(infos),
    },
    functions,
    metadata_props: Object.entries(properties).map(([key, value]) => ({ key, value })),
  });
  return Uint8Array.from(MODEL.encode(message).finish());
}
