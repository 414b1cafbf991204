import { readFileSync } from "node:fs";
import { SettingsError } from "./settings.js";

/** User and group of a file, by number. */
export interface Owner {
  readonly uid: number;
  /** −1 leaves the group as it is. */
  readonly gid: number;
}

/**
 * Reads `USER`, `USER:GROUP` or `:GROUP`, by name or number.
 *
 * @throws SettingsError for a name that the system does not know
 */
export function ownerOf(text: string): Owner {
  const [, user, group] = /^([^:\s]*)(?::([^:\s]+))?$/.exec(text) ?? [];
  if (user === undefined || (user === "" && group === undefined)) {
    throw new SettingsError(`--socket-owner: must be USER, USER:GROUP or :GROUP, got ${JSON.stringify(text)}`);
  }
  return {
    uid: user === "" ? -1 : numberOf(user, "user", "/etc/passwd"),
    gid: group === undefined ? -1 : numberOf(group, "group", "/etc/group"),
  };
}

function numberOf(name: string, what: string, file: string): number {
  if (/^\d{1,9}$/.test(name)) return Number(name);
  let lines: readonly string[] = [];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    // Without the file no name is known.
  }
  const line = lines.find((text) => text.startsWith(`${name}:`));
  if (line === undefined) throw new SettingsError(`--socket-owner: there is no ${what} ${JSON.stringify(name)}`);
  return Number(line.split(":")[2]);
}
