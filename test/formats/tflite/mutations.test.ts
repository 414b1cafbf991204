import fc from "fast-check";
import { Builder } from "flatbuffers";
import { describe, expect, test } from "vitest";
import { type Document, FormatError, formatBytes, type ParseOptions, parse } from "../../../src/formats/index.js";
import { buildModel, CHAIN, CUSTOM, IF, int8, OFFLINE, offlinePlan, RESHAPE, WHILE } from "./build.js";
import { edit } from "./mutate.js";

const BRANCH = {
  tensors: [int8("x", 16), int8("y", 48)],
  inputs: [0],
  outputs: [1],
  operators: [{ code: RESHAPE, inputs: [0], outputs: [1] }],
};

const MODELS: readonly Uint8Array[] = [
  buildModel(CHAIN),
  buildModel({ ...CHAIN, metadata: [[OFFLINE, offlinePlan([64, 0, -1, 160, 176])]] }),
  buildModel({
    subgraphs: [
      {
        tensors: [
          int8("a", 16),
          { name: "b", shape: [2, 3], type: 17 },
          { shape: [4], isVariable: true },
          int8("d", 16),
        ],
        inputs: [0],
        outputs: [3],
        operators: [
          { code: IF, inputs: [0], outputs: [1], calls: [1, 2] },
          { code: WHILE, inputs: [1], outputs: [3], calls: [1, 2] },
          { code: CUSTOM, custom: "Mine", inputs: [2, -1], outputs: [3] },
        ],
      },
      BRANCH,
      BRANCH,
    ],
    metadata: [
      ["another", Uint8Array.of(1, 2, 3)],
      [OFFLINE, offlinePlan([-1, 0, -1, 256, 64, 128, 192, 208], 3)],
    ],
  }),
];

const LOG =
  "0 (id=0): size=96, offset=208, first_used=0 last_used=3\n1 (id=1): size=64, offset=304, first_used=1 last_used=2\n" +
  "2 (id=2): size=16, offset=368, first_used=2 last_used=3\n3 (id=3): size=208, offset=0, first_used=3 last_used=3\n" +
  "4 (id=4): size=320, offset=384, first_used=1 last_used=1\n   0: 000000....1111 (1k)\n";
const PIECES = [..."0123456789-(): ,=\n", "(id=", "size=", "first_used=", "99999999999999999", "\r\n", "\0", "é"];

const options: fc.Arbitrary<ParseOptions> = fc.record({
  placed: fc.boolean(),
  ignoreOffsets: fc.boolean(),
  views: fc.boolean(),
});

/** What was made of a mutant: an answer that can be written again, where it can, or an error with its place. */
function tried(content: Uint8Array | string, given: ParseOptions): "read" | "refused" {
  let document: Document;
  try {
    document = parse(content, "m", given);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    const { byte, line, file } = error as FormatError;
    if (byte !== null) expect(byte >= 0 && byte <= content.length).toBe(true);
    else expect(line).toBeGreaterThan(0);
    expect(["m", "log"]).toContain(file);
    return "refused";
  }
  for (const { offsets } of document.otherPlans) {
    if (offsets !== null) expect(offsets.length).toBe(document.problem.buffers.length);
  }
  try {
    formatBytes(
      document,
      document.problem.buffers.map((_, i) => 16 * i),
    );
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
  }
  return "read";
}

describe("a mutated file", () => {
  test("is one that can be read to begin with", () => {
    for (const model of MODELS) expect(tried(model, {})).toBe("read");
    expect(tried(LOG, {})).toBe("read");
    expect(tried(MODELS[0]!, { log: { content: LOG, fileName: "log" } })).toBe("read");
  });

  test("of a model is read, and written with a plan, or refused with a FormatError that has its byte", () => {
    const counts = { read: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        options,
        (model, edits, given) => {
          counts[
            tried(
              edits.reduce((bytes, change) => change(bytes), model),
              given,
            )
          ]++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(counts.read).toBeGreaterThan(200);
    expect(counts.refused).toBeGreaterThan(1000);
  });

  test("of a log is read, alone and beside its model, or refused with a FormatError that has its line", () => {
    const counts = { read: 0, refused: 0 };
    const change = fc.record({ at: fc.nat(1000), cut: fc.nat(3), piece: fc.constantFrom("", ...PIECES) });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 2 }),
        options,
        fc.boolean(),
        (changes, given, isBeside) => {
          let text = LOG;
          for (const { at, cut, piece } of changes) {
            const from = at % (text.length + 1);
            text = text.slice(0, from) + piece + text.slice(from + cut);
          }
          const log = { content: text, fileName: "log" };
          counts[isBeside ? tried(MODELS[0]!, { ...given, log }) : tried(text, given)]++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(counts.read).toBeGreaterThan(200);
    expect(counts.refused).toBeGreaterThan(1000);
  });
});

/** A model whose lists have one and the same entry again and again. */
function repeating(subgraphCount: number, tensorCount: number, nameLength: number): Uint8Array {
  const b = new Builder(1024);
  const list = (count: number, entry: number): number => {
    b.startVector(4, count, 4);
    for (let i = 0; i < count; i++) b.addOffset(entry);
    return b.endVector();
  };
  const table = (fields: Readonly<Record<number, number>>): number => {
    b.startObject(11);
    for (const [field, at] of Object.entries(fields)) b.addFieldOffset(Number(field), at, 0);
    return b.endObject();
  };
  const buffers = list(1, table({}));
  const tensors = list(tensorCount, table({ 3: b.createString("n".repeat(nameLength)) }));
  const subgraphs = list(subgraphCount, table({ 0: tensors }));
  b.finish(table({ 2: subgraphs, 4: buffers }), "TFL3");
  return b.asUint8Array().slice();
}

describe("a small file that describes much", () => {
  test.each([
    ["subgraphs", 5000, 5000, 1],
    ["names", 1, 5000, 50_000],
  ])("by the same %s again and again is refused", (_, subgraphs, tensors, length) => {
    const bytes = repeating(subgraphs, tensors, length);
    expect(bytes.length).toBeLessThan(100_000);
    expect(() => parse(bytes, "m")).toThrow(/describes more than it can hold/);
    expect(parse(repeating(2, 3, 5), "m").problem.buffers.map(({ id }) => id)).toEqual([
      "nnnnn",
      "nnnnn#1",
      "nnnnn#2",
      "nnnnn#3",
      "nnnnn#4",
      "nnnnn#5",
    ]);
  });
});
