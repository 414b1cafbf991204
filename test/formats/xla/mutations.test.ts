import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, parse } from "../../../src/formats/index.js";
import { simulate } from "../../../src/index.js";
import { ASSIGNMENT_TEXT, encode, hlo, RANGES_TEXT, STEP, space } from "./builders.js";

const MUTANTS = 2000;

interface Edit {
  readonly at: number;
  readonly kind: "flip" | "set" | "cut" | "repeat" | "insert" | "end";
  readonly length: number;
  readonly byte: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.noBias(fc.nat(1_000_000)),
  kind: fc.constantFrom("flip", "set", "cut", "repeat", "insert", "end"),
  length: fc.integer({ min: 1, max: 24 }),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255)),
});

function edited(bytes: Uint8Array, { at: place, kind, length, byte }: Edit): Uint8Array {
  const at = place % Math.max(bytes.length, 1);
  const before = bytes.subarray(0, at);
  switch (kind) {
    case "flip":
      return Uint8Array.from(bytes, (each, i) => (i === at ? each ^ (1 << (byte % 8)) : each));
    case "set":
      return Uint8Array.from(bytes, (each, i) => (i === at ? byte : each));
    case "cut":
      return Uint8Array.of(...before, ...bytes.subarray(at + length));
    case "repeat":
      return Uint8Array.of(...bytes.subarray(0, at + length), ...bytes.subarray(at));
    case "insert":
      return Uint8Array.of(...before, ...Array<number>(length).fill(byte), ...bytes.subarray(at));
    case "end":
      return before;
  }
}

const PIECES = [
  ..."0123456789-<>{}()[]:,= \n\0é",
  "\r\n",
  "99999999999999999999",
  "-1",
  "size=",
  "offset=0",
  " value: <3 dot.1 @0> (size=8,offset=0): f32[2]\n",
  "allocation 3: size 64, color 1, preallocated-temp:\n",
  ", constant",
  "HloLiveRange (max 6):\n",
  "  BufferLiveRange:\n",
  "    dot.1{}:0-9\n",
  "Used values:\n",
];

const textEdit = fc.tuple(fc.noBias(fc.nat(1_000_000)), fc.nat(12), fc.constantFrom("", ...PIECES));

function editedText(text: string, edits: readonly (readonly [number, number, string])[]): string {
  return edits.reduce((each, [place, length, piece]) => {
    const at = place % Math.max(each.length, 1);
    return each.slice(0, at) + piece + each.slice(at + length);
  }, text);
}

/** Reads what may be damaged: a problem in which XLA's plan has no conflicts (then true), or a FormatError. */
function isRead(content: string | Uint8Array, module?: string): boolean {
  try {
    const options = { beside: () => null, ...(module !== undefined && { module }) };
    const { problem, otherPlans } = parse(content, "x", options);
    for (const { offsets } of otherPlans) {
      if (offsets !== null && problem.memories === undefined) {
        expect(simulate(problem, offsets).violations).toEqual([]);
      }
    }
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    const { byte, line } = error as FormatError;
    expect(byte !== null || line > 0).toBe(true);
    return false;
  }
}

describe("a damaged file of XLA is read with XLA's plan in order, or refused with a place", () => {
  const text = `${ASSIGNMENT_TEXT}\n${RANGES_TEXT}`;
  const profile = space({ "jit_step(17)": STEP, "jit_f(3)": hlo([], [], {}, "jit_f") });
  const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
    fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => edits.reduce(edited, bytes));

  test.each([
    ["HloProto", damaged(encode("Hlo", STEP)), undefined],
    ["profile", damaged(profile), "jit_step"],
    ["text", fc.array(textEdit, { minLength: 1, maxLength: 3 }).map((edits) => editedText(text, edits)), undefined],
  ] as const)("%s", (_, files, module) => {
    let read = 0;
    fc.assert(
      fc.property(files as fc.Arbitrary<string | Uint8Array>, (content) => {
        if (isRead(content, module)) read++;
      }),
      { numRuns: MUTANTS },
    );
    // Both ends are there: mutants that are read, and mutants that are not.
    expect(read).toBeGreaterThan(MUTANTS / 50);
    expect(read).toBeLessThan(MUTANTS);
  });
});
