/** The pools of a dsa-problem: memories. */
import type { Memory } from "../../problem/index.js";
import { hasHalfPair, type JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";

export type Json = Readonly<Record<string, unknown>>;

export const POOLS: Path = ["problem", "pools"];

export interface Pool {
  /** Position in the file's list. */
  readonly index: number;
  /** The number that buffers name it by. */
  readonly number: number;
  /** What the memory goes by: the pool's name where names are distinct, else its number. */
  readonly id: string;
  /** Bytes; undefined where it has no limit. */
  readonly capacity: number | undefined;
  readonly reserved: readonly { readonly from: number; readonly to: number }[];
  readonly hasBanks: boolean;
}

/** Pools by their numbers, in the order of the file. @throws FormatError */
export function readPools(file: JsonFile, problem: Json): ReadonlyMap<number, Pool> {
  const list = file.array(problem.pools, POOLS, "pools").map((value, index) => {
    return file.object(value, [...POOLS, index], `pool ${index} (counted from 0)`);
  });
  const names = list.map(({ name }) => name).filter((name) => typeof name === "string" && name !== "");
  const isNamed = new Set(names).size === list.length;
  const pools = new Map<number, Pool>();
  for (const [index, pool] of list.entries()) {
    const path: Path = [...POOLS, index];
    const what = (key: string): string => `pool ${index} (counted from 0): ${key}`;
    const number = file.integer(pool.id, [...path, "id"], what("id"));
    if (pools.has(number)) file.fail([...path, "id"], what(`id ${number} is used twice`));
    const id = isNamed ? (pool.name as string) : String(number);
    if (hasHalfPair(id)) file.failHalfPair([...path, "name"], what("name"));
    const stated = pool.capacity ?? undefined;
    const capacity = stated === undefined ? undefined : file.integer(stated, [...path, "capacity"], what("capacity"));
    if (capacity !== undefined && capacity < 0) {
      file.fail([...path, "capacity"], what(`capacity must be ≥ 0 bytes, got ${capacity}`));
    }
    const reserved = optionalArray(file, pool, path, "reserved_ranges").map((each, i) => {
      return readRange(file, each, [...path, "reserved_ranges", i], what);
    });
    const geometry = pool.bank_geometry ?? undefined;
    if (geometry !== undefined) file.object(geometry, [...path, "bank_geometry"], what("bank_geometry"));
    pools.set(number, { index, number, id, capacity, reserved, hasBanks: geometry !== undefined });
  }
  return pools;
}

function readRange(file: JsonFile, value: unknown, path: Path, what: (key: string) => string) {
  const range = file.object(value, path, what("reserved range"));
  const [from, to] = (["begin", "end"] as const).map((key) => {
    const byte = file.integer(range[key], [...path, key], what(`reserved range: ${key}`));
    if (byte < 0) file.fail([...path, key], what(`reserved range: ${key} must be ≥ 0 bytes, got ${byte}`));
    return byte;
  }) as [number, number];
  if (to < from) file.fail([...path, "end"], what(`reserved range: end must be ≥ begin, got [${from}, ${to})`));
  return { from, to };
}

/** The memory that a pool is. */
export function memoryOf({ id, capacity, reserved }: Pool): Memory {
  return { id, ...(capacity !== undefined && { capacity }), ...(reserved.length > 0 && { reserved }) };
}

/** The array under a key that may be absent. @throws FormatError for anything but an array */
export function optionalArray(file: JsonFile, owner: Json, path: Path, key: string): readonly unknown[] {
  return owner[key] === undefined ? [] : file.array(owner[key], [...path, key], key);
}
