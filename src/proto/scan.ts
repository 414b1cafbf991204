import protobuf from "protobufjs";

// What is in a message, looked for without decoding all of it.

const LENGTH = 2;

/**
 * The texts in a repeated field, in order. @param path numbers of the messages that hold it, from outside, and its own
 */
export function* textsAt(bytes: Uint8Array, path: readonly number[]): Generator<string> {
  for (const value of messagesAt(bytes, path)) yield textOf(value);
}

/** Bytes as UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/**
 * The bytes of the messages in a repeated field, in order. @param path numbers of the messages that hold it, from
 * outside, and its own
 */
export function* messagesAt(bytes: Uint8Array, path: readonly number[]): Generator<Uint8Array> {
  const [number, ...rest] = path;
  for (const [found, value] of lengthFields(bytes)) {
    if (found !== number) continue;
    if (rest.length === 0) yield value;
    else yield* messagesAt(value, rest);
  }
}

/** Makes another value of a text or a message, both in bytes. */
export type Change = (value: Uint8Array) => Uint8Array;

/**
 * The message with other values in fields that hold texts or messages, wherever they occur; the same message where it
 * has no such field.
 */
export function replaced(bytes: Uint8Array, changes: ReadonlyMap<number, Change>): Uint8Array {
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (const [number, value, start, end] of lengthFields(bytes)) {
    const change = changes.get(number);
    if (change === undefined) continue;
    const field = protobuf.Writer.create()
      .uint32(number * 8 + LENGTH)
      .bytes(change(value))
      .finish();
    parts.push(bytes.subarray(kept, start), field);
    kept = end;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(kept)]);
}

/** The message without a field that holds texts or messages. */
export function without(bytes: Uint8Array, number: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (const [found, , start, end] of lengthFields(bytes)) {
    if (found !== number) continue;
    parts.push(bytes.subarray(kept, start));
    kept = end;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(kept)]);
}

/** Number, value, start and end of every field that has a length. */
function* lengthFields(bytes: Uint8Array): Generator<readonly [number, Uint8Array, number, number]> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    if (tag % 8 !== LENGTH) {
      reader.skipType(tag % 8);
      continue;
    }
    const length = reader.uint32();
    const from = reader.pos;
    reader.skip(length);
    yield [Math.floor(tag / 8), bytes.subarray(from, reader.pos), start, reader.pos];
  }
}
