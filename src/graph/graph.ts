/**
 * Networks as layer graphs, and how problems come of them. A graph has ops that read and write tensors (this file);
 * `layers.ts` and `images.ts` build one layer by layer, `shapes.ts` knows the shapes, `backward.ts` adds the backward
 * pass of a training. A graph says nothing of time: `schedule.ts` puts the ops in an order, from which the lifetimes of
 * the tensors follow. Networks that are made up (`src/instances/`) are built so, and so is what a reader of model files
 * finds in one.
 */

/**
 * - `input`: given from outside before the first op;
 * - `weight`: a learned parameter, there before and after;
 * - `activation`: written by an op of the forward pass;
 * - `saved`: an activation that only the backward pass reads (masks, pooling indices, batch statistics);
 * - `gradient`, `weight-gradient`: written by the backward pass.
 */
export type TensorRole = "input" | "weight" | "activation" | "saved" | "gradient" | "weight-gradient";

export interface Tensor {
  /** Position in `Graph.tensors`. */
  readonly index: number;
  /** Unique in the graph. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly role: TensorRole;
  /** The tensor whose bytes this one is a view of; itself where it has its own. Never a view of a view. */
  readonly base: Tensor;
}

/** One kernel of the backward pass of an op. */
export interface GradientRule {
  /** The inputs, weights among them, whose gradients it computes. */
  readonly of: readonly Tensor[];
  /** What it reads besides the gradients of the op's outputs. */
  readonly needs: readonly Tensor[];
}

export interface Op {
  /** Position in `Graph.ops`. */
  readonly index: number;
  /** Unique in the graph. */
  readonly name: string;
  readonly kind: string;
  /** Weights among them. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Scratch that lives only while the op runs, in bytes. Its gradient kernels use as much each. */
  readonly workspaceBytes: number;
  /**
   * Whether element i of the first output depends on elements i of the inputs alone, so that it can overwrite one of
   * them.
   */
  readonly elementwise: boolean;
  /** How gradients pass through: by these kernels, or, "pass", unchanged and without a kernel to every input. */
  readonly gradient: readonly GradientRule[] | "pass";
  /** Ops that must have run before, though nothing of theirs is read. */
  readonly after: readonly Op[];
}

/** What an op must say of itself; the rest has the plain defaults. */
export type OpParts = Pick<Op, "name" | "kind" | "inputs" | "outputs"> &
  Partial<Pick<Op, "workspaceBytes" | "elementwise" | "gradient" | "after">>;

/** Tensors and ops in the order in which they were added, which is a topological one. */
export class Graph {
  readonly tensors: Tensor[] = [];
  readonly ops: Op[] = [];
  /** What must still be there when the last op has run. */
  readonly results: Tensor[] = [];
  readonly #byName = new Map<string, Tensor>();
  readonly #written = new Set<Tensor>();

  tensor(name: string, shape: readonly number[], elementBytes: number, role: TensorRole): Tensor {
    return this.#addTensor({ name, shape, elementBytes, role });
  }

  /** The same bytes under another shape. */
  view(of: Tensor, shape: readonly number[]): Tensor {
    if (elementsOf(shape) !== elementsOf(of.shape)) {
      throw new Error(`no view of ${of.name} [${of.shape.join(", ")}] as [${shape.join(", ")}]`);
    }
    const { elementBytes, role } = of;
    const view = this.#addTensor({ name: `${of.name}:view${this.tensors.length}`, shape, elementBytes, role }, of.base);
    if (this.#written.has(of)) this.#written.add(view);
    return view;
  }

  /** Adds an op after all that are there. Its inputs must have been written, or be inputs or weights of the graph. */
  op(parts: OpParts): Op {
    for (const input of parts.inputs) {
      const given = input.role === "input" || input.role === "weight";
      if (!given && !this.#written.has(input))
        throw new Error(`${parts.name} reads ${input.name} before it is written`);
    }
    for (const output of parts.outputs) {
      if (this.#written.has(output)) throw new Error(`${parts.name} writes ${output.name}, which is written already`);
      this.#written.add(output);
    }
    const defaults = { workspaceBytes: 0, elementwise: false, gradient: [], after: [] };
    const op: Op = { ...defaults, ...parts, index: this.ops.length };
    this.ops.push(op);
    return op;
  }

  /** The tensor of that name; throws where there is none. */
  find(name: string): Tensor {
    const tensor = this.#byName.get(name);
    if (tensor === undefined) throw new Error(`the graph has no tensor ${name}`);
    return tensor;
  }

  /** How many numbers are learned. */
  parameters(): number {
    let sum = 0;
    for (const tensor of this.tensors) if (tensor.role === "weight") sum += elementsOf(tensor.shape);
    return sum;
  }

  #addTensor(parts: Pick<Tensor, "name" | "shape" | "elementBytes" | "role">, base?: Tensor): Tensor {
    const { name, shape } = parts;
    if (this.#byName.has(name)) throw new Error(`two tensors are called ${name}`);
    if (shape.some((side) => !Number.isSafeInteger(side) || side < 1)) {
      throw new Error(`${name} has the impossible shape [${shape.join(", ")}]`);
    }
    const tensor = { ...parts, index: this.tensors.length } as { -readonly [K in keyof Tensor]: Tensor[K] };
    tensor.base = base ?? tensor;
    this.tensors.push(tensor);
    this.#byName.set(name, tensor);
    return tensor;
  }
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

export function bytesOf(tensor: Tensor): number {
  return elementsOf(tensor.shape) * tensor.elementBytes;
}
