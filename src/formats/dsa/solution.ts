/**
 * Plans for dsa-problems, in dsa-solver's schema `dsa-solution-v1`: a file of its own, which names the problem by its
 * profile, its instance and its fingerprint, and places each buffer by numbers of buffer and pool.
 */
import { FileContent } from "../content.js";
import { clip, FormatError } from "../errors.js";
import type { FileSource } from "../form.js";
import { JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import { NameJudge, type NameOptions } from "../names.js";
import { unpacked } from "../packing.js";
import { type Envelope, isDsaSolution } from "./envelope.js";
import { fingerprintOf } from "./fingerprint.js";
import { checkSolutionKeys } from "./keys.js";
import type { Json } from "./pools.js";

/** What a writer and a reader of plans need of the problem's file. Lists are in the order of its buffers. */
export interface DsaSource extends FileSource, Envelope {
  readonly form: "json";
  /** Without byte order mark. */
  readonly text: string;
  /** Numbers of the buffers. */
  readonly ids: readonly number[];
  /** What the buffers go by. */
  readonly names: readonly string[];
  /** Numbers of the pools that each may lie in. */
  readonly pools: readonly (readonly number[])[];
  /** What each pool goes by, by its number. */
  readonly memoryOf: ReadonlyMap<number, string>;
}

interface Plan {
  readonly offsets: ArrayLike<number>;
  readonly memories: readonly string[] | null;
}

/**
 * The text of a solution.
 *
 * @throws RangeError where a buffer may lie in several pools and the plan does not say in which, or names another
 */
export function writeSolution(source: DsaSource, { offsets, memories }: Plan): string {
  const { ids, names, pools, profile, instance, memoryOf } = source;
  const placements = ids.map((buffer, b) => {
    const allowed = pools[b]!;
    const memory = memories?.[b];
    // Where a problem lists no memories, a plan has no names of them either.
    const found = memory ? allowed.find((number) => memoryOf.get(number) === memory) : undefined;
    const pool = found ?? (memory || allowed.length > 1 ? undefined : allowed[0]);
    if (pool === undefined) {
      const text = memory
        ? `may not lie in memory ${JSON.stringify(memory)}`
        : "may lie in several memories, and none is given";
      throw new RangeError(`buffer ${JSON.stringify(names[b])} ${text}`);
    }
    return { buffer, offset: offsets[b]!, pool };
  });
  placements.sort((a, b) => a.buffer - b.buffer);
  const document = {
    instance,
    metadata: { solver: "telaplan" },
    placements,
    problem_fingerprint: fingerprintOf(source.text),
    profile,
    schema_version: 1,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A plan as a solution has it, in the order of the problem's buffers. */
export interface Solution {
  readonly offsets: Float64Array;
  /** What the pools go by; null where the problem lists no memories. */
  readonly memories: readonly string[] | null;
  /** Where it says that it is a plan for another problem, a sentence each. */
  readonly differences: readonly string[];
  /** What is to be told of how it was read. */
  readonly notes: readonly string[];
}

/** True for the content of a file that means to be a dsa-solution, packed or not. Never throws. */
export function isSolution(content: string | Uint8Array): boolean {
  try {
    return isDsaSolution(fileOf(content, "").json);
  } catch {
    return false;
  }
}

/**
 * Reads a solution of a problem that was read before. Whether its plan is right is for the simulator to say.
 *
 * @param problem the document of a dsa-problem
 * @throws FormatError at the first fault, with file, line and column: what the schema does not have, a buffer or a
 * pool that the problem does not have, and a buffer that is placed twice or nowhere
 */
export function parseSolution(
  content: string | Uint8Array,
  fileName: string,
  problem: {
    readonly source: FileSource;
    readonly problem: { readonly memories?: readonly { readonly id: string }[] };
  },
  options: NameOptions = {},
): Solution {
  const file = new JsonFile(fileOf(content, fileName));
  const root = file.object(file.root, [], "the file's content");
  if (!isDsaSolution(root)) file.fail([], "the file is no dsa-solution: it has no placements");
  const { source } = problem;
  if (!isDsaSource(source)) throw new FormatError(fileName, 1, 1, "the problem of a dsa-solution is a dsa-problem");
  const names = new NameJudge(options);
  checkSolutionKeys(file, names);
  const differences = compareEnvelopes(file, root, source);
  const listed = problem.problem.memories?.map(({ id }) => id);
  const { offsets, pools } = readPlacements(file, root, source, listed);
  const memories = listed === undefined ? null : pools.map((number) => source.memoryOf.get(number)!);
  return { offsets, memories, differences, notes: names.notes };
}

function fileOf(content: string | Uint8Array, fileName: string): FileContent {
  return new FileContent(typeof content === "string" ? content : unpacked(content, fileName), fileName);
}

function isDsaSource(source: FileSource): source is DsaSource {
  return "memoryOf" in source;
}

function compareEnvelopes(file: JsonFile, root: Json, source: DsaSource): string[] {
  const differences: string[] = [];
  if (root.schema_version !== 1) {
    file.fail(["schema_version"], `schema_version must be 1, got ${clip(JSON.stringify(root.schema_version))}`);
  }
  const compare = (key: string, wanted: string): void => {
    const found = root[key];
    if (typeof found !== "string") file.fail([key], (text) => `${key} must be a text, got ${text}`);
    if (found !== wanted) differences.push(`${key} is ${clip(found)}, and ${clip(wanted)} in the problem`);
  };
  compare("profile", source.profile);
  compare("instance", source.instance);
  const fingerprint = root.problem_fingerprint;
  if (typeof fingerprint === "string" && !/^[0-9a-f]{16}$/.test(fingerprint)) {
    const what = "problem_fingerprint must be 16 hexadecimal digits in lower case";
    file.fail(["problem_fingerprint"], `${what}, got ${clip(fingerprint)}`);
  }
  compare("problem_fingerprint", fingerprintOf(source.text));
  return differences;
}

function readPlacements(
  file: JsonFile,
  root: Json,
  { ids, names, pools, memoryOf }: DsaSource,
  listed: readonly string[] | undefined,
) {
  const positions = new Map(ids.map((id, b) => [id, b]));
  const offsets = new Float64Array(ids.length);
  const chosen = new Array<number>(ids.length).fill(-1);
  for (const [i, value] of file.array(root.placements, ["placements"], "placements").entries()) {
    const path: Path = ["placements", i];
    const placement = file.object(value, path, `placement ${i} (counted from 0)`);
    const id = file.integer(placement.buffer, [...path, "buffer"], "buffer");
    const b = positions.get(id) ?? file.fail([...path, "buffer"], `there is no buffer ${id} in the problem`);
    const what = `buffer ${clip(names[b]!)}`;
    if (chosen[b] !== -1) file.fail(path, `${what} is placed twice`);
    const pool = file.integer(placement.pool, [...path, "pool"], `${what}: pool`);
    const memory = memoryOf.get(pool) ?? file.fail([...path, "pool"], `${what}: there is no pool ${pool}`);
    // A memory of the problem that the buffer may not lie in is the simulator's to find.
    if (!pools[b]!.includes(pool) && listed?.includes(memory) !== true) {
      file.fail([...path, "pool"], `${what} may not lie in pool ${pool}`);
    }
    const offset = file.integer(placement.offset, [...path, "offset"], `${what}: offset`);
    if (offset < 0) file.fail([...path, "offset"], `${what}: offset must be ≥ 0 bytes, got ${offset}`);
    offsets[b] = offset;
    chosen[b] = pool;
  }
  const missing = chosen.indexOf(-1);
  if (missing >= 0) file.fail(["placements"], `buffer ${clip(names[missing]!)} is not placed`);
  file.checkFractions((path) => path[0] === "placements");
  return { offsets, pools: chosen };
}
