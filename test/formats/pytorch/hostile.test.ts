import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BinaryView } from "../../../src/formats/binary/view.js";
import { FormatError, parse } from "../../../src/formats/index.js";
import { OP } from "../../../src/formats/pytorch/opcodes.js";
import { readPickle } from "../../../src/formats/pytorch/pickle.js";
import { pickled, type Value } from "./pickle-writer.js";
import { block, EXAMPLE, event, frame, segment, snapshot } from "./snapshots.js";

function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)),
  );
}

function refusal(bytes: Uint8Array): string {
  try {
    parse(bytes, "s.pickle");
  } catch (error) {
    if (error instanceof FormatError && error.byte !== null) return error.message;
    throw error;
  }
  throw new Error("the pickle was accepted");
}

const PROTO4 = [0x80, 4];
const FAR = [255, 255, 255, 255];

describe("a hostile pickle", () => {
  test.each<readonly [string, Uint8Array, string]>([
    [
      "GLOBAL",
      bytesOf([0x80, 2], "cos\nsystem\n", "X", [2, 0, 0, 0], "ls", [0x85, 0x52], "."),
      'byte 2: the pickle has the opcode GLOBAL "os.system"',
    ],
    ["INST", bytesOf([0x80, 2], "(ios\nsystem\n."), 'byte 3: the pickle has the opcode INST "os.system"'],
    [
      "STACK_GLOBAL",
      bytesOf(PROTO4, [0x8c, 2], "os", [0x8c, 6], "system", [0x93], "."),
      "byte 14: the pickle has the opcode STACK_GLOBAL",
    ],
    ["REDUCE", bytesOf(PROTO4, "N)R."), "byte 4: the pickle has the opcode REDUCE"],
    ["BUILD", bytesOf(PROTO4, "N}b."), "byte 4: the pickle has the opcode BUILD"],
    ["NEWOBJ", bytesOf(PROTO4, "N)", [0x81], "."), "byte 4: the pickle has the opcode NEWOBJ"],
    ["OBJ", bytesOf(PROTO4, "(No."), "byte 4: the pickle has the opcode OBJ"],
    ["EXT1", bytesOf(PROTO4, [0x82, 1], "."), "byte 2: the pickle has the opcode EXT1"],
    ["PERSID", bytesOf(PROTO4, "Px\n."), "byte 2: the pickle has the opcode PERSID"],
    ["NEXT_BUFFER", bytesOf([0x80, 5, 0x97], "."), "byte 2: the pickle has the opcode NEXT_BUFFER"],
  ])("that would have Python run something is refused at %s", (_, bytes, message) => {
    expect(refusal(bytes)).toContain(message);
    expect(refusal(bytes)).toContain("nothing in it is executed");
  });

  test.each<readonly [string, Uint8Array, string]>([
    ["a text of 2^63 bytes", bytesOf(PROTO4, [0x8d, 0, 0, 0, 0, 0, 0, 0, 128]), "beyond 2^53 − 1"],
    ["a text of 2^40 bytes", bytesOf(PROTO4, [0x8d, 0, 0, 0, 0, 0, 1, 0, 0]), "of 1099511627776 bytes, goes beyond"],
    ["a long of 4 GiB", bytesOf(PROTO4, [0x8b, ...FAR]), "what LONG4 begins, of 4294967295 bytes, goes beyond"],
    ["bytes of 4 GiB", bytesOf(PROTO4, [0x42, ...FAR]), "what BINBYTES begins"],
    [
      "a frame beyond the end",
      bytesOf(PROTO4, [0x95, 9, 0, 0, 0, 0, 0, 0, 0], "N."),
      "the frame that begins here goes beyond",
    ],
    [
      "an entry of the memo far out",
      bytesOf(PROTO4, "N", [0x72, ...FAR], "."),
      "number 4294967295 of the memo: the file is too short",
    ],
    ["an entry that is not there", bytesOf(PROTO4, "h", [7], "."), "number 7 of the memo, which holds nothing"],
    [
      "a gap in the memo",
      bytesOf(PROTO4, "Nq", [5], "h", [4], "NNNNNNNN."),
      "number 4 of the memo, which holds nothing",
    ],
    ["a number of the memo that is none", bytesOf(PROTO4, "Npx\n."), "must be digits"],
    ["an empty stack", bytesOf(PROTO4, "."), "STOP finds too few values"],
    ["values below a mark", bytesOf(PROTO4, "](Na."), "APPEND finds too few values"],
    ["no mark", bytesOf(PROTO4, "]Ne."), "APPENDS finds no mark"],
    ["a mark and nothing below", bytesOf(PROTO4, "(Ne."), "APPENDS finds no list"],
    ["items for no list", bytesOf(PROTO4, "}(Ne."), "APPENDS finds no list"],
    ["a key without a value", bytesOf(PROTO4, "}(Nu."), "SETITEMS finds a key without a value"],
    ["a dict of three", bytesOf(PROTO4, "(NNNd."), "DICT finds a key without a value"],
    ["no opcode", bytesOf(PROTO4, [0xff]), "0xff is no opcode"],
    ["another protocol", bytesOf(PROTO4, [0x80, 6], "."), "of protocol 6; 0 to 5"],
    ["no end", bytesOf(PROTO4, "N"), "the pickle has no end"],
    ["a line without end", bytesOf(PROTO4, "I12"), "the line that INT begins has no end"],
  ])("with %s is refused at its byte", (_, bytes, message) => {
    expect(refusal(bytes)).toContain(message);
  });

  test("that nests a hundred thousand lists is read without recursion", () => {
    const depth = 100_000;
    const bytes = bytesOf(PROTO4, "]".repeat(depth), "a".repeat(depth - 1), ".");
    expect(refusal(bytes)).toContain("a segment must be a dict, and is a list");
  });

  test("that holds itself is refused", () => {
    expect(refusal(bytesOf(PROTO4, "]", [0x94], "h", [0], "a."))).toContain("a segment must be a dict, and is a list");
  });

  test("whose lists hold each other again and again costs no more than its length", () => {
    // 2^40 blocks in lists of lists; and 2,000 segments with the same 2,000 blocks.
    const doubled = Array.from({ length: 40 }, (_, i) => ["](h", [i], "h", [i], "e", [0x94]]).flat() as (
      | string
      | number[]
    )[];
    const bomb = bytesOf(PROTO4, "]", [0x94], ...doubled, ".");
    expect(refusal(bomb)).toContain("a segment must be a dict");
    const blocks = Array.from({ length: 2000 }, () => block(0, 1, "inactive"));
    const shared: Value = Array.from({ length: 2000 }, () => segment(0, 1, blocks));
    expect(refusal(pickled(shared))).toContain("the pickle holds the same lists so often that it is no snapshot");
  });

  test("with more values on its stack than any snapshot has is refused", () => {
    const bytes = new Uint8Array(2 ** 24 + 10).fill(OP.NONE);
    bytes.set(PROTO4);
    expect(() => readPickle(new BinaryView(bytes, "x"))).toThrow(/more than 16777216 values on the stack/);
  });

  test("begins no other form: bytes after its protocol are told as what they are", () => {
    expect(refusal(Uint8Array.from([0x80, 4, 0x95, 1, 0]))).toContain("byte 3: what stands here goes beyond");
  });
});

