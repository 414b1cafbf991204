import { Builder } from "flatbuffers";

/** A tensor of float32, unless another type is given; with `data` a constant. */
export interface TensorSpec {
  readonly name?: string;
  readonly shape?: readonly number[];
  readonly type?: number;
  readonly data?: Uint8Array;
  readonly isVariable?: boolean;
  /** What tells which dimensions were open. */
  readonly signature?: readonly number[];
  readonly externalBuffer?: number;
}

export interface OperatorSpec {
  readonly code: number;
  readonly custom?: string;
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  /** Subgraphs of IF, WHILE and CALL_ONCE. */
  readonly calls?: readonly number[];
  readonly largeOptionsOffset?: bigint;
}

export interface SubgraphSpec {
  readonly tensors: readonly TensorSpec[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  readonly operators?: readonly OperatorSpec[];
}

export interface ModelSpec {
  readonly subgraphs: readonly SubgraphSpec[];
  /** Entries of the metadata, each with its bytes. */
  readonly metadata?: readonly (readonly [name: string, data: Uint8Array])[];
  /** A buffer more, with these fields. */
  readonly outside?: { readonly offset: bigint; readonly size: bigint };
  /** A field of the root that no schema has. */
  readonly hasUnknownField?: boolean;
}

const OPTIONS: Readonly<Record<number, number>> = { 118: 92, 119: 93, 129: 103 };

/** Writes a model with the FlatBuffers library, in its usual way. */
export function buildModel({ subgraphs, metadata = [], outside, hasUnknownField = false }: ModelSpec): Uint8Array {
  const b = new Builder(256);
  const ints = (values: readonly number[]): number => {
    b.startVector(4, values.length, 4);
    for (const value of values.toReversed()) b.addInt32(value);
    return b.endVector();
  };
  const offsets = (values: readonly number[]): number => {
    b.startVector(4, values.length, 4);
    for (const value of values.toReversed()) b.addOffset(value);
    return b.endVector();
  };
  const bytes = (data: Uint8Array): number => {
    b.startVector(1, data.length, 16);
    for (const value of data.toReversed()) b.addInt8(value);
    return b.endVector();
  };
  const table = (fieldCount: number, fill: () => void): number => {
    b.startObject(fieldCount);
    fill();
    return b.endObject();
  };

  const buffers: number[] = [table(3, () => {})];
  const bufferOf = (data: Uint8Array): number => {
    const at = bytes(data);
    return buffers.push(table(3, () => b.addFieldOffset(0, at, 0))) - 1;
  };
  const codes: (readonly [number, string])[] = [];
  const codeOf = (code: number, custom: string): number => {
    const found = codes.findIndex(([known, name]) => known === code && name === custom);
    return found >= 0 ? found : codes.push([code, custom]) - 1;
  };
  const tensorOf = ({ name, shape, type = 0, data, isVariable = false, signature, externalBuffer = 0 }: TensorSpec) => {
    const buffer = data === undefined ? 0 : bufferOf(data);
    const [nameAt, shapeAt, signatureAt] = [
      name === undefined ? 0 : b.createString(name),
      shape === undefined ? 0 : ints(shape),
      signature === undefined ? 0 : ints(signature),
    ];
    return table(11, () => {
      b.addFieldOffset(0, shapeAt, 0);
      b.addFieldInt8(1, type, 0);
      b.addFieldInt32(2, buffer, 0);
      b.addFieldOffset(3, nameAt, 0);
      b.addFieldInt8(5, Number(isVariable), 0);
      b.addFieldOffset(7, signatureAt, 0);
      b.addFieldInt32(10, externalBuffer, 0);
    });
  };
  const operatorOf = ({ code, custom = "", inputs, outputs, calls, largeOptionsOffset = 0n }: OperatorSpec) => {
    const [inputsAt, outputsAt] = [ints(inputs ?? []), ints(outputs ?? [])];
    const optionsAt =
      calls === undefined
        ? 0
        : table(2, () => {
            for (const [field, called] of calls.entries()) b.addFieldInt32(field, called, 0);
          });
    return table(14, () => {
      b.addFieldInt32(0, codeOf(code, custom), 0);
      b.addFieldOffset(1, inputsAt, 0);
      b.addFieldOffset(2, outputsAt, 0);
      if (optionsAt !== 0) b.addFieldInt8(3, OPTIONS[code] ?? 0, 0);
      b.addFieldOffset(4, optionsAt, 0);
      b.addFieldInt64(9, largeOptionsOffset, 0n);
    });
  };
  const subgraphTables = subgraphs.map(({ tensors, inputs, outputs, operators = [] }) => {
    const parts = [
      offsets(tensors.map(tensorOf)),
      ints(inputs ?? []),
      ints(outputs ?? []),
      offsets(operators.map(operatorOf)),
    ];
    return table(6, () => {
      for (const [field, part] of parts.entries()) b.addFieldOffset(field, part, 0);
    });
  });
  const metadataTables = metadata.map(([name, data]) => {
    const buffer = bufferOf(data);
    const nameAt = b.createString(name);
    return table(2, () => {
      b.addFieldOffset(0, nameAt, 0);
      b.addFieldInt32(1, buffer, 0);
    });
  });
  if (outside !== undefined) {
    buffers.push(
      table(3, () => {
        b.addFieldInt64(1, outside.offset, 0n);
        b.addFieldInt64(2, outside.size, 0n);
      }),
    );
  }
  const codeTables = codes.map(([code, custom]) => {
    const customAt = custom === "" ? 0 : b.createString(custom);
    return table(4, () => {
      b.addFieldInt8(0, Math.min(code, 127), 0);
      b.addFieldOffset(1, customAt, 0);
      b.addFieldInt32(2, 1, 1);
      b.addFieldInt32(3, code, 0);
    });
  });
  const description = b.createString("built by a test");
  const roots = [offsets(codeTables), offsets(subgraphTables), offsets(buffers), offsets(metadataTables)] as const;
  const root = table(hasUnknownField ? 12 : 10, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, roots[0], 0);
    b.addFieldOffset(2, roots[1], 0);
    b.addFieldOffset(3, description, 0);
    b.addFieldOffset(4, roots[2], 0);
    if (metadata.length > 0) b.addFieldOffset(6, roots[3], 0);
    if (hasUnknownField) b.addFieldInt32(11, 7, 0);
  });
  b.finish(root, "TFL3");
  return b.asUint8Array().slice();
}

