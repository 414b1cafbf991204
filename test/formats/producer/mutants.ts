import fc from "fast-check";
import { expect } from "vitest";
import { FormatError, type ParseOptions, parse } from "../../../src/formats/index.js";

/** How a file is damaged: digits changed, bytes flipped, cut off, moved or repeated, or a token put in. */
function editOf(tokens: readonly string[]): fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> {
  const place = fc.noBias(fc.nat(2 ** 30));
  const at = (bytes: Uint8Array, where: number): number => where % (bytes.length + 1);
  const spliced = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array => {
    const behind = bytes.subarray(to);
    const copy = new Uint8Array(from + piece.length + behind.length);
    copy.set(bytes.subarray(0, from));
    copy.set(piece, from);
    copy.set(behind, from + piece.length);
    return copy;
  };
  const digit = fc.tuple(place, fc.nat(9)).map(([where, digit]) => (bytes: Uint8Array) => {
    const copy = Uint8Array.from(bytes);
    const from = copy.findIndex((byte, i) => i >= at(bytes, where) && byte >= 48 && byte <= 57);
    if (from >= 0) copy[from] = 48 + digit;
    return copy;
  });
  return fc.oneof(
    { weight: 8, arbitrary: digit },
    {
      weight: 4,
      arbitrary: fc.tuple(place, fc.nat(255)).map(([where, byte]) => (bytes: Uint8Array) => {
        const copy = Uint8Array.from(bytes);
        if (copy.length > 0) copy[where % copy.length] = byte;
        return copy;
      }),
    },
    { weight: 1, arbitrary: place.map((where) => (bytes: Uint8Array) => bytes.slice(0, at(bytes, where))) },
    {
      weight: 2,
      arbitrary: fc.tuple(place, place, fc.nat(40)).map(([to, from, length]) => (bytes: Uint8Array) => {
        const begin = at(bytes, from);
        const target = at(bytes, to);
        return spliced(bytes, target, target, bytes.subarray(begin, begin + length));
      }),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(place, fc.nat(8), fc.constantFrom(...tokens)).map(
        ([where, cut, token]) =>
          (bytes: Uint8Array) =>
            spliced(bytes, at(bytes, where), at(bytes, where) + cut, new TextEncoder().encode(token)),
      ),
    },
  );
}

const NUMBERS = ["\xff\xff\xff\x7f", "\0\0\0\0", "-1", "9007199254740993", "0", "7"];

/**
 * Damages each file 2,000 times. Every mutant is read, or refused with a FormatError in a place of it.
 *
 * @returns how many were read and how many refused
 */
export function mutateAll(
  files: readonly Uint8Array[],
  tokens: readonly string[],
  options: readonly ParseOptions[] = [{}],
): { readonly read: number; readonly refused: number } {
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(editOf([...NUMBERS, ...tokens]), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...options),
      (file, edits, chosen) => {
        const mutant = edits.reduce((bytes, edit) => edit(bytes), file);
        try {
          const { problem, offsets } = parse(mutant, "mutant", chosen);
          if (chosen.placed === true) expect(offsets?.length).toBe(problem.buffers.length);
          read++;
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          if (error.byte === null) {
            expect(error.line).toBeGreaterThanOrEqual(1);
            expect(error.column).toBeGreaterThanOrEqual(1);
          } else expect(error.byte).toBeLessThanOrEqual(mutant.length);
          refused++;
        }
      },
    ),
    { numRuns: 2000 },
  );
  return { read, refused };
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The message of the error with which a file is refused. */
export function refusalOf(file: string | Uint8Array, options: ParseOptions = {}): string {
  try {
    parse(file, "x", options);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("the file was accepted");
}
