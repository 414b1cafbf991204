/** What stands in for `files.ts` in a browser. */
import { InputError } from "../problem/index.js";

/** As of `files.ts`. */
export const SHIPPED_POLICY = "policy/learned.json";

/** As of `files.ts`. */
export const MAX_POLICY_BYTES = 262_144;

/** As of `files.ts`: there are no files. */
export function readPolicyFile(path: string): never {
  throw new InputError(`cannot read policy ${path}: a browser reads no files; give the policy itself`, {
    field: "policy",
  });
}
