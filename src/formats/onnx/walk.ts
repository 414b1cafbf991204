/**
 * Runs through the nodes in the order of the file, which is that of execution: what each gives is inferred from what
 * it is given, and every tensor that needs a place gets a body. What follows from constants and shapes alone is
 * computed before the model runs, and gets none.
 */
import { clip, errorAtByte, type FormatError } from "../errors.js";
import { Bodies, type Body, type Held } from "./bodies.js";
import { type Budget, Call } from "./call.js";
import { type Known, NotStatic, type Result, result } from "./known.js";
import { FUNCTION_NODES, functionKey, GRAPH_NODES, type Model, type ModelFunction, type Versions } from "./model.js";
import { type Attribute, type Attributes, describeNode, type Node } from "./node.js";
import type { Operator } from "./operators/operator.js";
import { CONTROL_FLOW, operatorOf } from "./operators/table.js";
import { nodesOf, visitInOrder } from "./order.js";
import type { Dimensions, Port } from "./ports.js";
import { Remarks } from "./remarks.js";
import { type Beside, contentOf, countOf, MOST_DIMENSIONS, type Tensor } from "./tensor.js";
import { elementType, STRING, typeName } from "./types.js";

export interface WalkOptions {
  readonly dimensions: Dimensions;
  /** Operators that copy nothing give another name to what they are given. */
  readonly mergesViews: boolean;
  readonly beside: Beside;
}

export interface Walked {
  readonly bodies: Bodies;
  /** What is known of every tensor of the graph, by name. */
  readonly held: ReadonlyMap<string, Held>;
  /** How many nodes run. */
  readonly end: number;
  readonly notes: readonly string[];
}

/** Elements that are computed at most, besides one for each eight bytes of the file. */
const LEAST_BUDGET = 4_000_000;
/** What the nodes may weigh that functions of the file become, besides one for each eight bytes of it. */
const LEAST_WEIGHT = 300_000;
/** How deep functions may call one another. */
const MOST_DEPTH = 32;

/** Where the names of a graph, or of one call of a function, are known. */
interface Scope {
  readonly held: Map<string, Held>;
  readonly versions: Versions;
  readonly depth: number;
  /** The name outside of a tensor in here, and what the file says of it there. */
  readonly outside: (name: string) => { readonly name: string; readonly port: Port | null };
  /** What the caller gives for the attributes of a function. */
  readonly attributes: Attributes | null;
}

/** @throws FormatError at the first fault, and at what cannot be planned */
export function walk(model: Model, options: WalkOptions): Walked {
  return new Walk(model, options).run();
}

class Walk {
  readonly #bodies = new Bodies();
  readonly #budget: Budget;
  readonly #remarks = new Remarks();
  #weightLeft: number;
  /** The nodes of functions that were called: they are read once, however often that is. */
  readonly #nodesOfFunctions = new Map<ModelFunction, readonly Node[]>();
  #time = 0;
  #movedCount = 0;
  #readers: Map<string, Node> | null = null;

  constructor(
    readonly model: Model,
    readonly options: WalkOptions,
  ) {
    const { length } = model.view;
    this.#budget = { left: LEAST_BUDGET + length / 8 };
    this.#weightLeft = LEAST_WEIGHT + length / 8;
  }

