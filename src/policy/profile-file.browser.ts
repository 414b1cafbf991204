/** What stands in for `profile-file.ts` in a browser. */
import { InputError } from "../problem/index.js";

/** As of `profile-file.ts`: there are no files. */
export function loadProfile(path: string): never {
  throw new InputError(`cannot read profile ${path}: a browser reads no files; give the profile itself`, {
    field: "profile",
  });
}
