import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../problem/index.js";
import { checkPolicyFile, type PolicyFile } from "./policy-file.js";

/** A bundle in CommonJS has no address. */
const here: string | undefined = import.meta.url;

/**
 * The file of the policy that comes with telaplan, with its card. Plans need no file, so that bundles keep the policy:
 * it is in `shipped.ts`.
 */
export const SHIPPED_POLICY =
  here === undefined ? "policy/learned.json" : fileURLToPath(new URL("../../policy/learned.json", here));

/** Bytes. */
export const MAX_POLICY_BYTES = 262_144;

/**
 * Reads a policy file.
 *
 * @throws InputError that names the file and what is wrong: missing, no JSON, too large, of another schema, made for
 * other features, weights that are no finite numbers, members that are none.
 */
export function readPolicyFile(path: string): PolicyFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new InputError(`cannot read policy ${path}: ${code === "ENOENT" ? "there is no such file" : code}`);
  }
  if (bytes.length > MAX_POLICY_BYTES) {
    throw new InputError(`policy ${path} has ${bytes.length} bytes, at most ${MAX_POLICY_BYTES} are read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError(`policy ${path} is no JSON: ${(cause as Error).message}`);
  }
  try {
    return checkPolicyFile(value);
  } catch (cause) {
    throw new InputError(`policy ${path}: ${(cause as Error).message}`);
  }
}
