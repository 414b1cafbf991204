/** Operators of the domain com.microsoft, which onnxruntime's optimiser and quantiser put into models. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { FLOAT } from "../types.js";
import { ARRANGEMENTS, joined } from "./arrange.js";
import { FUSED_ATTENTION } from "./attention.js";
import { broadcast } from "./broadcast.js";
import { CONVOLUTIONS } from "./conv.js";
import { ELEMENTWISE } from "./elementwise.js";
import { GENERATORS } from "./generate.js";
import { FLOAT_PRODUCT, gemm, matmulShape, transposed } from "./matrix.js";
import { layerNormalization, NORMALISATIONS } from "./normal.js";
import { alike, each, like, type Operator, type Operators } from "./operator.js";
import { globalPool, POOLS, pool } from "./pool.js";
import { QUANTIZATION, quantizedLike } from "./quantize.js";
import { RECURRENT } from "./recurrent.js";
import { SELECTIONS } from "./select.js";

/** Two quantised tensors, each with a scale and a zero point, stretched to one another. */
const quantizedPair: Operator = {
  infer: (call) => [result(call.input(0).type, broadcast(call, [call.input(0).shape, call.input(3).shape]))],
};

/** A product of which each factor may be turned, its first dimension too. */
function fusedProduct(call: Call): Result[] {
  const turned = (index: number, isTurned: boolean, isBatchTurned: boolean): readonly number[] => {
    const { shape } = call.input(index);
    const moved = isBatchTurned && shape.length > 2 ? [...shape.slice(1, -1), shape[0]!, shape.at(-1)!] : shape;
    return isTurned ? transposed(moved) : moved;
  };
  const a = turned(0, call.flag("transA"), call.flag("transBatchA"));
  const b = turned(1, call.flag("transB"), call.flag("transBatchB"));
  return [result(call.input(0).type, matmulShape(call, a, b))];
}

/** Weights of a few bits, packed in blocks: K rows and N columns. */
function packedProduct(call: Call): Result[] {
  const { shape, type } = call.ranked(0, 1);
  const [rows, columns] = [call.integer("K", 0), call.integer("N", 0)];
  if (shape.at(-1) !== rows) call.fail(`multiplies [${shape}] by a matrix of ${rows} rows`);
  return [result(type, [...shape.slice(0, -1), columns])];
}

/** Tensors in threes, value, scale and zero point, behind the scale and the zero point of the output. */
function quantizedConcat(call: Call): Result[] {
  const values = call.inputs.map((_, index) => index).filter((index) => index >= 2 && (index - 2) % 3 === 0);
  const { shape } = joined(call, values);
  return [result(call.input(2).type, shape)];
}

/** Half of the last dimension times the other half, which is put through a function. */
function splitGelu(call: Call): Result[] {
  const { shape, type } = call.ranked(0, 1);
  return [result(type, [...shape.slice(0, -1), shape.at(-1)! / 2])];
}

/** Pools of what may have its channels last. */
const quantizedPool = (plain: Operator): Operator => ({
  infer: (call) => {
    if (!call.flag("channels_last")) return plain.infer(call);
    const { shape, type } = call.ranked(0, 2);
    if (plain !== globalPool) return call.fail("has its channels last, which is not read");
    return [result(type, [shape[0]!, ...shape.slice(1, -1).map(() => 1), shape.at(-1)!])];
  },
});

/** Those of ONNX that have the same meaning here. */
const SAME_AS_STANDARD: Operators = {
  Gelu: ELEMENTWISE.Gelu!,
  LayerNormalization: layerNormalization,
  SimplifiedLayerNormalization: layerNormalization,
  QuantizeLinear: QUANTIZATION.QuantizeLinear!,
  DequantizeLinear: QUANTIZATION.DequantizeLinear!,
  FusedConv: CONVOLUTIONS.Conv!,
  Trilu: NORMALISATIONS.Trilu!,
  GatherND: SELECTIONS.GatherND!,
  Pad: ARRANGEMENTS.Pad!,
  Range: GENERATORS.Range!,
  GridSample: POOLS.GridSample!,
  DynamicQuantizeLSTM: RECURRENT.LSTM!,
};

export const MICROSOFT: Operators = {
  ...FUSED_ATTENTION,
  ...SAME_AS_STANDARD,
  ...each("BiasGelu FastGelu QuickGelu", like(0, { inPlace: true })),
  ...each("BiasAdd BiasSoftmax GroupNorm Inverse", like(0)),
  ...each("QLinearSigmoid QLinearLeakyRelu QLinearSoftmax", quantizedLike(4)),
  ...each("QLinearAdd QLinearMul", quantizedPair),
  QLinearAveragePool: quantizedPool(pool),
  QLinearGlobalAveragePool: quantizedPool(globalPool),
  QLinearConcat: { infer: quantizedConcat },
  QGemm: { infer: (call) => [gemm(call, 3, call.optional(8)?.type ?? FLOAT)] },
  ...each("FusedMatMul TransposeMatMul", { infer: fusedProduct }),
  ...each("MatMulNBits MatMulBnb4", { infer: packedProduct }),
  FusedGemm: { infer: (call) => [gemm(call, 1, call.input(0).type)] },
  ...each("DynamicQuantizeMatMul MatMulIntegerToFloat", FLOAT_PRODUCT),
  BiasSplitGelu: { infer: splitGelu },
  BitmaskDropout: { infer: (call) => [alike(call, 0)], isRandom: true },
};
