/** What a fleet of more than one machine needs besides telaplan, in the versions that it was tested with. */
const VERSIONS = { bullmq: "6.7.0", ioredis: "6.0.0", pg: "8.23.1" } as const;

export type FleetPackage = keyof typeof VERSIONS;

/** A package that is not installed. The message says how to add it. */
export class MissingFleetPackage extends Error {
  override readonly name = "MissingFleetPackage";

  constructor(missing: FleetPackage, needed: readonly FleetPackage[]) {
    const all = needed.map((name) => `${name}@${VERSIONS[name]}`).join(" ");
    super(`a queue needs ${missing}, which is not installed: npm install ${all}`);
  }
}

/**
 * Loads one of the packages that a queue needs.
 *
 * @param needed all that this queue needs: the message names them together
 * @throws MissingFleetPackage
 */
export async function loadPackage<Module>(name: FleetPackage, needed: readonly FleetPackage[]): Promise<Module> {
  try {
    // A name that the compiler does not know: the sources compile without its types.
    const specifier: string = name;
    return (await import(specifier)) as Module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`)) throw new MissingFleetPackage(name, needed);
    throw error;
  }
}
