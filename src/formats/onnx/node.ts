/** Nodes of a graph and their attributes (`NodeProto`, `AttributeProto`). */
import type { WireMessage } from "../binary/wire.js";
import { clip } from "../errors.js";

export interface Attribute {
  readonly integer: number;
  readonly float: number;
  readonly text: string;
  readonly integers: readonly number[];
  readonly floats: readonly number[];
  /** The number of its strings. */
  readonly stringCount: number;
  readonly tensor: WireMessage | null;
  readonly sparseTensor: WireMessage | null;
  readonly hasGraph: boolean;
  /** The name of the function's attribute that it stands for; empty where it has a value of its own. */
  readonly stands: string;
}

export type Attributes = ReadonlyMap<string, Attribute>;

export interface Node {
  readonly name: string;
  readonly operator: string;
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  /** Empty names are inputs that are left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** Its byte in the file. */
  readonly at: number;
  /** About how much there is to look at: 1 for each input, output and element of an attribute. */
  readonly weight: number;
}

/** Bytes of a tensor in an attribute that count as much as an element: they are passed over, but not for nothing. */
const BYTES_OF_WEIGHT = 256;

/** @throws FormatError where it names no operator */
export function readNode(message: WireMessage): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  let [name, operator, domain] = ["", "", ""];
  for (const field of message.fields()) {
    if (field.number === 1) inputs.push(field.text);
    else if (field.number === 2) outputs.push(field.text);
    else if (field.number === 3) name = field.text;
    else if (field.number === 4) operator = field.text;
    else if (field.number === 5) readAttribute(field.message, attributes);
    else if (field.number === 7) domain = domainOf(field.text);
  }
  if (operator === "") message.view.fail(message.begin, `a node names no operator, ${clip(name)}`);
  const weight = 1 + inputs.length + outputs.length + weightOf(attributes);
  return { name, operator, domain, inputs, outputs, attributes, at: message.begin, weight };
}

function weightOf(attributes: Attributes): number {
  let weight = 0;
  for (const { integers, floats, text, tensor, sparseTensor } of attributes.values()) {
    weight += 1 + integers.length + floats.length + text.length;
    for (const each of [tensor, sparseTensor]) if (each !== null) weight += (each.end - each.begin) / BYTES_OF_WEIGHT;
  }
  return weight;
}

/** ONNX's own domain has two names. */
export function domainOf(name: string): string {
  return name === "ai.onnx" ? "" : name;
}

const DECODER = new TextDecoder();

/** Puts it into the map under its name. */
export function readAttribute(message: WireMessage, into: Map<string, Attribute>): void {
  let [integer, float, stringCount, hasGraph] = [0, 0, 0, false];
  let [name, text, stands] = ["", "", ""];
  let tensor: WireMessage | null = null;
  let sparseTensor: WireMessage | null = null;
  const integers: number[] = [];
  const floats: number[] = [];
  for (const field of message.fields()) {
    if (field.number === 1) name = field.text;
    else if (field.number === 2) float = field.float;
    else if (field.number === 3) {
      const value: number[] = [];
      field.nearIntegers(value);
      integer = value[0] ?? 0;
    } else if (field.number === 4) text = DECODER.decode(field.bytes);
    else if (field.number === 5) tensor = field.message;
    else if (field.number === 6 || field.number === 11) hasGraph = true;
    else if (field.number === 7) field.floats(floats);
    else if (field.number === 8) field.nearIntegers(integers);
    else if (field.number === 9) stringCount++;
    else if (field.number === 21) stands = field.text;
    else if (field.number === 22) sparseTensor = field.message;
  }
  into.set(name, { integer, float, text, integers, floats, stringCount, tensor, sparseTensor, hasGraph, stands });
}

/** The node for messages: `node "conv1" (Conv)`; one without a name goes by its first output. */
export function describeNode({ name, operator, domain, outputs }: Node): string {
  const kind = domain === "" ? operator : `${domain}.${operator}`;
  if (name !== "") return `node ${clip(name)} (${kind})`;
  const output = outputs.find((each) => each !== "");
  return output === undefined ? `a node (${kind})` : `the node of ${clip(output)} (${kind})`;
}
