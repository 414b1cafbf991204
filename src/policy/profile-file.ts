import { readFileSync } from "node:fs";
import { InputError } from "../problem/index.js";
import { checkProfile, type Profile } from "./profile.js";

/** Bytes. */
const MAX_PROFILE_BYTES = 65_536;

/** Reads a profile. @throws InputError that names the file and what is wrong */
export function loadProfile(path: string): Profile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new InputError(`cannot read profile ${path}: ${code === "ENOENT" ? "there is no such file" : code}`);
  }
  if (bytes.length > MAX_PROFILE_BYTES) {
    throw new InputError(`profile ${path} has ${bytes.length} bytes, at most ${MAX_PROFILE_BYTES} are read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError(`profile ${path} is no JSON: ${(cause as Error).message}`);
  }
  try {
    return checkProfile(value);
  } catch (cause) {
    throw new InputError(`${path}: ${(cause as Error).message}`);
  }
}
