import { addBackward, type Optimizer } from "../../graph/backward.js";
import type { Graph } from "../../graph/graph.js";
import type { LayerMode } from "../../graph/layers.js";
import { schedule } from "../../graph/schedule.js";
import { MAX_BYTES } from "../../problem/index.js";
import type { GeneratedInstance } from "../instance.js";
import { optionError, type Values } from "../options.js";

/** What every network is asked. */
export const networkOptions = [
  {
    name: "training",
    type: "flag",
    default: false,
    description: "a training step: loss, backward pass and what it needs of the forward pass",
  },
  { name: "batch", type: "integer", min: 1, max: 1024, default: 1, description: "examples at a time" },
  {
    name: "dtype",
    type: "choice",
    choices: ["fp32", "fp16", "int8"],
    default: "fp32",
    description: "weights and activations; int8 in inference only",
  },
  {
    name: "fuse",
    type: "flag",
    default: true,
    description: "inference: fold batch normalisation and activation into the convolution before",
  },
  {
    name: "inPlace",
    type: "flag",
    default: false,
    description: "let elementwise ops write over an input that nothing reads any more",
  },
  {
    name: "im2col",
    type: "flag",
    default: false,
    description: "give convolutions a workspace for one image's patches",
  },
  {
    name: "optimizer",
    type: "choice",
    choices: ["none", "after", "fused"],
    default: "none",
    description:
      "training: weight gradients live to the end, until an update after the backward pass, or until an update at once",
  },
  {
    name: "order",
    type: "choice",
    choices: ["program", "breadth"],
    default: "program",
    description: "branches one after the other, or side by side",
  },
  { name: "weights", type: "flag", default: false, description: "plan the weights too, live all the time" },
  {
    name: "alignment",
    type: "integer",
    min: 1,
    max: 1_048_576,
    default: 1,
    description: "bytes that every offset must be a multiple of",
  },
  {
    name: "capacity",
    type: "integer",
    min: 0,
    max: MAX_BYTES,
    default: null,
    description: "bytes of memory; absent: unbounded",
  },
] as const;

export type NetworkValues = Values<typeof networkOptions>;

const ELEMENT_BYTES = { fp32: 4, fp16: 2, int8: 1 } as const;

/** Batch, layers' mode and the rest as a network's builder wants them. */
export function layerMode(values: Pick<NetworkValues, "training" | "dtype" | "fuse" | "im2col">): LayerMode {
  const { training, dtype, fuse, im2col } = values;
  if (training && dtype === "int8") throw optionError("dtype", dtype, "must be fp32 or fp16 with training");
  return { training, elementBytes: ELEMENT_BYTES[dtype], fuse: fuse && !training, im2col };
}

/** Adds the backward pass where there is training, and schedules the graph. */
export function networkInstance(family: string, graph: Graph, values: NetworkValues): GeneratedInstance {
  const { training, batch, optimizer, capacity } = values;
  if (training) addBackward(graph, optimizer satisfies Optimizer);
  const problem = schedule(graph, { ...values, capacity: capacity ?? undefined });
  if (capacity !== null) {
    const largest = Math.max(0, ...problem.buffers.map(({ size }) => size));
    if (largest > capacity)
      throw optionError("capacity", capacity, `must be at least the largest buffer, ${largest} bytes`);
  }
  const name = `${family}-${training ? "training" : "inference"}-batch${batch}`;
  return { name, problem, family, seed: 0 };
}
