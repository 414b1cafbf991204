/** Files that are packed: what stands in front of any form. */
import { gunzipSync } from "node:zlib";
import { beginsWith } from "./bytes.js";
import { FormatError } from "./errors.js";

/** Bytes that a packed file may unpack to, and bytes that any may, however small it is. */
const MOST_UNPACKED = 2 ** 29;
const LEAST_UNPACKED = 2 ** 26;
/** How many times as large a file may become: of what people pack, tables of one row over and over come near. */
const MOST_TIMES = 256;

/** Throws the unpacker's error. */
type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

interface Packing {
  readonly name: string;
  sniff(bytes: Uint8Array): boolean;
  readonly unpack: Unpack;
}

const gzip: Packing = {
  name: "gzip",
  sniff: (bytes) => beginsWith(bytes, [0x1f, 0x8b]),
  unpack: gunzipSync,
};

const PACKINGS: readonly Packing[] = [gzip];

/**
 * The bytes in a packed file; of any other the bytes as they are.
 *
 * @throws FormatError at 1:1 for a packed file that is broken or too large
 */
export function unpacked(bytes: Uint8Array, fileName: string): Uint8Array {
  const packing = PACKINGS.find((each) => each.sniff(bytes));
  if (packing === undefined) return bytes;
  const most = Math.min(MOST_UNPACKED, Math.max(LEAST_UNPACKED, MOST_TIMES * bytes.length));
  try {
    return packing.unpack(bytes, { maxOutputLength: most });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const what = `the file is packed with ${packing.name}`;
    const detail = isLarge
      ? `${what}, and unpacked it has more than ${most} bytes`
      : `${what} and cannot be unpacked: ${(error as Error).message}`;
    throw new FormatError(fileName, 1, 1, detail);
  }
}