  run(): Walked {
    const { model } = this;
    const scope: Scope = {
      held: new Map(),
      versions: model.versions,
      depth: 0,
      outside: (name) => ({ name, port: model.ports.get(name) ?? null }),
      attributes: null,
    };
    for (const [name, tensor] of model.constants) scope.held.set(name, this.#constant(tensor));
    for (const input of model.inputs) this.#addInput(input, scope);
    this.#runNodes(() => nodesOf(model.graphs, GRAPH_NODES), scope);
    for (const output of model.outputs) this.#endOutput(output, scope);
    for (const name of this.options.dimensions.unused) {
      this.#remarks.add(`no open dimension is called ${clip(name)}: the size that was given for it is not used`);
    }
    if (this.#movedCount > 0) {
      const nodes =
        this.#movedCount === 1 ? "1 node of the file stands" : `${this.#movedCount} nodes of the file stand`;
      this.#remarks.add(`${nodes} behind others that read what they give: they run directly before these`);
    }
    return { bodies: this.#bodies, held: scope.held, end: this.#time, notes: [...model.notes, ...this.#remarks.all] };
  }

  #constant(tensor: Tensor): Held {
    const { beside } = this.options;
    let content: readonly number[] | null | undefined;
    const known: Known = {
      type: tensor.type,
      shape: tensor.shape,
      isFixed: true,
      get content() {
        if (content === undefined) content = contentOf(tensor, beside);
        return content;
      },
    };
    return { known, body: null };
  }

  /** An input that has a default in the file is a constant, as before version 4 of the file form all of them were. */
  #addInput(port: Port, { held }: Scope): void {
    const { name, type, otherKind, at } = port;
    if (this.model.constants.has(name)) return;
    if (name === "") throw this.#errorAt(at, "an input of the model has no name");
    if (held.has(name)) throw this.#errorAt(at, `two inputs have the name ${clip(name)}`);
    if (otherKind !== null) throw this.#errorAt(at, `input ${clip(name)} is ${otherKind}: tensors alone are planned`);
    const shape = this.options.dimensions.resolve(port);
    if (shape === null) throw this.options.dimensions.missing(port, this.#openInputs, this.#errorAt);
    const body = this.#bodies.add(name, this.#bytesOf(type, shape, at, `input ${clip(name)}`), 0, at);
    held.set(name, { known: { type, shape, isFixed: false, content: null }, body });
  }

  get #openInputs(): Port[] {
    return this.model.inputs.filter(({ name }) => !this.model.constants.has(name));
  }

