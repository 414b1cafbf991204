/** `createRequire` where there is none: the packages that readers load when a file first needs them, bundled. */
import * as csv from "csv-parse/browser/esm/sync";
import * as jsonc from "jsonc-parser";

const PACKAGES: Readonly<Record<string, unknown>> = { "csv-parse/sync": csv, "jsonc-parser": jsonc };

export function createRequire(): (name: string) => unknown {
  return (name) => {
    const found = PACKAGES[name];
    if (found === undefined) throw new Error(`${name} is not to be had in a browser`);
    return found;
  };
}
