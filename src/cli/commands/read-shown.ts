import { basename } from "node:path";
import type { Document } from "../../formats/index.js";
import { displayName } from "../input/files.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import type { Interrupt } from "../interrupt.js";
import { StageLine } from "../output/stage-line.js";

/** Files below this many bytes are read in less than the blink of an eye. */
const LONG_BYTES = 2 ** 22;

/**
 * Reads a file as `readDocument` does, and shows on a terminal how far that is; Ctrl-C ends the process while a large
 * one is read.
 *
 * @param interrupt what listens for Ctrl-C; null where nothing does
 */
export async function readShown(
  file: string,
  command: ReadCommand,
  interrupt: Interrupt | null,
  how: { readonly placed?: boolean; readonly content?: Uint8Array } = {},
): Promise<Document> {
  const line = new StageLine(process.stderr, true);
  const title = `reading ${basename(displayName(file))}`;
  return readDocument(file, command, {
    ...how,
    onProgress: (fraction) => line.update(title, Math.floor(100 * fraction), 100, " %"),
    during: (bytes, read) => {
      try {
        return bytes < LONG_BYTES || interrupt === null ? read() : interrupt.during(read);
      } finally {
        line.clear();
      }
    },
  });
}
