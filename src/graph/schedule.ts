import type { Buffer, Problem } from "../problem/index.js";
import { bytesOf, type Graph, type Op, type Tensor } from "./graph.js";

export interface ScheduleOptions {
  /**
   * `program`: as the graph was written, one branch after the other; `breadth`: branches side by side, by distance from
   * the inputs.
   */
  readonly order: "program" | "breadth";
  /** Lets an elementwise op write over an input of the same size that nothing reads any more. */
  readonly inPlace: boolean;
  /** Plans the weights too, live all the time. */
  readonly weights: boolean;
  /** Bytes; sizes stay true, offsets must be multiples. */
  readonly alignment: number;
  /** Bytes. */
  readonly capacity: number | undefined;
}

/**
 * Turns a graph into buffers. Each op takes one step of time, in topological order. A tensor is live from the step that
 * writes it until after the last step that reads it; inputs are live from the first step, results until after the last
 * one. A buffer is called after the first tensor that uses its bytes.
 */
export function schedule(graph: Graph, options: ScheduleOptions): Problem {
  return scheduleOps(graph, options).problem;
}

export interface Schedule {
  readonly problem: Problem;
  /** Op by op, one step of time each. */
  readonly order: readonly Op[];
  /** The id of the buffer that holds a tensor's bytes, if it is planned. */
  readonly idOf: (tensor: Tensor) => string;
}

/** The same, with the order of the ops and where each tensor's bytes are. */
export function scheduleOps(graph: Graph, options: ScheduleOptions): Schedule {
  const order = options.order === "program" ? graph.ops : breadthFirst(graph);
  const lifetimes = new Lifetimes(graph, order);
  if (options.inPlace) lifetimes.shareInPlace(order);
  const buffers: Buffer[] = [];
  const alignment = options.alignment > 1 ? { alignment: options.alignment } : {};
  for (const tensor of graph.tensors) {
    const { index, name, role } = tensor;
    if (tensor.base !== tensor || lifetimes.host[index] !== index) continue;
    if (role === "weight") {
      if (options.weights)
        buffers.push({ id: name, lower: 0, upper: order.length, size: bytesOf(tensor), ...alignment });
      continue;
    }
    const lower = lifetimes.first[index]!;
    const upper = lifetimes.last[index]! + 1;
    if (upper > lower) buffers.push({ id: name, lower, upper, size: bytesOf(tensor), ...alignment });
  }
  for (let step = 0; step < order.length; step++) {
    const { name, workspaceBytes } = order[step]!;
    if (workspaceBytes === 0) continue;
    buffers.push({ id: `${name}:workspace`, lower: step, upper: step + 1, size: workspaceBytes, ...alignment });
  }
  return {
    problem: options.capacity === undefined ? { buffers } : { buffers, capacity: options.capacity },
    order,
    idOf: ({ base }) => graph.tensors[lifetimes.host[base.index]!]!.name,
  };
}

/** Steps between which the bytes of each base tensor are in use. */
class Lifetimes {
  /**
   * First and last step by tensor index, valid at base tensors that host themselves. An input that nothing reads has
   * last < first.
   */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Index of the tensor whose bytes a base tensor uses: itself, unless it overwrites another one. */
  readonly host: Int32Array;
  /** Tensors that the outside gives or takes: never overwritten. */
  readonly #kept: Uint8Array;

  constructor(graph: Graph, order: readonly Op[]) {
    const count = graph.tensors.length;
    this.first = new Int32Array(count);
    this.last = new Int32Array(count).fill(-1);
    this.host = Int32Array.from({ length: count }, (_, index) => index);
    this.#kept = new Uint8Array(count);
    for (let step = 0; step < order.length; step++) {
      const { inputs, outputs } = order[step]!;
      for (const { base } of inputs) this.last[base.index] = step;
      for (const { base } of outputs) {
        this.first[base.index] = step;
        this.last[base.index] = step;
      }
    }
    for (const { base } of graph.tensors)
      if (base.role === "input" || base.role === "weight") this.#kept[base.index] = 1;
    for (const { base } of graph.results) {
      this.#kept[base.index] = 1;
      this.last[base.index] = order.length - 1;
    }
  }

  shareInPlace(order: readonly Op[]): void {
    const kept = this.#kept;
    const { first, last, host } = this;
    for (let step = 0; step < order.length; step++) {
      const { elementwise, inputs, outputs } = order[step]!;
      if (!elementwise) continue;
      const output = outputs[0]!;
      const overwritten = inputs.find(({ base }) => {
        const bytes = host[base.index]!;
        return kept[base.index] === 0 && last[bytes] === step && bytesOf(base) === bytesOf(output);
      });
      if (overwritten === undefined) continue;
      const bytes = host[overwritten.base.index]!;
      host[output.index] = bytes;
      last[bytes] = last[output.index]!;
      first[output.index] = first[bytes]!;
    }
  }
}

/** Topological order by levels (Kahn 1962), ops of a level in program order. */
function breadthFirst(graph: Graph): Op[] {
  const level = new Int32Array(graph.ops.length);
  const writer = new Map<Tensor, Op>();
  for (const op of graph.ops) {
    let deepest = -1;
    for (const { base } of op.inputs) {
      const before = writer.get(base);
      if (before !== undefined) deepest = Math.max(deepest, level[before.index]!);
    }
    for (const before of op.after) deepest = Math.max(deepest, level[before.index]!);
    level[op.index] = deepest + 1;
    for (const { base } of op.outputs) writer.set(base, op);
  }
  return graph.ops.slice().sort((a, b) => level[a.index]! - level[b.index]! || a.index - b.index);
}
