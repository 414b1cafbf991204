import fc from "fast-check";

/** A change of a file's bytes, at a place that is drawn for it. */
export type Edit = (bytes: Uint8Array) => Uint8Array;

const place = fc.noBias(fc.nat(1_000_000));
const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255));
const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 1, 4, -1, 65_536, 2 ** 31 - 1),
  fc.integer({ min: -64, max: 512 }),
);

/** Another byte, another word of 32 bits, a file that is cut off, a piece copied elsewhere, a piece taken out. */
const edits: readonly fc.Arbitrary<Edit>[] = [
  fc.tuple(place, value).map(
    ([at, byte]): Edit =>
      (bytes) => {
        const changed = bytes.slice();
        if (changed.length > 0) changed[at % changed.length] = byte;
        return changed;
      },
  ),
  fc.tuple(place, word).map(
    ([at, bits]): Edit =>
      (bytes) => {
        const changed = bytes.slice();
        if (changed.length < 4) return changed;
        const words = Math.floor(changed.length / 4);
        new DataView(changed.buffer).setInt32(4 * (at % words), bits, true);
        return changed;
      },
  ),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.slice(0, at % (bytes.length + 1)),
  ),
  fc.tuple(place, place, fc.nat(64)).map(
    ([from, to, length]): Edit =>
      (bytes) => {
        const changed = bytes.slice();
        const piece = changed.slice(from % (changed.length + 1)).subarray(0, length);
        changed.set(piece.subarray(0, changed.length - (to % (changed.length + 1))), to % (changed.length + 1));
        return changed;
      },
  ),
  fc.tuple(place, fc.nat(40)).map(
    ([at, length]): Edit =>
      (bytes) => {
        const from = at % (bytes.length + 1);
        return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + length)]);
      },
  ),
];

/** Mostly the first two, which often leave a file that can be read. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  ...edits.map((arbitrary, i) => ({ arbitrary, weight: i < 2 ? 6 : 1 })),
);
