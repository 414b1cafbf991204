/**
 * The parts of a file (`ModelProto`, `GraphProto`, `FunctionProto`), but for the nodes, which are read one at a time
 * when the graph is walked through. Where a message stands twice its parts are taken together, as protobuf has it.
 *
 * Source: `onnx/onnx.proto`.
 */
import type { BinaryView } from "../binary/view.js";
import { WireMessage } from "../binary/wire.js";
import { clip } from "../errors.js";
import { type Attribute, domainOf, readAttribute } from "./node.js";
import { type Port, readPort } from "./ports.js";
import { readSparseTensor, readTensor, type Tensor } from "./tensor.js";

/** The version of each domain's operators. */
export type Versions = ReadonlyMap<string, number>;

/** An operator that the file itself makes of others. */
export interface ModelFunction {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly defaults: ReadonlyMap<string, Attribute>;
  readonly versions: Versions;
  readonly body: WireMessage;
}

/** A text under a name that a tool has put into the file, with the bytes of the field that it is. */
export interface Property {
  readonly key: string;
  readonly value: string;
  readonly begin: number;
  readonly end: number;
}

export interface Model {
  readonly view: BinaryView;
  readonly versions: Versions;
  readonly graphs: readonly WireMessage[];
  /** By `functionKey`. */
  readonly functions: ReadonlyMap<string, ModelFunction>;
  readonly properties: readonly Property[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What the file says of tensors between, by name; its outputs too. */
  readonly ports: ReadonlyMap<string, Port>;
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly notes: readonly string[];
}

const OPSET_IMPORT = 8;
const GRAPH = 7;
const METADATA = 14;
const TRAINING_INFO = 20;
const FUNCTIONS = 25;

export function functionKey(domain: string, name: string): string {
  return `${domain}\0${name}`;
}

/** @throws FormatError where the file is damaged or has no graph */
export function readModel(view: BinaryView): Model {
  const versions = new Map<string, number>();
  const graphs: WireMessage[] = [];
  const functions = new Map<string, ModelFunction>();
  const properties: Property[] = [];
  const notes: string[] = [];
  for (const field of WireMessage.whole(view).fields()) {
    if (field.number === GRAPH) graphs.push(field.message);
    else if (field.number === OPSET_IMPORT) readVersion(field.message, versions);
    else if (field.number === METADATA) properties.push(readProperty(field.message, field.tagAt));
    else if (field.number === FUNCTIONS) readFunction(field.message, functions);
    else if (field.number === TRAINING_INFO) notes.push("the file's training_info is not planned: its graph alone is");
  }
  if (graphs.length === 0) view.fail(view.length, "the model has no graph");
  return { view, versions, graphs, functions, properties, notes, ...readGraphs(graphs) };
}

/** The greatest, where a domain is named twice. */
function readVersion(message: WireMessage, into: Map<string, number>): void {
  let domain = "";
  let version = 0;
  for (const field of message.fields()) {
    if (field.number === 1) domain = domainOf(field.text);
    else if (field.number === 2) version = field.integer;
  }
  into.set(domain, Math.max(version, into.get(domain) ?? 0));
}

function readProperty(message: WireMessage, begin: number): Property {
  let [key, value] = ["", ""];
  for (const field of message.fields()) {
    if (field.number === 1) key = field.text;
    else if (field.number === 2) value = field.text;
  }
  return { key, value, begin, end: message.end };
}

function readFunction(message: WireMessage, into: Map<string, ModelFunction>): void {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const defaults = new Map<string, Attribute>();
  const versions = new Map<string, number>();
  let [name, domain] = ["", ""];
  for (const field of message.fields()) {
    if (field.number === 1) name = field.text;
    else if (field.number === 4) inputs.push(field.text);
    else if (field.number === 5) outputs.push(field.text);
    else if (field.number === 9) readVersion(field.message, versions);
    else if (field.number === 10) domain = domainOf(field.text);
    else if (field.number === 11) readAttribute(field.message, defaults);
    else if (field.number === 13 && field.text !== "") {
      message.view.fail(field.tagAt, `function ${clip(name)} is one of several of its name, which are not told apart`);
    }
  }
  into.set(functionKey(domain, name), { inputs, outputs, defaults, versions, body: message });
}

function readGraphs(graphs: readonly WireMessage[]): Pick<Model, "inputs" | "outputs" | "ports" | "constants"> {
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const ports = new Map<string, Port>();
  const constants = new Map<string, Tensor>();
  for (const graph of graphs) {
    for (const field of graph.fields()) {
      if (field.number === 5) addConstant(readTensor(field.message), constants);
      else if (field.number === 15) addConstant(readSparseTensor(field.message), constants);
      else if (field.number === 11) inputs.push(readPort(field.message));
      else if (field.number === 12) outputs.push(readPort(field.message));
      else if (field.number === 13) addPort(readPort(field.message), ports);
    }
  }
  for (const output of outputs) if (!ports.has(output.name)) addPort(output, ports);
  return { inputs, outputs, ports, constants };
}

function addPort(port: Port, into: Map<string, Port>): void {
  into.set(port.name, port);
}

function addConstant(tensor: Tensor, into: Map<string, Tensor>): void {
  into.set(tensor.name, tensor);
}

/** The nodes of a graph are its field 1, those of a function its field 7. */
export const GRAPH_NODES = 1;
export const FUNCTION_NODES = 7;
