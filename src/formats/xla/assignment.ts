/** What XLA's dumps say of memory, whatever their form: the values in its temporary allocations. */

/** A value in a temporary allocation. */
export interface HeapValue {
  /** As XLA prints it, without braces where it is no part of a tuple: `fusion.1`, `fusion.2{0}`. */
  readonly name: string;
  /** XLA's number of the value, which tells two of one name apart. */
  readonly number: number;
  /** Which of `Assignment.heaps` it lies in. */
  readonly heap: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes from the begin of the allocation. */
  readonly offset: number;
  /** The first and the last step at which it lives. */
  readonly first: number;
  readonly last: number;
  /** Where the file has its size and offset: a byte, or a position in the text. */
  readonly at: number;
}

/** Values that share bytes over time: a temporary allocation, or a part of one that XLA planned by itself. */
export interface Heap {
  /** For the id of a memory: `allocation 7`. */
  readonly name: string;
}

/** The allocations that are no temporary memory, as XLA tells them apart. */
export const KINDS = ["parameters", "constants", "thread-local memory", "outputs"] as const;
export type Kind = (typeof KINDS)[number];

export interface Assignment {
  readonly heaps: readonly Heap[];
  readonly values: readonly HeapValue[];
  /** Pairs of `values` that must lie where they lie to each other, even if they do not live together. */
  readonly tied: readonly (readonly [number, number])[];
  /** How many allocations there are of each other kind, and their bytes. */
  readonly others: ReadonlyMap<Kind, Sum>;
  /** Bytes of all temporary allocations, with what is not in `values`. */
  readonly temporaryBytes: number;
  readonly notes: readonly string[];
}

export interface Sum {
  readonly count: number;
  readonly bytes: number;
}

/** `1 value`, `3 values`, with a verb where one is given: `1 value is`, `3 values are`. */
export function counted(count: number, noun: string, verb?: readonly [one: string, many: string]): string {
  const [one, many] = verb ?? ["", ""];
  return `${count} ${noun}${count === 1 ? "" : "s"} ${count === 1 ? one : many}`.trimEnd();
}

export function addTo<Key>(sums: Map<Key, Sum>, key: Key, bytes: number): void {
  const { count, bytes: before } = sums.get(key) ?? { count: 0, bytes: 0 };
  sums.set(key, { count: count + 1, bytes: before + bytes });
}

/** Throws for a fault at `HeapValue.at`, or at another place of the file. */
export type Fail = (at: number, detail: string) => never;

/**
 * Checks the bytes of one value against its allocation.
 *
 * @param allocation for messages: `allocation 7`
 */
export function checkBytes(
  value: { readonly name: string; readonly size: number; readonly offset: number },
  allocation: { readonly name: string; readonly bytes: number },
  fail: (detail: string) => never,
): void {
  const { name, size, offset } = value;
  if (size < 0) fail(`value ${JSON.stringify(name)} has ${size} bytes: a size that is not known cannot be planned`);
  if (offset < 0) fail(`value ${JSON.stringify(name)} lies at offset ${offset}, below its allocation`);
  if (offset + size > allocation.bytes) {
    const end = `ends at ${offset + size}`;
    fail(`value ${JSON.stringify(name)} ${end}, beyond the ${allocation.bytes} bytes of ${allocation.name}`);
  }
}
