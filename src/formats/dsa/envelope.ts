/** What a dsa-problem and a dsa-solution say around their content. */

import { clip } from "../errors.js";
import { isObject, type JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { Json } from "./pools.js";

export interface Envelope {
  readonly profile: string;
  readonly instance: string;
}

/** The profiles of the schema. */
const PROFILES: readonly unknown[] = [
  "standard_dsa",
  "dsa_rp_v1",
  "pypto_structured",
  "pypto_hard_v1",
  "pypto_research_v1",
  "pypto_core_relaxation",
];

/** What is written where a problem says none, which the schema does not allow but a plan does not depend on. */
export const UNSAID: Envelope = { profile: "pypto_research_v1", instance: "problem" };

/** @throws FormatError for another version of the schema, and for what is no profile, instance or metadata */
export function checkEnvelope(file: JsonFile, root: Json): Envelope {
  if (root.schema_version !== 1) {
    file.fail(["schema_version"], `schema_version must be 1, got ${clip(JSON.stringify(root.schema_version))}`);
  }
  const { profile = UNSAID.profile, metadata = {} } = root;
  if (!PROFILES.includes(profile)) {
    file.fail(["profile"], (source) => `profile must be one of ${PROFILES.join(", ")}, got ${source}`);
  }
  const instance = textAt(file, root.instance ?? UNSAID.instance, ["instance"], "instance");
  if (instance === "") file.fail(["instance"], "instance is empty");
  for (const [key, value] of Object.entries(file.object(metadata, ["metadata"], "metadata"))) {
    textAt(file, value, ["metadata", key], `metadata ${clip(key)}`);
  }
  return { profile: profile as string, instance };
}

function textAt(file: JsonFile, value: unknown, path: Path, what: string): string {
  if (typeof value === "string") return value;
  return file.fail(path, (source) => `${what} must be a text, got ${source}`);
}

/** True if a JSON file means to be a dsa-solution. */
export function isDsaSolution(root: unknown): boolean {
  return isObject(root) && root.schema_version !== undefined && root.problem === undefined && "placements" in root;
}
