/**
 * Problems of tonibohnlein/dsa-solver, its JSON schema `dsa-problem-v1`, so far as a `Problem` can express them: the
 * buffers lie in one pool, live in one interval each, and nothing else binds them. A file that asks for more is
 * refused with the list of what is not supported yet. What has no effect is let pass: a separation of buffers that
 * are live together anyway or lie in different pools, an exclusion of buffers that are never live together, pools
 * that no buffer may use, reuse costs and bank costs that the objective does not count, and `pypto_structure`, which
 * tells where buffers come from but binds nothing. Keys that the schema does not have (`dsa-keys.ts`) are refused or
 * ignored as in any JSON file.
 *
 * The peak is what telaplan minimises; `total_peak` and `max_peak` are the same in one pool, and a plan within the
 * capacity has no `capacity_overflow`.
 */
import type { FileContent } from "./content.js";
import { checkDsaKeys } from "./dsa-keys.js";
import { clip, errorAt } from "./errors.js";
import { type Draft, type Ends, endsOf, NONE, type ReadOptions, setLifetime, timesNoteOf } from "./fields.js";
import type { FileForm, SourcedReading } from "./form.js";
import { formatJson, type JsonSource } from "./json.js";
import { hasHalfPair, isObject, JsonFile } from "./json-file.js";
import type { Path } from "./json-walk.js";
import type { NameJudge } from "./names.js";

type Json = Readonly<Record<string, unknown>>;

interface DsaBuffer {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly alignment: number;
  readonly pools: readonly number[];
  /** By their begins. */
  readonly intervals: readonly { readonly lower: number; readonly upper: number }[];
}

interface Pool {
  readonly index: number;
  readonly name: string;
  readonly capacity: number | undefined;
  readonly reserved: number;
}

/** Written as any JSON is: the key `offset` of a buffer is where a plan goes. */
export const dsaForm: FileForm<JsonSource> = {
  name: "JSON of dsa-solver (dsa-problem-v1)",
  sniff: ({ json }) => isDsaProblem(json),
  read: readDsa,
  write: formatJson,
};

/** True if a JSON file means to be a dsa-problem: it has the schema's envelope. */
function isDsaProblem(root: unknown): boolean {
  return isObject(root) && root.schema_version !== undefined && isObject(root.problem);
}

const BUFFERS: Path = ["problem", "buffers"];
const CONSTRAINTS: Path = ["problem", "constraints"];
const READ_NUMBERS = new Set("id capacity size alignment lower upper offset first second buffer pool".split(" "));

/**
 * Reads a dsa-problem. Buffers go by their names where these are distinct, else by their numbers. A pinned allocation
 * is a fixed offset; so is a key `offset` in a buffer, which is no part of the schema but where a plan is written,
 * and which alone `ignoreOffsets` passes over.
 *
 * @throws FormatError for what is malformed, and for what is not supported yet
 */
