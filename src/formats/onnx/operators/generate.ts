/** Operators that make tensors of sizes, numbers or chance. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { contentOf, countOf, readSparseTensor, readTensor } from "../tensor.js";
import { FLOAT, INT32, INT64, rounded, STRING } from "../types.js";
import type { Operator, Operators } from "./operator.js";

function constant(call: Call): Result[] {
  const { attributes } = call.node;
  const list = (type: number, values: readonly number[]): Result[] => [result(type, [values.length], values)];
  for (const [name, { tensor, sparseTensor, integer, integers, float, floats, stringCount }] of attributes) {
    if (name === "value" && tensor !== null) {
      const found = readTensor(tensor);
      const isSmall = call.mayCompute(countOf(found.shape));
      return [result(found.type, found.shape, isSmall ? contentOf(found, call.surroundings.beside) : null)];
    }
    if (name === "sparse_value" && sparseTensor !== null) {
      const { type, shape } = readSparseTensor(sparseTensor);
      return [result(type, shape)];
    }
    if (name === "value_int") return [result(INT64, [], [integer])];
    if (name === "value_float") return [result(FLOAT, [], [float])];
    if (name === "value_ints") return list(INT64, integers);
    if (name === "value_floats") return list(FLOAT, floats);
    if (name === "value_string") return [result(STRING, [])];
    if (name === "value_strings") return [result(STRING, [stringCount])];
  }
  return call.fail("has no value");
}

function shapeOf(call: Call): Result[] {
  const { shape } = call.input(0);
  // Since version 15 a part of the shape may be asked for.
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + shape.length : at, 0), shape.length);
  const part = shape.slice(within(call.integer("start", 0)), within(call.integer("end", shape.length)));
  return [result(INT64, [part.length], part)];
}

function constantOfShape(call: Call): Result[] {
  const shape = call.wholes(0);
  const message = call.attribute("value")?.tensor ?? null;
  const value = message === null ? null : readTensor(message);
  const element = value === null ? 0 : (contentOf(value, call.surroundings.beside)?.[0] ?? null);
  const count = countOf(shape);
  const isKnown = element !== null && count >= 0 && call.mayCompute(count);
  return [result(value?.type ?? FLOAT, shape, isKnown ? new Array<number>(count).fill(element) : null)];
}

function range(call: Call): Result[] {
  const { type } = call.input(0);
  const [start, limit, delta] = [0, 1, 2].map((i) => call.contentOf(i)[0] ?? call.fail(`has no input ${i}`));
  const count = Math.max(Math.ceil((limit! - start!) / delta!), 0);
  if (!Number.isSafeInteger(count)) call.fail(`counts from ${start} to ${limit} by ${delta}`);
  const isKnown = call.mayCompute(count);
  const values = isKnown ? Array.from({ length: count }, (_, i) => rounded(start! + i * delta!, type)) : null;
  return [result(type, [count], values)];
}

/** Of the shape of the input, with the type that `dtype` says. */
const filled = ({ isRandom }: { readonly isRandom: boolean }): Operator => ({
  infer: (call) => {
    const { shape, type } = call.input(0);
    return [result(call.type("dtype", type), shape)];
  },
  isRandom,
});

const random: Operator = {
  infer: (call) => [result(call.type("dtype", FLOAT), call.integers("shape") ?? call.fail("has no shape"))],
  isRandom: true,
};

const multinomial: Operator = {
  infer: (call) => {
    const { shape } = call.ranked(0, 1);
    return [result(call.type("dtype", INT32), [shape[0]!, call.integer("sample_size", 1)])];
  },
  isRandom: true,
};

/** Factors that fade a signal in and out. */
const fading: Operator = {
  infer: (call) => [result(call.type("output_datatype", FLOAT), [call.wholes(0)[0] ?? call.fail("has no size")])],
};

const melWeights: Operator = {
  infer: (call) => {
    const [bins, length] = [0, 1].map((i) => call.wholes(i)[0] ?? call.fail(`has no input ${i}`));
    return [result(call.type("output_datatype", FLOAT), [Math.floor(length! / 2) + 1, bins!])];
  },
};

export const GENERATORS: Operators = {
  Constant: { infer: constant },
  Shape: { infer: shapeOf, isOfShapes: true },
  Size: { infer: (call) => [result(INT64, [], [countOf(call.input(0).shape)])], isOfShapes: true },
  ConstantOfShape: { infer: constantOfShape },
  Range: { infer: range },
  EyeLike: filled({ isRandom: false }),
  Bernoulli: filled({ isRandom: true }),
  RandomNormalLike: filled({ isRandom: true }),
  RandomUniformLike: filled({ isRandom: true }),
  RandomNormal: random,
  RandomUniform: random,
  Multinomial: multinomial,
  BlackmanWindow: fading,
  HammingWindow: fading,
  HannWindow: fading,
  MelWeightMatrix: melWeights,
};
