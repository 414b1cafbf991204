import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/**
 * Folders in which a user's own packages may be, the nearest first: those of the folder where telaplan was called and
 * of the folders around it, those that NODE_PATH names, and the global ones of `npm install -g`. npm is not asked: that
 * would take half a second.
 */
export function packageFolders(): string[] {
  const around = [process.cwd()];
  while (dirname(around.at(-1)!) !== around.at(-1)) around.push(dirname(around.at(-1)!));
  const named = (process.env.NODE_PATH ?? "").split(delimiter).filter((path) => path !== "");
  return [...around.map((folder) => join(folder, "node_modules")), ...named, ...globalPrefixes().map(globalFolder)];
}

/**
 * Where `npm install -g` puts things: as the environment says, the user's own settings, and npm's default, next to
 * Node.
 */
function globalPrefixes(): string[] {
  const { npm_config_prefix: fromEnvironment, PREFIX, APPDATA } = process.env;
  const byDefault =
    process.platform === "win32"
      ? [APPDATA === undefined ? undefined : join(APPDATA, "npm"), dirname(process.execPath)]
      : [dirname(dirname(process.execPath)), "/usr/local"];
  return [fromEnvironment, PREFIX, prefixOfUser(), ...byDefault].filter((path) => path !== undefined);
}

function globalFolder(prefix: string): string {
  return process.platform === "win32" ? join(prefix, "node_modules") : join(prefix, "lib/node_modules");
}

/** `prefix` in the user's .npmrc. */
function prefixOfUser(): string | undefined {
  const home = homedir();
  let settings: string;
  try {
    settings = readFileSync(join(home, ".npmrc"), "utf8");
  } catch {
    return undefined;
  }
  const prefix = /^\s*prefix\s*=\s*"?([^"\r\n]+?)"?\s*$/m.exec(settings)?.[1];
  return prefix?.replace(/^~(?=\/|$)/, home).replace(/\$\{HOME\}/g, home);
}