function readDsa(
  content: FileContent,
  names: NameJudge,
  { placed, ignoreOffsets, ends }: ReadOptions,
): SourcedReading<JsonSource> {
  const file = new JsonFile(content);
  const root = file.root as Json;
  if (root.schema_version !== 1) {
    file.fail(["schema_version"], `schema_version must be 1, got ${clip(JSON.stringify(root.schema_version))}`);
  }
  checkDsaKeys(file, names);
  const problem = root.problem as Json;
  const pools = readPools(file, problem);
  const list = file.array(problem.buffers, BUFFERS, "buffers");
  const lifetime = endsOf(ends, "upper");
  const read = list.map((value, i) => readBuffer(file, value, i, pools, lifetime));
  const byId = new Map<number, DsaBuffer>();
  read.forEach((buffer, i) => {
    if (byId.has(buffer.id))
      file.fail([...BUFFERS, i, "id"], `buffer ${i} (counted from 0): id ${buffer.id} is used twice`);
    byId.set(buffer.id, buffer);
  });

  const unsupported: { readonly path: Path; readonly text: string; readonly key?: string }[] = [];
  const refuse: Refuse = (count, path, [one, many], key) => {
    if (count === 0) return;
    unsupported.push({ path, text: count === 1 ? `1 ${one}` : `${count} ${many}`, ...(key !== undefined && { key }) });
  };
  const used = [...new Set(read.flatMap(({ pools }) => pools))];
  if (used.length > 1) {
    const names = used.map((id) => clip(pools.get(id)!.name)).join(", ");
    unsupported.push({ path: ["problem", "pools"], text: `buffers in ${used.length} pools (${names})` });
  }
  refuse(
    read.filter(({ intervals }) => intervals.length > 1).length,
    [...BUFFERS, read.findIndex(({ intervals }) => intervals.length > 1), "live_intervals"],
    ["buffer that lives in several intervals", "buffers that live in several intervals"],
  );
  for (const id of used) {
    const pool = pools.get(id)!;
    const inPool = `in pool ${clip(pool.name)}`;
    const path = ["problem", "pools", pool.index, "reserved_ranges"];
    refuse(pool.reserved, path, [`reserved range ${inPool}`, `reserved ranges ${inPool}`], "reserved_ranges");
  }
  const pinned = readConstraints(file, problem, byId, refuse);
  readObjective(file, problem, used, refuse);
  if (unsupported.length > 0) {
    const keys = unsupported.map(({ key }) => key);
    // Without the keys that can be left out there would still be the others.
    const refusedNames = keys.every((key) => key !== undefined) ? [...new Set(keys)] : [];
    const detail = `not supported yet: ${unsupported.map(({ text }) => text).join("; ")}`;
    const position = file.positionOf(unsupported[0]!.path);
    throw errorAt(file.fileName, file.text, { position, detail, refusedNames });
  }

  const named = new Set(read.map(({ name }) => name)).size === read.length && read.every(({ name }) => name !== "");
  const half = named ? read.findIndex(({ name }) => hasHalfPair(name)) : -1;
  if (half >= 0) file.failHalfPair([...BUFFERS, half, "name"], `buffer ${half} (counted from 0): name`);
  const offsets = placed ? new Float64Array(read.length) : null;
  const isOffsetRead = placed || !ignoreOffsets;
  const buffers = read.map((buffer, i): Draft => {
    const { lower, upper } = buffer.intervals[0]!;
    const { size, alignment } = buffer;
    const draft: Draft = { id: named ? buffer.name : String(buffer.id), lower, upper, size };
    if (alignment !== 1) draft.alignment = alignment;
    const given = isOffsetRead ? ((list[i] as Json).offset ?? NONE) : NONE;
    const what = `buffer ${clip(draft.id)}`;
    const stated = file.integer(given, [...BUFFERS, i, "offset"], `${what}: offset`);
    const offset = stated === NONE ? undefined : stated;
    if (offsets !== null) offsets[i] = offset ?? file.fail([...BUFFERS, i], `${what} has no offset`);
    else {
      const pin = pinned.get(buffer.id);
      if (offset !== undefined && pin !== undefined && offset !== pin.offset) {
        file.fail([...BUFFERS, i, "offset"], `${what}: offset ${offset} is not the ${pin.offset} where it is pinned`);
      }
      const fixed = offset ?? pin?.offset;
      if (fixed !== undefined) draft.offset = fixed;
    }
    return draft;
  });
  file.checkFractions((path) => path[0] === "problem" && READ_NUMBERS.has(String(path.at(-1))));

  const pathOf = (bufferIndex: number | undefined, field: string | undefined): Path => {
    if (bufferIndex === undefined) {
      if (field !== "capacity") return ["problem"];
      return ["problem", "pools", pools.get(used[0]!)?.index ?? 0, "capacity"];
    }
    const pin = pinned.get(read[bufferIndex]!.id);
    if (field === "offset" && pin !== undefined && buffers[bufferIndex]!.offset === pin.offset) return pin.path;
    const key = field === "id" ? (named ? "name" : "id") : field;
    const inner = key === "lower" || key === "upper" ? ["live_intervals", 0, key] : key === undefined ? [] : [key];
    return [...BUFFERS, bufferIndex, ...inner];
  };
  return {
    buffers,
    capacity: used.length === 1 ? pools.get(used[0]!)!.capacity : undefined,
    base: undefined,
    ends: "exclusive",
    offsets,
    source: {
      form: "json",
      mark: content.mark,
      text: file.text,
      at: BUFFERS,
      holdsOffset: (key) => key === "offset",
    },
    errorAt: (bufferIndex, field, detail) => file.errorAt(pathOf(bufferIndex, field), detail),
    timesNote: () => timesNoteOf(lifetime, "lower", "upper"),
    notes: [],
  };
}

