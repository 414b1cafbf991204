/** The pinned allocations of a dsa-problem: buffers that lie at one offset of one pool. */

import type { JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { DsaBuffer } from "./buffers.js";
import { type Json, optionalArray } from "./pools.js";

export const CONSTRAINTS: Path = ["problem", "constraints"];

export interface Pin {
  readonly pool: number;
  readonly offset: number;
  /** It shares no byte with any other buffer of the pool, whenever they live. */
  readonly isExclusive: boolean;
  /** Where the offset stands. */
  readonly path: Path;
}

/** Finds the buffer that a key of an entry names. @throws FormatError */
export type BufferFinder = (entry: Json, path: Path, key: string) => DsaBuffer;

/** A finder of buffers by their numbers. */
export function finderOf(file: JsonFile, buffers: readonly DsaBuffer[]): BufferFinder {
  const byId = new Map(buffers.map((buffer) => [buffer.id, buffer]));
  return (entry, path, key) => {
    const id = file.integer(entry[key], [...path, key], key);
    return byId.get(id) ?? file.fail([...path, key], `there is no buffer ${id}`);
  };
}

/** Pins by the buffers' numbers. @throws FormatError */
export function readPins(file: JsonFile, constraints: Json, find: BufferFinder): ReadonlyMap<number, Pin> {
  const pins = new Map<number, Pin>();
  for (const [i, value] of optionalArray(file, constraints, CONSTRAINTS, "pinned_allocations").entries()) {
    const path: Path = [...CONSTRAINTS, "pinned_allocations", i];
    const pin = file.object(value, path, "pinned allocation");
    const { id, pools } = find(pin, path, "buffer");
    const pool = file.integer(pin.pool, [...path, "pool"], "pool");
    if (!pools.includes(pool)) file.fail([...path, "pool"], `buffer ${id} may not lie in pool ${pool}`);
    const offset = file.integer(pin.offset, [...path, "offset"], "offset");
    if (offset < 0) file.fail([...path, "offset"], `buffer ${id}: pinned offset must be ≥ 0 bytes, got ${offset}`);
    if (pins.has(id)) file.fail(path, `buffer ${id} is pinned twice`);
    const { exclusive_for_all_time: exclusive = false } = pin;
    if (typeof exclusive !== "boolean") {
      const what = `buffer ${id}: exclusive_for_all_time must be true or false`;
      file.fail([...path, "exclusive_for_all_time"], (source) => `${what}, got ${source}`);
    }
    pins.set(id, { pool, offset, isExclusive: exclusive, path: [...path, "offset"] });
  }
  return pins;
}
