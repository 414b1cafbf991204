import fc from "fast-check";
import { Builder } from "flatbuffers";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { Table } from "../../../src/formats/binary/flatbuffer.js";
import { BinaryView } from "../../../src/formats/binary/view.js";
import { WireMessage } from "../../../src/formats/binary/wire.js";
import { FormatError } from "../../../src/formats/index.js";

describe("the reader of protobuf's wire format", () => {
  test("finds the integers, texts and packed lists that protobufjs writes", () => {
    const integer = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.array(integer), fc.string({ unit: "grapheme" }), (numbers, text) => {
        const writer = protobuf.Writer.create();
        for (const number of numbers) writer.uint32(8).int64(number);
        writer.uint32(18).string(text).uint32(26).fork();
        for (const number of numbers) writer.int64(number);
        const bytes = writer.ldelim().finish();
        const single: number[] = [];
        const packed: number[] = [];
        let found = "";
        for (const field of WireMessage.whole(new BinaryView(bytes, "x")).fields()) {
          if (field.number === 1) field.integers(single);
          if (field.number === 2) found = field.text;
          if (field.number === 3) field.integers(packed);
        }
        expect([single, packed, found]).toEqual([numbers, numbers, text]);
      }),
    );
  });

  test("answers or throws a FormatError with a byte, whatever the bytes", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          for (const field of WireMessage.whole(new BinaryView(bytes, "x")).fields()) void field.end;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          expect((error as FormatError).byte).not.toBeNull();
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

describe("the reader of FlatBuffers", () => {
  function built(): Uint8Array {
    const builder = new Builder(16);
    const name = builder.createString("äb");
    builder.startVector(4, 3, 4);
    for (const each of [3, -2, 1]) builder.addInt32(each);
    const list = builder.endVector();
    builder.startObject(6);
    builder.addFieldOffset(0, name, 0);
    builder.addFieldOffset(2, list, 0);
    builder.addFieldInt8(3, -5, 0);
    builder.addFieldInt32(4, 77, 0);
    builder.finish(builder.endObject());
    return builder.asUint8Array();
  }

  test("finds what the flatbuffers package writes, and defaults for the rest", () => {
    const table = Table.root(new BinaryView(built(), "x"));
    expect(table.text(0)).toBe("äb");
    expect(table.text(1)).toBeNull();
    expect(Array.from(table.vector(2, 4).i32s())).toEqual([1, -2, 3]);
    expect([table.i8(3), table.i32(4), table.i32(5, 9), table.i32(60, 4)]).toEqual([-5, 77, 9, 4]);
  });

  test("answers or throws a FormatError with a byte, whatever byte is changed or cut off", () => {
    const whole = built();
    let refused = 0;
    const read = (bytes: Uint8Array) => {
      try {
        const table = Table.root(new BinaryView(bytes, "x"));
        table.text(0);
        table.vector(2, 4).i32s();
        table.i32(4);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as FormatError).byte).not.toBeNull();
        refused++;
      }
    };
    for (let at = 0; at < whole.length; at++) {
      read(whole.subarray(0, at));
      for (const value of [0, 1, 127, 128, 255]) {
        const bytes = Uint8Array.from(whole);
        bytes[at] = value;
        read(bytes);
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