function readPools(file: JsonFile, problem: Json): ReadonlyMap<number, Pool> {
  const pools = new Map<number, Pool>();
  file.array(problem.pools, ["problem", "pools"], "pools").forEach((value, index) => {
    const path: Path = ["problem", "pools", index];
    const pool = file.object(value, path, `pool ${index} (counted from 0)`);
    const what = (key: string): string => `pool ${index} (counted from 0): ${key}`;
    const id = file.integer(pool.id, [...path, "id"], what("id"));
    if (pools.has(id)) file.fail([...path, "id"], `pool ${index} (counted from 0): id ${id} is used twice`);
    const capacity = pool.capacity ?? undefined;
    pools.set(id, {
      index,
      name: typeof pool.name === "string" ? pool.name : String(id),
      capacity: capacity === undefined ? undefined : file.integer(capacity, [...path, "capacity"], what("capacity")),
      reserved: optionalArray(file, pool, path, "reserved_ranges").length,
    });
  });
  return pools;
}

function readBuffer(
  file: JsonFile,
  value: unknown,
  index: number,
  pools: ReadonlyMap<number, Pool>,
  lifetime: Ends,
): DsaBuffer {
  const path: Path = [...BUFFERS, index];
  const buffer = file.object(value, path, `buffer ${index} (counted from 0)`);
  const name = typeof buffer.name === "string" ? buffer.name : "";
  const what = (key: string): string => `buffer ${name === "" ? `${index} (counted from 0)` : clip(name)}: ${key}`;
  const integer = (key: string): number => file.integer(buffer[key], [...path, key], what(key));
  const intervals = file.array(buffer.live_intervals, [...path, "live_intervals"], what("live_intervals"));
  if (intervals.length === 0) file.fail([...path, "live_intervals"], what("live_intervals is empty"));
  const allowed = file.array(buffer.allowed_pools, [...path, "allowed_pools"], what("allowed_pools"));
  if (allowed.length === 0) file.fail([...path, "allowed_pools"], what("allowed_pools is empty"));
  return {
    id: integer("id"),
    name,
    size: integer("size"),
    alignment: buffer.alignment === undefined ? 1 : integer("alignment"),
    intervals: intervals
      .map((each, k) => {
        const at: Path = [...path, "live_intervals", k];
        const interval = file.object(each, at, what(`live interval ${k} (counted from 0)`));
        const first = file.integer(interval.lower, [...at, "lower"], what("lower"));
        const read = { lower: 0, upper: 0 };
        setLifetime(read, lifetime, first, file.integer(interval.upper, [...at, "upper"], what("upper")));
        return read;
      })
      .sort((x, y) => x.lower - y.lower),
    pools: allowed.map((each, k) => {
      const id = file.integer(each, [...path, "allowed_pools", k], what("pool"));
      if (!pools.has(id)) file.fail([...path, "allowed_pools", k], what(`there is no pool ${id}`));
      return id;
    }),
  };
}

/**
 * Notes what is not supported.
 *
 * @param what in the singular and the plural
 * @param key without which it would not be there; absent where it cannot be left out
 */
type Refuse = (count: number, path: Path, what: readonly [one: string, many: string], key?: string) => void;

interface Pin {
  readonly offset: number;
  /** Where the offset stands. */
  readonly path: Path;
}

