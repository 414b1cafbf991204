import { readFileSync, type Stats, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";

/** The name that stands for standard input. */
export const STDIN = "-";

/** How messages and pictures call a file. */
export function displayName(file: string): string {
  return file === STDIN ? "stdin" : file;
}

/** Bytes of a file, or of standard input. Throws the system's error. */
export async function readBytes(file: string): Promise<Uint8Array> {
  // Not `readFileSync(0)`: that fails with EAGAIN where the other end made the pipe non-blocking.
  return file === STDIN ? buffer(process.stdin) : readFileSync(file);
}

/**
 * What is known of a file. Undefined where there is nothing, or nothing that we may look at: reading or writing it will
 * say why.
 */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
