import { createHash, createHmac, timingSafeEqual } from "node:crypto";

// How an answer lies in a store that others can write to: a mark of the form, a digest, the answer. The digest covers
// the name, so that an answer under another's name is as bad as a changed one.

/** Mark of this form; another one gets another mark. */
const MARK = Buffer.from("tla1");

const DIGEST_BYTES = 32;

/** Bytes that an entry has beyond its answer. */
export const ENTRY_BYTES = MARK.length + DIGEST_BYTES;

/**
 * @param secret that all who share the store have, and nobody else; null where there is none. Then the digest shows
 *   accidents, and no intent.
 */
export function sealed(name: string, answer: Uint8Array, secret: Buffer | null): Uint8Array {
  return Buffer.concat([MARK, digestOf(name, answer, secret), answer]);
}

/** The answer of an entry; a text that says what is wrong with it where there is none to be had. */
export function unsealed(name: string, entry: Uint8Array, secret: Buffer | null): Uint8Array | string {
  if (entry.length < ENTRY_BYTES) return `it has ${entry.length} bytes`;
  if (!MARK.equals(entry.subarray(0, MARK.length))) return "it begins as no entry does";
  const answer = entry.subarray(ENTRY_BYTES);
  const given = entry.subarray(MARK.length, ENTRY_BYTES);
  return timingSafeEqual(given, digestOf(name, answer, secret)) ? answer : "its digest is another's";
}

function digestOf(name: string, answer: Uint8Array, secret: Buffer | null): Buffer {
  const hash = secret === null ? createHash("sha256") : createHmac("sha256", secret);
  return hash.update(`${name}\n`).update(answer).digest();
}
