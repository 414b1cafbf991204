import { createHash } from "node:crypto";
import type { ProblemColumns } from "../problem/index.js";

// Keys of problems: equal for problems whose answers are equal. Rows keep their order and times their values: a plan
// for rows in another order would be valid too, but not the one that a fresh run gives.

/** How a key is written. */
export type KeyForm = "base64" | "hex";

/**
 * The key of a problem without constraints and hints, in which names have no part: SHA-256 of its numbers and of the
 * parameters that it is planned with, in the order in which the object has them.
 */
export function keyOfColumns(
  { count, capacity, base, ...columns }: ProblemColumns,
  parameters: object,
  form: KeyForm = "base64",
): string {
  const { lower, alignment, fixedOffset } = columns;
  const aligned = alignment.some((bytes) => bytes !== 1);
  const fixed = fixedOffset.some((offset) => offset !== -1);
  const text = `${count} ${capacity} ${base} ${aligned} ${fixed} ${Object.values(parameters).join(" ")}`;
  // Lifetimes and sizes lie one after the other; the other columns mostly say nothing.
  const always = new Uint8Array(lower.buffer, lower.byteOffset, 3 * lower.byteLength);
  const hash = createHash("sha256").update(text).update(always);
  if (aligned) hash.update(alignment);
  if (fixed) hash.update(fixedOffset);
  return hash.digest(form);
}

/** Characters that are hashed at once: a call for each of many numbers takes longer than the numbers. */
const CHUNK = 65_536;

/** A SHA-256 of values, such that no two different ones add the same. */
export class Digest {
  readonly #hash = createHash("sha256");
  #text = "";

  text(text: string): void {
    this.#text += text;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  /** Fields that are absent add nothing, and their order does not matter. */
  value(value: unknown): void {
    if (value instanceof Float64Array) {
      this.text(`#${value.length}:`);
      this.#flush();
      this.#hash.update(value);
    } else if (Array.isArray(value)) {
      this.text(`[${value.length}:`);
      for (const entry of value) this.value(entry);
    } else if (typeof value === "object" && value !== null) {
      this.text("{");
      for (const name of Object.keys(value).sort()) {
        const field = (value as Readonly<Record<string, unknown>>)[name];
        if (field === undefined) continue;
        this.text(`${name}=`);
        this.value(field);
      }
      this.text("}");
    } else this.text(`${value};`);
  }

  end(form: KeyForm = "base64"): string {
    this.#flush();
    return this.#hash.digest(form);
  }

  #flush(): void {
    this.#hash.update(this.#text);
    this.#text = "";
  }
}
