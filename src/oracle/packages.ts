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
    super(`${name} is not installed; npm install ${name}@${version} adds it`);
  }
}

/**
 * Loads a package that may be absent. Its own types are not asked for: the sources have to compile without it, so the caller says
 * what it uses.
 *
 * @throws MissingPackage where it is not installed; whatever the package throws where it is and does not load.
 */
export async function loadOptional<Module>(module: OptionalModule): Promise<Module> {
  // A name that the compiler does not know: it would look for the package.
  const specifier: string = module;
  try {
    return (await import(specifier)) as Module;
  } catch (error) {
    const { name } = PACKAGES[module];
    const { code, message } = error as NodeJS.ErrnoException;
    // Another package that this one misses is a broken installation, and not ours to explain.
    const isItself = message.includes(`'${name}'`) || message.includes(`'${name}/`) || message.includes(`/${name}/`);
    if ((code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") && isItself) throw new MissingPackage(module);
    throw error;
  }
}
