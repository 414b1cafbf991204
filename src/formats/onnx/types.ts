/** The types that elements of ONNX tensors have, by the numbers of `TensorProto.DataType`. */

interface ElementType {
  readonly name: string;
  /** Below 8 the elements are packed, several to a byte; 0 where a size is not known. */
  readonly bits: number;
}

const TYPES: Readonly<Record<number, ElementType>> = {
  1: { name: "float", bits: 32 },
  2: { name: "uint8", bits: 8 },
  3: { name: "int8", bits: 8 },
  4: { name: "uint16", bits: 16 },
  5: { name: "int16", bits: 16 },
  6: { name: "int32", bits: 32 },
  7: { name: "int64", bits: 64 },
  8: { name: "string", bits: 0 },
  9: { name: "bool", bits: 8 },
  10: { name: "float16", bits: 16 },
  11: { name: "double", bits: 64 },
  12: { name: "uint32", bits: 32 },
  13: { name: "uint64", bits: 64 },
  14: { name: "complex64", bits: 64 },
  15: { name: "complex128", bits: 128 },
  16: { name: "bfloat16", bits: 16 },
  17: { name: "float8e4m3fn", bits: 8 },
  18: { name: "float8e4m3fnuz", bits: 8 },
  19: { name: "float8e5m2", bits: 8 },
  20: { name: "float8e5m2fnuz", bits: 8 },
  21: { name: "uint4", bits: 4 },
  22: { name: "int4", bits: 4 },
  23: { name: "float4e2m1", bits: 4 },
  24: { name: "float8e8m0", bits: 8 },
  25: { name: "uint2", bits: 2 },
  26: { name: "int2", bits: 2 },
};

export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;
export const STRING = 8;
export const BOOL = 9;
export const FLOAT16 = 10;
export const DOUBLE = 11;
export const UINT32 = 12;
export const UINT64 = 13;
export const COMPLEX64 = 14;
export const COMPLEX128 = 15;
export const BFLOAT16 = 16;

const INTEGERS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 12, 13, 21, 22, 25, 26]);

/** Undefined for a number that ONNX gives to no type. */
export function elementType(type: number): ElementType | undefined {
  return TYPES[type];
}

export function typeName(type: number): string {
  return TYPES[type]?.name ?? `type ${type}`;
}

export function isInteger(type: number): boolean {
  return INTEGERS.has(type);
}

/** A value as an element of the type holds it, for the types that shapes are computed with. */
export function rounded(value: number, type: number): number {
  if (type === BOOL) return value !== 0 ? 1 : 0;
  if (isInteger(type)) return Math.trunc(value);
  return type === FLOAT ? Math.fround(value) : value;
}
