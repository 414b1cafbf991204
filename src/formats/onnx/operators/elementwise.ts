/** Operators that make each element of the elements at the same place, inputs being stretched to one shape. */
import type { Call } from "../call.js";
import type { Result } from "../known.js";
import { broadcastContent } from "../strided.js";
import { BOOL, isInteger, rounded } from "../types.js";
import { broadcast } from "./broadcast.js";
import { each, like, type Operator, type Operators } from "./operator.js";

type Binary = (a: number, b: number, ofIntegers: boolean) => number;

/** One input, whose type and shape the output has. */
function unary(compute: (value: number) => number): Operator {
  return {
    infer: (call) => {
      const { type, shape } = call.input(0);
      return [call.computed(type, shape, ([content]) => content!.map((value) => rounded(compute(value), type)))];
    },
    inPlace: [0],
  };
}

/** Any number of inputs, taken together two at a time. The output's type is the first's, or bool. */
function combined(compute: Binary, { type: fixedType }: { readonly type?: number } = {}): Operator {
  return {
    infer: (call) => {
      const { type } = call.input(0);
      const shape = stretched(call);
      const ofIntegers = isInteger(type);
      return [
        call.computed(fixedType ?? type, shape, (contents) => {
          const whole = contents.map((content, i) => broadcastContent(content, call.input(i).shape, shape));
          return whole.reduce((left, right) =>
            left.map((value, at) => rounded(compute(value, right[at]!, ofIntegers), fixedType ?? type)),
          );
        }),
      ];
    },
    inPlace: "any",
  };
}

/** Before version 7 only the second input is stretched, where an attribute says so. */
function stretched(call: Call): readonly number[] {
  if (call.has("broadcast")) return call.input(0).shape;
  return broadcast(
    call,
    call.inputs.map((_, i) => call.input(i).shape),
  );
}

const divide: Binary = (a, b, ofIntegers) => (ofIntegers ? Math.trunc(a / b) : a / b);

/** The mean of all inputs: no shape is computed with it. */
const mean: Operator = { infer: (call) => [call.computed(call.input(0).type, stretched(call), () => null)] };

/** The remainder has the sign of the divisor, or with `fmod` that of the dividend. */
const modulo: Operator = {
  infer: (call) => {
    const like: Binary = call.flag("fmod") ? (a, b) => a % b : (a, b) => a - Math.floor(a / b) * b;
    return combined(like).infer(call);
  },
  inPlace: "any",
};

/** No shape is computed with what these give. */
const unread = (type?: number): Operator => ({
  infer: (call) => [call.computed(type ?? call.input(0).type, stretched(call), () => null)],
  inPlace: "any",
});

const clip: Operator = {
  infer: (call) => {
    const { type, shape } = call.input(0);
    const clipped = ([content, low = [], high = []]: readonly (readonly number[])[]): number[] => {
      const least = low[0] ?? call.float("min", Number.NEGATIVE_INFINITY);
      const most = high[0] ?? call.float("max", Number.POSITIVE_INFINITY);
      return content!.map((value) => Math.min(Math.max(value, least), most));
    };
    return [call.computed(type, shape, clipped)];
  },
  inPlace: [0],
};

const where: Operator = {
  infer: (call) => {
    const shapes = [0, 1, 2].map((i) => call.input(i).shape);
    const shape = broadcast(call, shapes);
    const chosen = (contents: readonly (readonly number[])[]): number[] => {
      const [condition, yes, no] = contents.map((content, i) => broadcastContent(content, shapes[i]!, shape));
      return condition!.map((value, at) => (value !== 0 ? yes![at]! : no![at]!));
    };
    return [call.computed(call.input(1).type, shape, chosen)];
  },
  inPlace: [1, 2],
};

function cast(call: Call, type: number): Result[] {
  const { shape } = call.input(0);
  return [call.computed(type, shape, ([content]) => content!.map((value) => rounded(value, type)))];
}

/** To even where two are equally near. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  return fraction < 0.5 || (fraction === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

export const ELEMENTWISE: Operators = {
  ...each(
    "Acos Acosh Asin Asinh Atan Atanh BitwiseNot Celu Cos Cosh Elu Erf Exp Gelu HardSigmoid HardSwish Hardmax " +
      "LeakyRelu Log Mish PRelu Relu Round Selu Shrink Sigmoid Sin Sinh Softplus Softsign Swish Tan Tanh " +
      "ThresholdedRelu ImageScaler Affine ParametricSoftplus Scale ScaledTanh",
    like(0, { inPlace: true }),
  ),
  Hardmax: like(0),
  Abs: unary(Math.abs),
  Ceil: unary(Math.ceil),
  Floor: unary(Math.floor),
  Neg: unary((value) => -value),
  Reciprocal: unary((value) => 1 / value),
  Round: unary(roundHalfToEven),
  Sign: unary(Math.sign),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Relu: unary((value) => Math.max(value, 0)),
  Not: unary((value) => (value === 0 ? 1 : 0)),
  Add: combined((a, b) => a + b),
  Sub: combined((a, b) => a - b),
  Mul: combined((a, b) => a * b),
  Div: combined(divide),
  Pow: combined((a, b) => a ** b),
  Mod: modulo,
  Max: combined((a, b) => Math.max(a, b)),
  Min: combined((a, b) => Math.min(a, b)),
  Sum: combined((a, b) => a + b),
  Mean: mean,
  And: combined((a, b) => (a !== 0 && b !== 0 ? 1 : 0)),
  Or: combined((a, b) => (a !== 0 || b !== 0 ? 1 : 0)),
  Xor: combined((a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0)),
  Equal: combined((a, b) => (a === b ? 1 : 0), { type: BOOL }),
  Greater: combined((a, b) => (a > b ? 1 : 0), { type: BOOL }),
  GreaterOrEqual: combined((a, b) => (a >= b ? 1 : 0), { type: BOOL }),
  Less: combined((a, b) => (a < b ? 1 : 0), { type: BOOL }),
  LessOrEqual: combined((a, b) => (a <= b ? 1 : 0), { type: BOOL }),
  ...each("BitShift BitwiseAnd BitwiseOr BitwiseXor", unread()),
  ...each("IsInf IsNaN", unread(BOOL)),
  Clip: clip,
  Where: where,
  Cast: { infer: (call) => cast(call, call.type("to", call.input(0).type)), inPlace: [0] },
  CastLike: { infer: (call) => cast(call, call.input(1).type), inPlace: [0] },
};
