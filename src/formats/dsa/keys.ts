/** The keys of dsa-solver's schema `dsa-problem-v1`, level by level, and what becomes of others. */
import type { Level } from "../../problem/vocabulary.js";
import { isObject, type JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { NameJudge, Place } from "../names.js";

/** The objects of one place in the schema. `path` names arrays by `*`. */
interface Shape {
  readonly path: readonly string[];
  readonly keys: ReadonlySet<string>;
  readonly place: Place;
  /** What any other key must mean where it says something. */
  readonly reserved?: string;
}

/**
 * What `metadata` holds is free text. `pypto_structure` tells where buffers come from and binds nothing, but a key in
 * it that the schema does not have might. `offset` of a buffer is no part of the schema: see `dsa.ts`.
 */
const SHAPES: readonly Shape[] = [
  shape("", "problem", "schema_version profile instance relaxed_from relaxed_features metadata problem"),
  shape("problem", "problem", "pools buffers constraints cost_model pypto_structure objective"),
  shape("problem.pools.*", "problem", "id name capacity reserved_ranges bank_geometry"),
  shape("problem.pools.*.reserved_ranges.*", "problem", "begin end"),
  shape("problem.pools.*.bank_geometry", "problem", "bank_size num_banks"),
  shape("problem.buffers.*", "buffer", "id name size alignment live_intervals allowed_pools offset"),
  shape("problem.buffers.*.live_intervals.*", "buffer", "lower upper"),
  shape(
    "problem.constraints",
    "problem",
    "colocations separations temporal_exclusions pinned_allocations",
    "a constraint that the schema does not have",
  ),
  shape("problem.constraints.colocations.*", "buffer", "first second"),
  shape("problem.constraints.separations.*", "buffer", "first second reasons"),
  shape("problem.constraints.temporal_exclusions.*", "buffer", "first second"),
  shape("problem.constraints.pinned_allocations.*", "buffer", "buffer pool offset exclusive_for_all_time"),
  shape("problem.cost_model", "problem", "reuse_penalties", "a cost that the schema does not have"),
  shape("problem.cost_model.reuse_penalties.*", "buffer", "first second cost reason"),
  shape("problem.pypto_structure", "problem", "alias_classes pipeline_groups"),
  shape("problem.pypto_structure.alias_classes.*", "buffer", "buffer members"),
  shape("problem.pypto_structure.pipeline_groups.*", "problem", "group pool slot_size depth effective_depth members"),
  shape("problem.pypto_structure.pipeline_groups.*.members.*", "buffer", "buffer stage residue"),
  shape("problem.objective", "problem", "aggregation terms", "an objective that the schema does not have"),
];

const SOLUTION_SHAPES: readonly Shape[] = [
  shape("", "problem", "schema_version profile instance problem_fingerprint metadata placements"),
  shape("placements.*", "buffer", "buffer pool offset"),
];

/**
 * Refuses keys that mean something and are not read, and has the others ignored. What the caller wants ignored is
 * taken out of the content, known keys too: a constraint that is not supported can be left out knowingly.
 */
export function checkDsaKeys(file: JsonFile, names: NameJudge): void {
  checkKeys(file, names, SHAPES);
}

/** The same for a solution. */
export function checkSolutionKeys(file: JsonFile, names: NameJudge): void {
  checkKeys(file, names, SOLUTION_SHAPES);
}

function checkKeys(file: JsonFile, names: NameJudge, shapes: readonly Shape[]): void {
  for (const { path, keys, place, reserved } of shapes) {
    visit(file.root, path, [], (object, at) => {
      for (const key of Object.keys(object)) {
        const isDropped = names.isDropped(key);
        if (keys.has(key) && !isDropped) continue;
        file.permit(names.judgeBeside(place, key, reserved), object[key], [...at, key]);
        if (isDropped) delete object[key];
      }
    });
  }
}

function visit(
  value: unknown,
  path: readonly string[],
  at: Path,
  see: (object: Record<string, unknown>, at: Path) => void,
): void {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (isObject(value)) see(value as Record<string, unknown>, at);
  } else if (step === "*") {
    if (Array.isArray(value)) for (const [i, each] of value.entries()) visit(each, rest, [...at, i], see);
  } else if (isObject(value)) visit(value[step], rest, [...at, step], see);
}

function shape(path: string, level: Level, keys: string, reserved?: string): Shape {
  const steps = path === "" ? [] : path.split(".");
  const owner = steps.filter((step) => step !== "*").at(-1);
  return {
    path: steps,
    keys: new Set(keys.split(" ")),
    place: { what: "key", level, ...(owner !== undefined && { owner }) },
    ...(reserved !== undefined && { reserved }),
  };
}
