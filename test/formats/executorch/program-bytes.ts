import { Builder } from "flatbuffers";

/** A value of a method: a tensor with or without a place, a list of values, or an integer. */
export type TestValue =
  | {
      readonly sizes: readonly number[];
      /** PyTorch's number of the type; 1 is a byte. */
      readonly type?: number;
      readonly place?: readonly [memory: number, offset: number];
      readonly content?: number;
      readonly name?: string;
      readonly dynamism?: number;
      readonly storageOffset?: number;
    }
  | { readonly items: readonly number[] }
  | null;

export interface TestMethod {
  readonly name?: string;
  readonly values: readonly TestValue[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  /** Each a kind (1 kernel, 2 delegate, 3 move, 4 jump, 5 free), what it calls, and its arguments. */
  readonly instructions: readonly (readonly [kind: number, callee: string, args: readonly number[]])[];
  readonly memorySizes?: readonly number[];
}

/** The bytes of an ExecuTorch program with these methods, as generated code would write them. */
export function programBytes(methods: readonly TestMethod[]): Uint8Array {
  const b = new Builder(1024);
  const offsets = (list: readonly number[]): number => {
    b.startVector(4, list.length, 4);
    for (const each of list.toReversed()) b.addOffset(each);
    return b.endVector();
  };
  const i32s = (list: readonly number[]): number => {
    b.startVector(4, list.length, 4);
    for (const each of list.toReversed()) b.addInt32(each);
    return b.endVector();
  };
  const evalue = (value: TestValue): number => {
    let kind = 2;
    let inner: number;
    if (value === null) {
      b.startObject(1);
      inner = b.endObject();
    } else if ("items" in value) {
      kind = 10;
      const items = i32s(value.items);
      b.startObject(1);
      b.addFieldOffset(0, items, 0);
      inner = b.endObject();
    } else {
      kind = 5;
      const sizes = i32s(value.sizes);
      const name = value.name === undefined ? 0 : b.createString(value.name);
      let extra = 0;
      if (name !== 0) {
        b.startObject(3);
        b.addFieldOffset(1, name, 0);
        extra = b.endObject();
      }
      let place = 0;
      if (value.place !== undefined) {
        b.startObject(3);
        b.addFieldInt32(0, value.place[0], 0);
        b.addFieldInt32(1, (value.place[1] % 2 ** 32) | 0, 0);
        b.addFieldInt32(2, Math.floor(value.place[1] / 2 ** 32), 0);
        place = b.endObject();
      }
      b.startObject(10);
      b.addFieldInt8(0, value.type ?? 1, 0);
      b.addFieldInt32(1, value.storageOffset ?? 0, 0);
      b.addFieldOffset(2, sizes, 0);
      b.addFieldInt32(5, value.content ?? 0, 0);
      b.addFieldOffset(6, place, 0);
      b.addFieldInt8(8, value.dynamism ?? 0, 0);
      b.addFieldOffset(9, extra, 0);
      inner = b.endObject();
    }
    b.startObject(2);
    b.addFieldInt8(0, kind, 0);
    b.addFieldOffset(1, inner, 0);
    return b.endObject();
  };
  const methodOf = (method: TestMethod): number => {
    const kernels = [...new Set(method.instructions.filter(([kind]) => kind === 1).map(([, name]) => name))];
    const backends = [...new Set(method.instructions.filter(([kind]) => kind === 2).map(([, name]) => name))];
    const operators = kernels.map((name) => {
      const [base = "", overload = ""] = name.split(".");
      const texts = [b.createString(base), b.createString(overload)] as const;
      b.startObject(2);
      b.addFieldOffset(0, texts[0], 0);
      b.addFieldOffset(1, texts[1], 0);
      return b.endObject();
    });
    const delegates = backends.map((name) => {
      const text = b.createString(name);
      b.startObject(3);
      b.addFieldOffset(0, text, 0);
      return b.endObject();
    });
    const instructions = method.instructions.map(([kind, callee, args]) => {
      const list = kind <= 2 ? i32s(args) : 0;
      b.startObject(2);
      b.addFieldInt32(0, kind === 1 ? kernels.indexOf(callee) : kind === 2 ? backends.indexOf(callee) : args[0]!, -99);
      if (list !== 0) b.addFieldOffset(1, list, 0);
      const inner = b.endObject();
      b.startObject(2);
      b.addFieldInt8(0, kind, 0);
      b.addFieldOffset(1, inner, 0);
      return b.endObject();
    });
    const list = offsets(instructions);
    b.startObject(4);
    b.addFieldOffset(2, list, 0);
    const chains = offsets([b.endObject()]);
    const name = b.createString(method.name ?? "forward");
    const values = offsets(method.values.map(evalue));
    const [inputs, outputs] = [i32s(method.inputs ?? []), i32s(method.outputs ?? [])];
    const [ops, dels] = [offsets(operators), offsets(delegates)];
    const sizes = method.memorySizes ?? [];
    b.startVector(8, sizes.length, 8);
    for (const size of sizes.toReversed()) b.addInt64(BigInt(size));
    const memories = b.endVector();
    b.startObject(9);
    for (const [field, at] of [name, 0, values, inputs, outputs, chains, ops, dels, memories].entries()) {
      if (at !== 0) b.addFieldOffset(field, at, 0);
    }
    return b.endObject();
  };
  const plans = offsets(methods.map(methodOf));
  b.startObject(2);
  b.addFieldOffset(1, plans, 0);
  b.finish(b.endObject(), "ET12");
  return b.asUint8Array();
}