  #runNodes(nodes: () => Iterable<Node>, scope: Scope): void {
    visitInOrder(nodes, {
      has: (name) => scope.held.has(name),
      visit: (node) => {
        if (scope.depth > 0) this.#spend(node.weight, node);
        this.#runNode(scope.attributes === null ? node : withAttributes(node, scope.attributes), scope);
      },
      missing: (node, name, isGiven) =>
        this.#fail(node, `reads ${clip(name)}, which ${isGiven ? "depends on what it gives itself" : "nothing gives"}`),
      moved: () => {
        this.#movedCount++;
      },
    });
  }

  #runNode(node: Node, scope: Scope): void {
    const inputs = node.inputs.map((name) => (name === "" ? null : scope.held.get(name)!));
    const ofFile = this.model.functions.get(functionKey(node.domain, node.operator));
    if (ofFile !== undefined) {
      this.#runFunction(ofFile, node, inputs, scope);
      return;
    }
    if (CONTROL_FLOW.has(node.operator) || [...node.attributes.values()].some(({ hasGraph }) => hasGraph)) {
      this.#fail(node, "runs a graph of its own: what runs how often is not known before, and it is not planned");
    }
    const operator = operatorOf(node.domain, node.operator);
    const known = inputs.map((input) => input?.known ?? null);
    const results = this.#infer(operator, node, known, scope);
    const isFixed =
      operator !== undefined &&
      (operator.isOfShapes === true || (operator.isRandom !== true && known.every((each) => each?.isFixed ?? true)));
    const time = this.#time++;
    for (const input of inputs) if (input?.body) input.body.last = time;
    for (const [index, name] of node.outputs.entries()) {
      if (name === "") continue;
      const { type, shape, content } = results[index]!;
      const held: Held = { known: { type, shape, isFixed, content: isFixed ? content : null }, body: null };
      const own = scope.outside(name).name;
      const source = inputs[0] ?? null;
      if (isFixed) this.#give(name, held, node, scope);
      else if (index === 0 && operator?.isView && this.options.mergesViews && source?.body) {
        this.#bodies.addView(own, source.body);
        this.#give(name, { ...held, body: source.body }, node, scope);
      } else {
        const size = this.#bytesOf(type, shape, node.at, `${describeNode(node)}: output ${clip(name)}`);
        const body = this.#bodies.add(own, size, time, node.at);
        this.#give(name, { ...held, body }, node, scope);
        if (index === 0 && operator !== undefined) this.#offerInputs(operator, inputs, held.known, body, time);
      }
    }
  }

  #give(name: string, held: Held, node: Node, scope: Scope): void {
    if (scope.held.has(name)) this.#fail(node, `gives ${clip(name)}, which is there already`);
    scope.held.set(name, held);
  }

  /** A result for each output of the node; what the file says of one counts. */
  #infer(operator: Operator | undefined, node: Node, inputs: readonly (Known | null)[], scope: Scope): Result[] {
    const stated = node.outputs.map((name) => this.#stated(name, scope));
    const isStated = node.outputs.every((name, i) => name === "" || stated[i] !== null);
    let inferred: readonly Result[] = [];
    try {
      inferred = this.#results(operator, node, inputs, scope);
    } catch (error) {
      if (!(error instanceof NotStatic)) throw error;
      if (!isStated) this.#fail(node, `${error.message}, and no value_info says what it gives`);
    }
    return node.outputs.map((name, i) => {
      const found = inferred[i];
      const said = stated[i] ?? null;
      if (name === "") return result(0, []);
      if (said === null)
        return found ?? this.#fail(node, `has an output ${clip(name)} that its operator does not have`);
      const type = said.type === 0 ? (found?.type ?? 0) : said.type;
      const isSame = found !== undefined && this.#remarks.compare(name, { ...said, type }, found);
      return result(type, said.shape, isSame ? found.content : null);
    });
  }

  /** @throws NotStatic for an operator that is not known here */
  #results(
    operator: Operator | undefined,
    node: Node,
    inputs: readonly (Known | null)[],
    scope: Scope,
  ): readonly Result[] {
    if (operator === undefined) {
      const kind = node.domain === "" ? node.operator : `${node.domain}.${node.operator}`;
      this.#remarks.unknownOperator(kind);
      throw new NotStatic("has an operator that is not known here");
    }
    const call = new Call(node, inputs, {
      version: scope.versions.get(node.domain) ?? 0,
      budget: this.#budget,
      beside: this.options.beside,
      readerOf: (name) => (scope.depth === 0 ? this.#readerOf(name) : null),
      errorAt: this.#errorAt,
    });
    const results = operator.infer(call);
    for (const { shape } of results) {
      if (shape.length > MOST_DIMENSIONS) call.fail(`gives ${shape.length} dimensions; at most ${MOST_DIMENSIONS}`);
      call.checkSizes(shape);
    }
    return results;
  }

  /** What the file says of a tensor, where it says all sizes. */
  #stated(name: string, scope: Scope): { readonly type: number; readonly shape: readonly number[] } | null {
    const { port } = scope.outside(name);
    if (port === null || name === "") return null;
    if (port.otherKind !== null) {
      throw this.#errorAt(port.at, `${clip(name)} is ${port.otherKind}: tensors alone are planned`);
    }
    const shape = this.options.dimensions.resolve(port);
    return shape === null ? null : { type: port.type, shape };
  }

  #offerInputs(operator: Operator, inputs: readonly (Held | null)[], output: Known, body: Body, time: number): void {
    const { inPlace } = operator;
    for (const [index, input] of inputs.entries()) {
      // Kernels of many inputs take in one after the other: the third is read when the output is written already.
      if (!input?.body || !(inPlace === "any" ? index < 2 : inPlace?.includes(index))) continue;
      const { type, shape } = input.known;
      const isAlike = shape.length === output.shape.length && shape.every((size, axis) => size === output.shape[axis]);
      if (isAlike && elementType(type)!.bits === elementType(output.type)!.bits) {
        this.#bodies.mayReplace(body, input.body, time);
      }
    }
  }

  /** Its nodes run in place of the one that calls it, under names of their own. */
  #runFunction(called: ModelFunction, node: Node, inputs: readonly (Held | null)[], scope: Scope): void {
    if (scope.depth === MOST_DEPTH) this.#fail(node, `is called by functions ${MOST_DEPTH} deep`);
    this.#spend(called.inputs.length + called.outputs.length + called.defaults.size + node.attributes.size, node);
    const within = short(scope.outside(node.name === "" ? node.operator : node.name).name);
    const outer = new Map(called.outputs.map((name, i) => [name, node.outputs[i] ?? ""]));
    const inner: Scope = {
      held: new Map(),
      versions: called.versions,
      depth: scope.depth + 1,
      outside: (name) => {
        const given = outer.get(name) ?? "";
        return given === "" ? { name: `${within}/${short(name)}`, port: null } : scope.outside(given);
      },
      attributes: new Map<string, Attribute>([...called.defaults, ...node.attributes]),
    };
    for (const [i, name] of called.inputs.entries()) {
      const input = inputs[i] ?? null;
      if (input !== null) inner.held.set(name, input);
    }
    const nodes = this.#nodesOfFunctions.get(called) ?? [...nodesOf([called.body], FUNCTION_NODES)];
    this.#nodesOfFunctions.set(called, nodes);
    this.#runNodes(() => nodes, inner);
    for (const [name, given] of outer) {
      if (given === "") continue;
      const held = inner.held.get(name) ?? this.#fail(node, `is a function whose output ${clip(name)} nothing gives`);
      this.#give(given, held, node, scope);
    }
  }

  /** Counts what functions become. */
  #spend(weight: number, node: Node): void {
    this.#weightLeft -= weight;
    if (this.#weightLeft >= 0) return;
    throw this.#errorAt(node.at, "the functions of the file call one another too often to be followed");
  }

  #endOutput({ name, at, otherKind }: Port, { held }: Scope): void {
    if (otherKind !== null) throw this.#errorAt(at, `output ${clip(name)} is ${otherKind}: tensors alone are planned`);
    const found = held.get(name);
    if (found === undefined) throw this.#errorAt(at, `output ${clip(name)} of the model is given by no node`);
    if (found.body === null) this.#remarks.add(`output ${clip(name)} is constant: it has no place in the plan`);
    else found.body.isOutput = true;
  }

  #bytesOf(type: number, shape: readonly number[], at: number, what: string): number {
    const known = elementType(type);
    if (known === undefined) throw this.#errorAt(at, `${what} has elements of a type that ONNX does not know: ${type}`);
    if (type === STRING)
      throw this.#errorAt(at, `${what} holds texts (${typeName(type)}), whose sizes only a run tells`);
    const bytes = Math.ceil((countOf(shape) * known.bits) / 8);
    if (!Number.isSafeInteger(bytes)) throw this.#errorAt(at, `${what} has more bytes than can be counted: [${shape}]`);
    return bytes;
  }

  #readerOf(name: string): Node | null {
    if (this.#readers === null) {
      this.#readers = new Map();
      for (const node of nodesOf(this.model.graphs, GRAPH_NODES)) {
        for (const input of node.inputs) if (!this.#readers.has(input)) this.#readers.set(input, node);
      }
    }
    return this.#readers.get(name) ?? null;
  }

  readonly #errorAt = (at: number, detail: string): FormatError => errorAtByte(this.model.view.fileName, at, detail);

  #fail(node: Node, detail: string): never {
    throw this.#errorAt(node.at, `${describeNode(node)} ${detail}`);
  }
}

/** Attributes of a function's node that stand for those of the function. */
function withAttributes(node: Node, given: Attributes): Node {
  const attributes = new Map<string, Attribute>();
  for (const [name, attribute] of node.attributes) {
    const found = attribute.stands === "" ? attribute : given.get(attribute.stands);
    if (found !== undefined) attributes.set(name, found);
  }
  return { ...node, attributes };
}

/** Names within functions are made anew at each call: a long one must not be a file's way to fill the memory. */
function short(name: string): string {
  return name.slice(-200);
}