const LARGER = snapshot(
  [
    Array.from({ length: 40 }, (_, i) =>
      event(i % 3 === 2 ? "free_completed" : "alloc", 512 * (i - (i % 3 === 2 ? 1 : 0)), 100 + i, {
        frames: [frame(`m${i % 4}.py`, i, "forward")],
      }),
    ),
  ],
  [segment(0, 2 ** 20, [block(0, 2 ** 20, "active_allocated", { frames: [frame("n.py", 3, "g")] })])],
);
const WHOLE = [EXAMPLE, LARGER, [segment(4096, 512, [block(4096, 512, "active_awaiting_free")])]].flatMap((value) => [
  pickled(value, 2),
  pickled(value, 4),
]);

/** A byte, a piece copied from elsewhere, or an end that comes too early. */
const change = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(
      ([at, byte]) =>
        (bytes: Uint8Array) =>
          bytes.fill(byte, at % bytes.length, (at % bytes.length) + 1),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.nat(), fc.nat(30)).map(
      ([to, from, length]) =>
        (bytes: Uint8Array) =>
          bytes.copyWithin(to % bytes.length, from % bytes.length, (from % bytes.length) + length),
    ),
  },
  { weight: 1, arbitrary: fc.nat().map((at) => (bytes: Uint8Array) => bytes.subarray(0, at % bytes.length)) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.constantFrom(...Object.values(OP))).map(([at, op]) => (bytes: Uint8Array) => {
      const place = at % bytes.length;
      return Uint8Array.from([...bytes.subarray(0, place), op, ...bytes.subarray(place)]);
    }),
  },
);

describe("a mutated snapshot", () => {
  test("is read, or refused with a FormatError, and nothing else", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...WHOLE), fc.array(change, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
        let mutant = Uint8Array.from(bytes);
        for (const each of changes) if (mutant.length > 0) mutant = each(mutant) as Uint8Array<ArrayBuffer>;
        try {
          const { problem } = parse(mutant, "s.pickle");
          expect(new Set(problem.buffers.map(({ id }) => id)).size).toBe(problem.buffers.length);
          accepted++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          refused++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(500);
  });
});
