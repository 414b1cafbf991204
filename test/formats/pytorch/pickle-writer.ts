/** A small pickler for tests: what Python's `pickle.dumps` writes of dicts, lists, tuples, texts and numbers. */

/** What a snapshot is made of. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Tuple
  | readonly Value[]
  | { readonly [key: string]: Value };

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

const BATCH = 1000;

/** @param protocol 2 has memo entries with numbers, 4 has frames and memoizes in turn */
export function pickled(value: Value, protocol: 2 | 4 = 4): Uint8Array {
  const out: number[] = [];
  const memo = new Map<unknown, number>();
  const u32 = (number: number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 255);
  const memoize = (key: unknown) => {
    const index = memo.size;
    memo.set(key, index);
    if (protocol === 4) out.push(0x94);
    else if (index < 256) out.push(0x71, index);
    else out.push(0x72, ...u32(index));
  };
  const recall = (key: unknown): boolean => {
    const index = memo.get(key);
    if (index === undefined) return false;
    out.push(...(index < 256 ? [0x68, index] : [0x6a, ...u32(index)]));
    return true;
  };
  const text = (string: string) => {
    if (recall(string)) return;
    const bytes = new TextEncoder().encode(string);
    if (protocol === 4 && bytes.length < 256) out.push(0x8c, bytes.length, ...bytes);
    else out.push(0x58, ...u32(bytes.length), ...bytes);
    memoize(string);
  };
  const integer = (number: bigint) => {
    if (number >= 0n && number < 256n) out.push(0x4b, Number(number));
    else if (number >= 0n && number < 65_536n) out.push(0x4d, Number(number & 255n), Number(number >> 8n));
    else if (BigInt.asIntN(32, number) === number) out.push(0x4a, ...u32(Number(BigInt.asUintN(32, number))));
    else {
      let length = 1;
      while (BigInt.asIntN(8 * length, number) !== number) length++;
      const bits = BigInt.asUintN(8 * length, number);
      out.push(0x8a, length, ...Array.from({ length }, (_, i) => Number((bits >> BigInt(8 * i)) & 255n)));
    }
  };
  const put = (each: Value): void => {
    if (each === null) out.push(0x4e);
    else if (typeof each === "boolean") out.push(each ? 0x88 : 0x89);
    else if (typeof each === "string") text(each);
    else if (typeof each === "bigint") integer(each);
    else if (typeof each === "number") {
      if (Number.isInteger(each)) integer(BigInt(each));
      else out.push(0x47, ...new Uint8Array(new Float64Array([each]).buffer).reverse());
    } else if (each instanceof Tuple) {
      if (each.items.length > 3) out.push(0x28);
      for (const item of each.items) put(item);
      out.push(each.items.length > 3 ? 0x74 : [0x29, 0x85, 0x86, 0x87][each.items.length]!);
    } else if (!recall(each)) {
      const isList = Array.isArray(each);
      const entries: (readonly Value[])[] = isList ? each.map((item) => [item]) : Object.entries(each);
      out.push(isList ? 0x5d : 0x7d);
      memoize(each);
      for (let at = 0; at < entries.length; at += BATCH) {
        const batch = entries.slice(at, at + BATCH);
        if (batch.length > 1) out.push(0x28);
        for (const entry of batch) for (const item of entry) put(item);
        if (batch.length > 1) out.push(isList ? 0x65 : 0x75);
        else out.push(isList ? 0x61 : 0x73);
      }
    }
  };
  put(value);
  out.push(0x2e);
  const size = new Uint8Array(new BigUint64Array([BigInt(out.length)]).buffer);
  return Uint8Array.from(protocol === 4 ? [0x80, 4, 0x95, ...size, ...out] : [0x80, 2, ...out]);
}
