import type { Graph, Tensor } from "../../graph/graph.js";
import { type LayerMode, Layers } from "../../graph/layers.js";
import { defineFamily } from "../instance.js";
import { layerMode, networkInstance, networkOptions } from "./common.js";

const WIDTH = 768;
const HEADS = 12;
const FEED_FORWARD = 3072;

export interface BertShape {
  readonly batch: number;
  /** Tokens. */
  readonly sequence: number;
  readonly layers: number;
}

/**
 * Devlin, Chang, Lee, Toutanova, "BERT: pre-training of deep bidirectional transformers", 2018, base size: the encoder
 * alone, on embedded tokens (each layer after Vaswani et al. 2017). As no head is part of it, training asks for given
 * output vectors.
 */
export function bertGraph(shape: BertShape, mode: LayerMode): Graph {
  const net = new Layers(mode);
  const { batch, sequence, layers } = shape;
  let x = net.input("embedded", [batch, sequence, WIDTH]);
  const mask = net.input("mask", [batch, 1, 1, sequence]);
  for (let layer = 0; layer < layers; layer++) x = encoderLayer(net, `layer${layer}`, x, mask);
  if (mode.training) net.squaredLoss("loss", x);
  else net.result(x);
  return net.graph;
}

function encoderLayer(net: Layers, name: string, x: Tensor, mask: Tensor): Tensor {
  const [batch, sequence] = x.shape as [number, number, number];
  // Splitting into heads and putting them together again is a matter of strides: no copy.
  const split = (what: Tensor) => net.reshape(what, [batch, HEADS, sequence, WIDTH / HEADS]);
  const query = split(net.linear(`${name}.query`, x, WIDTH));
  const key = split(net.linear(`${name}.key`, x, WIDTH));
  const value = split(net.linear(`${name}.value`, x, WIDTH));
  const scores = net.scaleAndMask(`${name}.scale`, net.matmul(`${name}.scores`, query, key, true), mask);
  const attention = net.dropout(`${name}.attention_dropout`, net.softmax(`${name}.attention`, scores));
  const context = net.reshape(net.matmul(`${name}.context`, attention, value), x.shape);
  let y = net.dropout(`${name}.output_dropout`, net.linear(`${name}.output`, context, WIDTH));
  const middle = net.layerNorm(`${name}.norm1`, net.add(`${name}.sum1`, y, x));
  y = net.activate(`${name}.gelu`, net.linear(`${name}.feed1`, middle, FEED_FORWARD), "gelu");
  y = net.dropout(`${name}.feed_dropout`, net.linear(`${name}.feed2`, y, WIDTH));
  return net.layerNorm(`${name}.norm2`, net.add(`${name}.sum2`, y, middle));
}

export const bert = defineFamily(
  {
    name: "bert-base",
    kind: "network",
    description: "BERT-base encoder (Devlin et al. 2018): 85.1 M parameters, 12 layers of attention",
    options: [
      ...networkOptions,
      { name: "sequence", type: "integer", min: 1, max: 8192, default: 128, description: "tokens" },
      { name: "layers", type: "integer", min: 1, max: 96, default: 12, description: "encoder layers" },
    ],
  },
  (values) => networkInstance("bert-base", bertGraph(values, layerMode(values)), values),
);