/** Refuses the constraints that bind, and returns the pinned offsets by buffer number. */
function readConstraints(file: JsonFile, problem: Json, byId: ReadonlyMap<number, DsaBuffer>, refuse: Refuse) {
  const pinned = new Map<number, Pin>();
  if (problem.constraints === undefined) return pinned;
  const constraints = file.object(problem.constraints, CONSTRAINTS, "constraints");
  const bufferOf = (entry: Json, path: Path, key: string): DsaBuffer => {
    const id = file.integer(entry[key], [...path, key], key);
    return byId.get(id) ?? file.fail([...path, key], `there is no buffer ${id}`);
  };
  const refusePairs = (
    key: string,
    binds: (a: DsaBuffer, b: DsaBuffer) => boolean,
    what: readonly [one: string, many: string],
  ): void => {
    let first = -1;
    let count = 0;
    optionalArray(file, constraints, CONSTRAINTS, key).forEach((value, i) => {
      const path: Path = [...CONSTRAINTS, key, i];
      const pair = file.object(value, path, key);
      if (!binds(bufferOf(pair, path, "first"), bufferOf(pair, path, "second"))) return;
      if (count++ === 0) first = i;
    });
    refuse(count, [...CONSTRAINTS, key, first], what, key);
  };
  refusePairs("colocations", (a, b) => a !== b, ["colocation", "colocations"]);
  refusePairs("separations", (a, b) => !liveTogether(a, b) && a.pools.some((pool) => b.pools.includes(pool)), [
    "separation between buffers that are never live together",
    "separations between buffers that are never live together",
  ]);
  refusePairs("temporal_exclusions", liveTogether, [
    "temporal exclusion of buffers that are live together",
    "temporal exclusions of buffers that are live together",
  ]);
  let exclusive = 0;
  const pins = optionalArray(file, constraints, CONSTRAINTS, "pinned_allocations");
  pins.forEach((value, i) => {
    const path: Path = [...CONSTRAINTS, "pinned_allocations", i];
    const pin = file.object(value, path, "pinned allocation");
    const { id, pools } = bufferOf(pin, path, "buffer");
    const pool = file.integer(pin.pool, [...path, "pool"], "pool");
    if (!pools.includes(pool)) file.fail([...path, "pool"], `buffer ${id} may not lie in pool ${pool}`);
    const offset = file.integer(pin.offset, [...path, "offset"], "offset");
    if (offset < 0) file.fail([...path, "offset"], `buffer ${id}: pinned offset must be ≥ 0 bytes, got ${offset}`);
    if (pinned.has(id)) file.fail(path, `buffer ${id} is pinned twice`);
    pinned.set(id, { offset, path: [...path, "offset"] });
    if (pin.exclusive_for_all_time === true) exclusive++;
  });
  refuse(
    exclusive,
    [...CONSTRAINTS, "pinned_allocations"],
    ["pinned allocation that is exclusive for all time", "pinned allocations that are exclusive for all time"],
    "exclusive_for_all_time",
  );
  return pinned;
}

const TERMS = new Set(["capacity_overflow", "total_peak", "max_peak", "reuse_cost", "bank_cost"]);

/** Refuses costs that the objective counts, and objectives that the schema does not have. */
function readObjective(file: JsonFile, problem: Json, used: readonly number[], refuse: Refuse): void {
  const objective = isObject(problem.objective) ? problem.objective : {};
  const terms = Array.isArray(objective.terms) ? objective.terms : [];
  const at: Path = ["problem", "objective"];
  const unknown = terms.findIndex((term) => !TERMS.has(term as string));
  if (unknown >= 0) refuse(1, [...at, "terms", unknown], [`objective ${clip(String(terms[unknown]))}`, ""], "terms");
  const { aggregation = "lexicographic" } = objective;
  if (aggregation !== "lexicographic") {
    refuse(1, [...at, "aggregation"], [`objective that is ${clip(String(aggregation))}`, ""], "aggregation");
  }
  if (terms.includes("reuse_cost") && isObject(problem.cost_model)) {
    const path: Path = ["problem", "cost_model"];
    const penalties = optionalArray(file, problem.cost_model, path, "reuse_penalties");
    refuse(penalties.length, [...path, "reuse_penalties"], ["reuse penalty", "reuse penalties"], "reuse_penalties");
  }
  const banked = (problem.pools as readonly Json[]).filter(
    (pool) => pool.bank_geometry && used.includes(pool.id as number),
  );
  if (terms.includes("bank_cost"))
    refuse(banked.length, ["problem", "pools"], ["pool with bank costs", "pools with bank costs"], "bank_geometry");
}

function optionalArray(file: JsonFile, owner: Json, path: Path, key: string): readonly unknown[] {
  return owner[key] === undefined ? [] : file.array(owner[key], [...path, key], key);
}

/** True if intervals of the two overlap. Both lists are sorted, and an empty interval overlaps none. */
function liveTogether(one: DsaBuffer, other: DsaBuffer): boolean {
  const a = one.intervals.filter(isLife);
  const b = other.intervals.filter(isLife);
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i]!.upper <= b[j]!.lower) i++;
    else if (b[j]!.upper <= a[i]!.lower) j++;
    else return true;
  }
  return false;
}

function isLife({ lower, upper }: { readonly lower: number; readonly upper: number }): boolean {
  return lower !== upper;
}
