import protobuf from "protobufjs";

// What is in a message, looked for without decoding all of it.

const LENGTH = 2;

/**
 * The texts in a repeated field, in order. @param path numbers of the messages that hold it, from outside, and its own
 */
export function* textsAt(bytes: Uint8Array, path: readonly number[]): Generator<string> {
  const [number, ...rest] = path;
  for (const [found, value] of lengthFields(bytes)) {
    if (found !== number) continue;
    if (rest.length === 0) yield Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
    else yield* textsAt(value, rest);
  }
}

/** The message with another value in a field that holds a message; the same message where it has no such field. */
export function replaced(bytes: Uint8Array, number: number, change: (value: Uint8Array) => Uint8Array): Uint8Array {
  for (const [found, value, start, end] of lengthFields(bytes)) {
    if (found !== number) continue;
    const field = protobuf.Writer.create()
      .uint32(number * 8 + LENGTH)
      .bytes(change(value))
      .finish();
    return Buffer.concat([bytes.subarray(0, start), field, bytes.subarray(end)]);
  }
  return bytes;
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
