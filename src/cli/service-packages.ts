import { readFileSync } from "node:fs";
import { Unavailable } from "./errors.js";

/** What `telaplan serve` needs besides telaplan itself. */
export const SERVER_PACKAGES = [
  "@grpc/grpc-js",
  "@grpc/proto-loader",
  "@grpc/reflection",
  "grpc-health-check",
  "lru-cache",
  "pino",
  "prom-client",
  "protobufjs",
] as const;

/** What a client of a server needs: `telaplan/client`, and `--server`. */
export const CLIENT_PACKAGES = ["@grpc/grpc-js", "@grpc/proto-loader", "protobufjs"] as const;

/**
 * Loads code that needs packages which telaplan does not bring.
 *
 * @param what names what was asked for, as in "telaplan serve"
 * @throws Unavailable where one of them is not installed, with what installs all
 */
export async function withPackages<Module>(
  what: string,
  packages: readonly string[],
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = packages.find((name) => message.includes(`'${name}'`));
    if (code !== "ERR_MODULE_NOT_FOUND" || missing === undefined) throw error;
    const install = packages.map((name) => `${name}@${versionOf(name)}`).join(" ");
    throw new Unavailable(
      `${what} needs packages that telaplan does not bring, and ${missing} is not installed: ` +
        `npm install ${install} adds them (with -g where telaplan is installed with it)`,
    );
  }
}

/** The version that telaplan is tested with. */
export function versionOf(name: string): string {
  const { peerDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return peerDependencies[name];
}
