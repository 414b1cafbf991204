import { clip, type FormatError } from "../errors.js";
import { type Known, NotStatic, type Result, result } from "./known.js";
import { type Attribute, describeNode, type Node } from "./node.js";
import { type Beside, countOf, MOST_CONTENT } from "./tensor.js";
import { elementType } from "./types.js";

/** How many elements may still be computed: a file cannot make its reader compute much more than it holds. */
export interface Budget {
  left: number;
}

/** What a call knows of the world around its node. */
export interface Surroundings {
  /** The version of the operator's domain. */
  readonly version: number;
  readonly budget: Budget;
  /** Where content lies that is in another file. */
  readonly beside: Beside;
  /** The first node that reads a tensor of this name; null where none does. */
  readonly readerOf: (name: string) => Node | null;
  readonly errorAt: (at: number, detail: string) => FormatError;
}

/** A node with what is known of its inputs, as operators see it. */
export class Call {
  /** @param inputs as the node lists them; null for one that is left out */
  constructor(
    readonly node: Node,
    readonly inputs: readonly (Known | null)[],
    readonly surroundings: Surroundings,
  ) {}

  get version(): number {
    return this.surroundings.version;
  }

  /** The number of outputs that the node lists, those without a name included. */
  get outputCount(): number {
    return this.node.outputs.length;
  }

  /** Whether all inputs are fixed, so that its outputs are. */
  get isFixed(): boolean {
    return this.inputs.every((input) => input === null || input.isFixed);
  }

  /** @throws FormatError where the node does not have it */
  input(index: number): Known {
    return this.optional(index) ?? this.fail(`has no input ${index}`);
  }

  optional(index: number): Known | null {
    return this.inputs[index] ?? null;
  }

  /** An input of at least so many dimensions. @throws FormatError */
  ranked(index: number, least: number): Known {
    const input = this.input(index);
    const { length } = input.shape;
    if (length < least) {
      this.fail(`needs at least ${least} dimensions of its input ${this.nameOf(index)}, which has ${length}`);
    }
    return input;
  }

  nameOf(index: number): string {
    return clip(this.node.inputs[index] ?? "");
  }

  /** The elements of an input. @throws NotStatic where they are not known before the model runs */
  contentOf(index: number): readonly number[] {
    const input = this.input(index);
    if (input.isFixed && input.content !== null) {
      if (this.mayCompute(input.content.length)) return input.content;
      throw new NotStatic(`depends on the content of ${this.nameOf(index)}, after too much was computed`);
    }
    const when = input.isFixed ? "which is not read" : "which the model computes";
    throw new NotStatic(`depends on the content of ${this.nameOf(index)}, ${when}`);
  }

  /** As `contentOf`; null for an input that is left out. */
  optionalContent(index: number): readonly number[] | null {
    return this.optional(index) === null ? null : this.contentOf(index);
  }

  /** Sizes, axes and the like: whole numbers. */
  wholes(index: number): readonly number[] {
    const content = this.contentOf(index);
    const broken = content.find((value) => !Number.isInteger(value));
    if (broken !== undefined) this.fail(`needs whole numbers in ${this.nameOf(index)}, which has ${broken}`);
    return content;
  }

  optionalWholes(index: number): readonly number[] | null {
    return this.optional(index) === null ? null : this.wholes(index);
  }

  /** The contents of all inputs, where each is known and `count` elements may be computed; else null. */
  contents(count: number): (readonly number[])[] | null {
    if (!this.isFixed || count > MOST_CONTENT) return null;
    const contents: (readonly number[])[] = [];
    for (const input of this.inputs) {
      if (input === null) contents.push([]);
      else if (input.content === null) return null;
      else contents.push(input.content);
    }
    return this.mayCompute(count, contents.length) ? contents : null;
  }

  /** Whether that many elements may be computed, each of so many others; they then count. */
  mayCompute(count: number, operands = 1): boolean {
    const { budget } = this.surroundings;
    // A node costs something, however little it computes.
    const cost = (count + 1) * Math.max(operands, 1);
    if (!(count >= 0 && count <= MOST_CONTENT) || budget.left < cost) return false;
    budget.left -= cost;
    return true;
  }

  /** A result whose content is computed where that is known of all inputs. */
  computed(
    type: number,
    shape: readonly number[],
    compute: (contents: (readonly number[])[]) => readonly number[] | null,
  ): Result {
    this.checkSizes(shape);
    const contents = this.contents(countOf(shape));
    return result(type, shape, contents === null ? null : compute(contents));
  }

  /** Throws a FormatError where a size is none. */
  checkSizes(shape: readonly number[]): void {
    const broken = shape.find((size) => !Number.isSafeInteger(size) || size < 0);
    if (broken !== undefined) this.fail(`gives a dimension of size ${broken}: [${shape}]`);
  }

  attribute(name: string): Attribute | undefined {
    return this.node.attributes.get(name);
  }

  has(name: string): boolean {
    return this.node.attributes.has(name);
  }

  integer(name: string, otherwise: number): number {
    return this.attribute(name)?.integer ?? otherwise;
  }

  flag(name: string, otherwise = false): boolean {
    return this.integer(name, otherwise ? 1 : 0) !== 0;
  }

  float(name: string, otherwise: number): number {
    return this.attribute(name)?.float ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    return this.attribute(name)?.text ?? otherwise;
  }

  /** Null where there is none. */
  integers(name: string): readonly number[] | null {
    return this.attribute(name)?.integers ?? null;
  }

  /** An attribute that says a type; `otherwise` where there is none. @throws FormatError for no type of ONNX */
  type(name: string, otherwise: number): number {
    const type = this.integer(name, 0);
    if (type === 0) return otherwise;
    if (elementType(type) === undefined) this.fail(`has no type of ONNX as ${name}: ${type}`);
    return type;
  }

  /** An axis counted from the front. @throws FormatError where the tensor has no such */
  axis(axis: number, rank: number): number {
    if (!Number.isInteger(axis) || axis < -rank || axis >= Math.max(rank, 1)) {
      this.fail(`names axis ${axis} of ${rank} dimensions`);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Several axes, each once. @throws FormatError */
  axes(axes: readonly number[], rank: number): number[] {
    const found = axes.map((axis) => this.axis(axis, rank));
    if (new Set(found).size < found.length) this.fail(`names an axis twice: [${axes}]`);
    return found;
  }

  /** Throws a FormatError that begins with the node. */
  fail(detail: string): never {
    throw this.surroundings.errorAt(this.node.at, `${describeNode(this.node)} ${detail}`);
  }
}
