/**
 * Numbers of TensorFlow Lite's schema that the reader and the writer need: fields by their place in their table, types
 * and operators by their value.
 *
 * Source: `tensorflow/compiler/mlir/lite/schema/schema.fbs`, version 3d.
 */

/** What stands at byte 4 of every model. */
export const FILE_IDENTIFIER = "TFL3";

export const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  signatureDefs: 7,
  externalBufferGroups: 8,
  externalBuffers: 9,
} as const;
export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const;
export const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3, isVariable: 5, externalBuffer: 10 } as const;
export const OPERATOR = {
  opcodeIndex: 0,
  inputs: 1,
  outputs: 2,
  optionsType: 3,
  options: 4,
  largeCustomOptionsOffset: 9,
} as const;
export const OPERATOR_CODE = { deprecatedBuiltinCode: 0, customCode: 1, builtinCode: 3 } as const;
export const BUFFER = { data: 0, offset: 1, size: 2 } as const;
export const METADATA = { name: 0, buffer: 1 } as const;

/** Bits of an element, by the value of `TensorType`; types that are not here have no fixed size. */
const BITS: Readonly<Record<number, number>> = {
  0: 32, // float32
  1: 16, // float16
  2: 32, // int32
  3: 8, // uint8
  4: 64, // int64
  6: 8, // bool
  7: 16, // int16
  8: 64, // complex64
  9: 8, // int8
  10: 64, // float64
  11: 128, // complex128
  12: 64, // uint64
  13: 32, // resource: its number
  15: 32, // uint32
  16: 16, // uint16
  17: 4, // int4
  18: 16, // bfloat16
  19: 2, // int2
  20: 4, // uint4
  21: 8, // float8_e4m3fn
  22: 8, // float8_e5m2
};

const UNSIZED: Readonly<Record<number, string>> = { 5: "STRING", 14: "VARIANT" };

/** Bits of an element of that type; undefined where elements have no fixed size. */
export function bitsOf(type: number): number | undefined {
  return BITS[type];
}

/** A type without a fixed size, for messages. */
export function typeName(type: number): string {
  return UNSIZED[type] ?? `number ${type}`;
}

/** Operators that stand for any custom one, and those that run subgraphs as TFLM does. */
export const CUSTOM = 32;
export const IF = 118;
export const WHILE = 119;
export const CALL_ONCE = 129;

/** The value of `BuiltinOptions` that each of them must have; its fields are the indices of its subgraphs. */
export const SUBGRAPH_OPTIONS: Readonly<Record<number, { readonly type: number; readonly fields: number }>> = {
  [IF]: { type: 92, fields: 2 },
  [WHILE]: { type: 93, fields: 2 },
  [CALL_ONCE]: { type: 103, fields: 1 },
};

/** Operators that run subgraphs as TFLM does not. */
export const FOREIGN_CALLS: Readonly<Record<number, string>> = {
  31: "CALL",
  173: "STABLEHLO_CUSTOM_CALL",
  174: "STABLEHLO_REDUCE",
  190: "STABLEHLO_SCATTER",
  198: "STABLEHLO_REDUCE_WINDOW",
  199: "STABLEHLO_SORT",
  200: "STABLEHLO_WHILE",
  206: "STABLEHLO_COMPOSITE",
  209: "STABLEHLO_CASE",
};

/**
 * Operators that copy their first input to their output unchanged. The kernel of RESHAPE skips the copy where both are
 * the same bytes; those of SQUEEZE and EXPAND_DIMS copy each byte onto itself.
 */
export const VIEWS: ReadonlySet<number> = new Set([22, 43, 70]);

/**
 * Operators of which some TFLM kernel, of the reference or optimised for a processor, asks for scratch buffers when it
 * is prepared.
 */
export const WITH_SCRATCH: Readonly<Record<number, string>> = {
  1: "AVERAGE_POOL_2D",
  3: "CONV_2D",
  4: "DEPTHWISE_CONV_2D",
  9: "FULLY_CONNECTED",
  17: "MAX_POOL_2D",
  25: "SOFTMAX",
  27: "SVDF",
  40: "MEAN",
  44: "UNIDIRECTIONAL_SEQUENCE_LSTM",
  67: "TRANSPOSE_CONV",
  74: "SUM",
  82: "REDUCE_MAX",
  89: "REDUCE_MIN",
  106: "ADD_N",
  126: "BATCH_MATMUL",
};
