/**
 * Losses, gradients and updates of weights: ONNX's own and those that onnxruntime's training adds. A gradient has the
 * shape of what it is the gradient of.
 */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { isInteger } from "../types.js";
import { alike, each, like, type Operator, type Operators } from "./operator.js";

/** The loss, and the logarithms of the probabilities, which are like the scores. */
const crossEntropy: Operator = {
  infer: (call) => {
    const scores = alike(call, 0);
    return givesProbabilities(call) ? [scores] : [lossOf(call), scores];
  },
};

function lossOf(call: Call): Result {
  const { type } = call.input(0);
  return result(type, call.text("reduction", "mean") === "none" ? call.input(1).shape : []);
}

/**
 * Deeploy's training graphs leave out the loss and what follows from it: the one output is that of the probabilities.
 * It is known by the gradient, which has it as its first input, where onnxruntime's has the gradient of the loss.
 */
function givesProbabilities(call: Call): boolean {
  if (call.outputCount !== 1) return false;
  const name = call.node.outputs[0]!;
  const reader = call.surroundings.readerOf(name);
  return reader?.operator === "SoftmaxCrossEntropyLossGrad" && reader.inputs.length === 2 && reader.inputs[0] === name;
}

/** The gradient of the scores: the probabilities stand before the labels, which are integers. */
const crossEntropyGradient: Operator = {
  infer: (call) => {
    const labels = call.inputs.findIndex((input) => input !== null && isInteger(input.type));
    if (labels < 1) call.fail("has no labels");
    return [alike(call, labels - 1)];
  },
};

/** Gradients of the input, the scale and the bias. */
const layerNormalizationGradient: Operator = {
  infer: (call) => {
    const scale = call.optional(2) === null ? alike(call, 1) : alike(call, 2);
    return [alike(call, 1), scale, scale];
  },
};

/** Gradients of the input, the weights and the bias. */
const convolutionGradient: Operator = {
  infer: (call) => {
    const { type, shape } = call.input(2);
    return [alike(call, 1), alike(call, 2), result(type, shape.slice(0, 1))];
  },
};

export const TRAINING: Operators = {
  SoftmaxCrossEntropyLoss: crossEntropy,
  NegativeLogLikelihoodLoss: { infer: (call) => [lossOf(call)] },
  ...each("SoftmaxCrossEntropyLossGrad SoftmaxCrossEntropyLossInternalGrad", crossEntropyGradient),
  SoftmaxCrossEntropyLossInternal: crossEntropy,
  ...each("LayerNormalizationGrad SimplifiedLayerNormalizationGrad", layerNormalizationGradient),
  ConvGrad: convolutionGradient,
  ...each("SoftmaxGrad SoftmaxGrad_13 LogSoftmaxGrad LogSoftmaxGrad_13 DropoutGrad", like(0)),
  ...each("GeluGrad FastGeluGrad QuickGeluGrad ReluGrad SigmoidGrad TanhGrad", like(0, { inPlace: true })),
  // Deeploy's: the weights, less a share of their gradient.
  SGD: like(0, { inPlace: true }),
};
