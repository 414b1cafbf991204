import { elementsOf, type Graph, type Op, type Tensor } from "./graph.js";

/** What an op computes and reads, as its kernel does it. */
export interface Work {
  /** Floating-point operations: two for each multiplication with its addition, one an element for the rest. */
  readonly flops: number;
  /** Tensors that it reads, weights among them; and that it writes. */
  readonly reads: readonly Tensor[];
  readonly writes: readonly Tensor[];
}

/** Ops that multiply matrices. Their gradient kernels multiply as much, each. */
const MULTIPLY = ["linear", "matmul", "conv", "conv-fused", "up-conv"];

/**
 * The work of each op of a graph, by its position. A gradient kernel of a layer that has weights reads them too, which
 * the graph leaves out: they need no memory of their own there.
 */
export function worksOf(graph: Graph): Work[] {
  const byName = new Map(graph.ops.map((op) => [op.name, op]));
  return graph.ops.map((op) => {
    const { inputs, outputs, kind } = op;
    const forward = kind.endsWith("-backward") ? byName.get(op.name.slice(0, op.name.lastIndexOf(":backward"))) : op;
    const multiplies = forward !== undefined && MULTIPLY.includes(forward.kind);
    const forWeights = outputs.some(({ role }) => role === "weight-gradient");
    const weights =
      forward === undefined || forward === op || !multiplies || forWeights
        ? []
        : forward.inputs.filter(({ role, shape }) => role === "weight" && shape.length > 1);
    return {
      flops: multiplies ? multiplications(forward) : elementwise(op),
      reads: [...inputs, ...weights],
      writes: kind === "update" ? inputs.slice(0, 1) : outputs,
    };
  });
}

/** Twice the multiplications of a forward op. */
function multiplications({ kind, inputs, outputs }: Op): number {
  const output = elementsOf(outputs[0]!.shape);
  if (kind === "matmul") return 2 * output * inputs[0]!.shape.at(-1)!;
  const weight = inputs.find(({ role, shape }) => role === "weight" && shape.length > 1)!;
  const perOutput = elementsOf(weight.shape) / weight.shape[0]!;
  // Every element of what is enlarged meets all weights of its channel.
  if (kind === "up-conv") return 2 * elementsOf(inputs[0]!.shape) * perOutput;
  return 2 * output * perOutput;
}

function elementwise({ inputs, outputs }: Op): number {
  return [...inputs, ...outputs].reduce((most, { shape }) => Math.max(most, elementsOf(shape)), 0);
}
