import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The optional packages, in the versions that the oracles were tested with. */
const PACKAGES = {
  "glpk.js/node": { name: "glpk.js", version: "5.0.0" },
  "javascript-lp-solver": { name: "javascript-lp-solver", version: "1.0.3" },
  "or-tools-wasm/cp-sat": { name: "or-tools-wasm", version: "0.9.1" },
} as const;

export type OptionalModule = keyof typeof PACKAGES;

/** An optional package that is not installed. The message says how to add it. */
export class MissingPackage extends Error {
  override readonly name = "MissingPackage";

  constructor(readonly module: OptionalModule) {
    const { name, version } = PACKAGES[module];
    super(`${name} is not installed; npm install ${name}@${version} adds it here, npm install -g everywhere`);
  }
}

/**
 * Loads a package that may be absent: from where telaplan is installed, or else from the first of `folders` that has
 * it. Its own types are not asked for: the sources have to compile without it, so the caller says what it uses.
 *
 * @param folders paths of `node_modules`
 * @throws MissingPackage where it is not installed; whatever the package throws where it is and does not load.
 */
export async function loadOptional<Module>(module: OptionalModule, folders: readonly string[] = []): Promise<Module> {
  // A name that the compiler does not know: it would look for the package.
  const specifier: string = module;
  try {
    return (await import(specifier)) as Module;
  } catch (error) {
    const { name } = PACKAGES[module];
    const { code, message } = error as NodeJS.ErrnoException;
    // Another package that this one misses is a broken installation, and not ours to explain.
    const isItself = message.includes(`'${name}'`) || message.includes(`'${name}/`) || message.includes(`/${name}/`);
    if (!((code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") && isItself)) throw error;
    const folder = folders.map((path) => join(path, name)).find((path) => existsSync(join(path, "package.json")));
    if (folder === undefined) throw new MissingPackage(module);
    const entry = pathToFileURL(entryOf(folder, module.slice(name.length))).href;
    return (await import(entry)) as Module;
  }
}

/** What `exports` of a package.json may be: a path, or one for each condition. */
type Target = string | null | { readonly [condition: string]: Target };

/** The conditions of an import in Node, as Node itself takes them: the first in the order of the file counts. */
const CONDITIONS = new Set(["node", "import", "module-sync", "default"]);

/**
 * The file of a package that Node would import. Node resolves names only from where the importing module lies.
 *
 * @param subpath empty, or as in `/node`
 */
function entryOf(folder: string, subpath: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly main?: string;
    readonly exports?: Target;
  };
  const { main = "index.js", exports = null } = manifest;
  const isMap =
    typeof exports === "object" && exports !== null && Object.keys(exports).some((key) => key.startsWith("."));
  const target = pick(isMap ? (exports[`.${subpath}`] ?? null) : exports);
  return join(folder, target ?? (subpath === "" ? main : subpath));
}

function pick(target: Target): string | undefined {
  if (target === null || typeof target === "string") return target ?? undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.has(condition) ? pick(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