/** The bytes of a plan for TFLM's offline metadata. */
export function offlinePlan(
  offsets: readonly number[],
  subgraphCount = 1,
  version = 0,
  count = offsets.length,
): Uint8Array {
  return new Uint8Array(Int32Array.from([version, subgraphCount, count, ...offsets]).buffer);
}

export const OFFLINE = "OfflineMemoryAllocation";
export const [ADD, CONV_2D, RESHAPE, SQUEEZE, EXPAND_DIMS, IF, WHILE, CALL_ONCE, CUSTOM] = [
  0, 3, 22, 43, 70, 118, 119, 129, 32,
] as const;

/** Bytes as a tensor of int8. */
export const int8 = (name: string, bytes: number): TensorSpec => ({ name, shape: [1, bytes], type: 9 });

/** a → b → c → d, with weights and an optional input that is left out. */
export const CHAIN: ModelSpec = {
  subgraphs: [
    {
      tensors: [
        int8("a", 96),
        int8("b", 60),
        { name: "weights", shape: [4], data: Uint8Array.of(1, 2, 3, 4) },
        int8("c", 16),
        int8("d", 200),
      ],
      inputs: [0],
      outputs: [4],
      operators: [
        { code: CONV_2D, inputs: [0, 2, -1], outputs: [1] },
        { code: ADD, inputs: [1, 2], outputs: [3] },
        { code: ADD, inputs: [3, 0], outputs: [4] },
      ],
    },
  ],
};
