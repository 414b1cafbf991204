/** The keys of an object in JSON, and the fields that they stand for. */
import { clip } from "../errors.js";
import type { NameVerdict } from "../names.js";
import type { JsonFile } from "./file.js";
import type { Path } from "./walk.js";

const LISTED = 12;

/** Notes a key that holds a field, and throws for one that is refused or the second of its field. */
export function takeKey(
  file: JsonFile,
  keys: Partial<Record<string, string>>,
  key: string,
  verdict: NameVerdict,
  value: unknown,
  path: Path,
): void {
  file.permit(verdict, value, path);
  const { field } = verdict;
  if (field === undefined) return;
  const other = keys[field];
  if (other !== undefined) file.fail(path, `keys ${clip(other)} and ${clip(key)} both stand for ${field}`);
  keys[field] = key;
}

/** What an object's keys are, for messages. */
export function keysOf(object: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(object);
  if (keys.length === 0) return "there are no keys";
  const more = keys.length > LISTED ? ` and ${keys.length - LISTED} more` : "";
  return `its keys are ${keys.slice(0, LISTED).map(clip).join(", ")}${more}`;
}
