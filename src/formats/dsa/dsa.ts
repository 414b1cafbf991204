/**
 * Problems of tonibohnlein/dsa-solver, its JSON schema `dsa-problem-v1`. Pools are memories, several live intervals of
 * a buffer a lifetime with gaps, colocations aliases, separations `apart`, temporal exclusions `free`, reuse penalties
 * `apart` with a cost, pinned allocations fixed offsets; the objective is `minimize`. Only pools that some buffer may
 * use are memories, and one of them without reserved ranges is the problem's capacity.
 *
 * What has no effect is left out: a separation of buffers that are live together anyway or lie in different pools, an
 * exclusion of buffers that are never live together, costs that the objective does not count (which is told), and
 * `pypto_structure`, which tells where buffers come from but binds nothing. A bank's cost is no cost of telaplan, and
 * is refused by name where the objective counts it. Keys that the schema does not have (`dsa-keys.ts`) are refused or
 * ignored as in any JSON file.
 *
 * dsa-solver's peak of a pool is at least the end of its last reserved range; here it counts buffers alone.
 */
import type { Memory, Problem } from "../../problem/index.js";
import type { FileContent } from "../content.js";
import { clip } from "../errors.js";
import { type Draft, endsOf, NONE, type ReadOptions, timesNoteOf } from "../fields.js";
import type { FileForm, SourcedReading } from "../form.js";
import { hasHalfPair, isObject, JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { NameJudge } from "../names.js";
import { BUFFERS, type DsaBuffer, gapsOf, lifetimeOf, readBuffers } from "./buffers.js";
import { checkEnvelope, isDsaSolution } from "./envelope.js";
import { checkDsaKeys } from "./keys.js";
import { readObjective } from "./objective.js";
import { readPairs } from "./pairs.js";
import { CONSTRAINTS, finderOf, type Pin, readPins } from "./pins.js";
import { type Json, memoryOf, POOLS, type Pool, readPools } from "./pools.js";
import { Refusals } from "./refusals.js";
import { type DsaSource, writeSolution } from "./solution.js";

/** A plan for it is a file of its own, as dsa-solver has it. */
export const dsaForm: FileForm<DsaSource> = {
  name: "JSON of dsa-solver (dsa-problem-v1)",
  takes: ["ends"],
  sniff: ({ json }) => isDsaProblem(json) || isDsaSolution(json),
  read: readDsa,
  write: writeSolution,
};

/** True if a JSON file means to be a dsa-problem: it has the schema's envelope. */
function isDsaProblem(root: unknown): boolean {
  return isObject(root) && root.schema_version !== undefined && isObject(root.problem);
}

const READ_NUMBERS = new Set(
  "id capacity begin end size alignment lower upper offset first second cost buffer pool".split(" "),
);

/**
 * Reads a dsa-problem. Buffers go by their names where these are distinct, else by their numbers, and so do pools. A
 * pinned allocation is a fixed offset; so is a key `offset` in a buffer, which is no part of the schema and which
 * alone `ignoreOffsets` passes over.
 *
 * @throws FormatError for what is malformed, and for what is not supported yet
 */
function readDsa(
  content: FileContent,
  names: NameJudge,
  { placed, ignoreOffsets, ends }: ReadOptions,
): SourcedReading<DsaSource> {
  const file = new JsonFile(content);
  const root = file.root as Json;
  if (isDsaSolution(root)) {
    file.fail(
      ["placements"],
      "a dsa-solution says where buffers lie, and not what they are: its problem is needed too",
    );
  }
  const envelope = checkEnvelope(file, root);
  checkDsaKeys(file, names);
  const problem = root.problem as Json;
  const pools = readPools(file, problem);
  const list = file.array(problem.buffers, BUFFERS, "buffers");
  const lifetime = endsOf(ends, "upper");
  const listed = readBuffers(file, list, pools, lifetime);
  const constraints =
    problem.constraints === undefined ? {} : file.object(problem.constraints, CONSTRAINTS, "constraints");
  const find = finderOf(file, listed);
  const pins = readPins(file, constraints, find);
  const read = listed.map((buffer) => {
    const pin = pins.get(buffer.id);
    return pin === undefined ? buffer : { ...buffer, pools: [pin.pool] };
  });

  const refusals = new Refusals();
  const inUse = new Set(read.flatMap((buffer) => buffer.pools));
  const used = [...pools.values()].filter(({ number }) => inUse.has(number));
  const hasChoice = read.some((buffer) => buffer.pools.length > 1);
  const { minimize, countsReuse, notes } = readObjective(file, problem, used, hasChoice, refusals);
  const isNamed = new Set(read.map(({ name }) => name)).size === read.length && read.every(({ name }) => name !== "");
  const nameOf = (b: number): string => (isNamed ? read[b]!.name : String(read[b]!.id));
  const rules = readPairs({ file, problem, constraints, buffers: read, find, nameOf, countsReuse }, refusals);
  refusals.check(file);
  const half = isNamed ? read.findIndex(({ name }) => hasHalfPair(name)) : -1;
  if (half >= 0) file.failHalfPair([...BUFFERS, half, "name"], `buffer ${half} (counted from 0): name`);

  const memories = used.length > 1 || used.some(({ reserved }) => reserved.length > 0) ? used.map(memoryOf) : undefined;
  const exclusive = new Set<number>();
  for (const [b, { id }] of read.entries()) {
    if (pins.get(id)?.isExclusive) exclusive.add(b).add(rules.classes.greatestOf(b));
  }
  const offsets = placed ? new Float64Array(read.length) : null;
  const isOffsetRead = placed || !ignoreOffsets;
  const buffers = read.map((buffer, b): Draft => {
    const draft = draftOf(buffer, nameOf(b), memories === undefined ? undefined : pools);
    if (exclusive.has(b)) draft.exclusive = true;
    const path: Path = [...BUFFERS, b];
    const what = `buffer ${clip(draft.id)}`;
    const given = isOffsetRead ? ((list[b] as Json).offset ?? NONE) : NONE;
    const stated = file.integer(given, [...path, "offset"], `${what}: offset`);
    const offset = stated === NONE ? undefined : stated;
    if (offsets !== null) offsets[b] = offset ?? file.fail(path, `${what} has no offset`);
    else {
      const pin = pins.get(buffer.id);
      if (offset !== undefined && pin !== undefined && offset !== pin.offset) {
        file.fail([...path, "offset"], `${what}: offset ${offset} is not the ${pin.offset} where it is pinned`);
      }
      const fixed = offset ?? pin?.offset;
      if (fixed !== undefined) draft.offset = fixed;
    }
    return draft;
  });
  file.checkFractions((path) => path[0] === "problem" && READ_NUMBERS.has(String(path.at(-1))));

  const pathOf = pathFinder({ read, buffers, pins, used, isNamed });
  return {
    buffers,
    capacity: memories === undefined ? used[0]?.capacity : undefined,
    base: undefined,
    lists: listsOf(rules, memories, minimize),
    ends: "exclusive",
    offsets,
    source: {
      form: "json",
      ...envelope,
      text: file.text,
      ids: read.map(({ id }) => id),
      names: buffers.map(({ id }) => id),
      pools: read.map((buffer) => buffer.pools),
      memoryOf: new Map([...pools.values()].map(({ number, id }) => [number, id])),
    },
    errorAt: (bufferIndex, field, detail) => file.errorAt(pathOf(bufferIndex, field), detail),
    timesNote: () => timesNoteOf(lifetime, "lower", "upper"),
    notes,
  };
}

/** A buffer as the problem has it, but for offsets; `pools` where the problem lists memories. */
function draftOf(buffer: DsaBuffer, id: string, pools: ReadonlyMap<number, Pool> | undefined): Draft {
  const { size, alignment } = buffer;
  const draft: Draft = { id, ...lifetimeOf(buffer), size };
  if (alignment !== 1) draft.alignment = alignment;
  const gaps = gapsOf(buffer);
  if (gaps.length > 0) draft.gaps = gaps;
  if (pools === undefined) return draft;
  const ids = buffer.pools.map((number) => pools.get(number)!.id);
  if (ids.length === 1) draft.memory = ids[0]!;
  else draft.memories = ids.map((each) => ({ id: each }));
  return draft;
}

/** What a problem has besides its buffers and their capacity; what would say nothing is left out. */
function listsOf(
  { aliases, apart, free }: Pick<Problem, "aliases" | "apart" | "free">,
  memories: readonly Memory[] | undefined,
  minimize: Problem["minimize"] | undefined,
) {
  return {
    ...(memories !== undefined && { memories }),
    ...(aliases !== undefined && aliases.length > 0 && { aliases }),
    ...(apart !== undefined && apart.length > 0 && { apart }),
    ...(free !== undefined && free.length > 0 && { free }),
    ...(minimize !== undefined && { minimize }),
  };
}

interface Places {
  readonly read: readonly DsaBuffer[];
  readonly buffers: readonly Draft[];
  readonly pins: ReadonlyMap<number, Pin>;
  readonly used: readonly Pool[];
  readonly isNamed: boolean;
}

/** Where in the file a field of the problem comes from. */
function pathFinder({ read, buffers, pins, used, isNamed }: Places) {
  const keys: Readonly<Record<string, string>> = {
    id: isNamed ? "name" : "id",
    gaps: "live_intervals",
    memory: "allowed_pools",
    memories: "allowed_pools",
  };
  const lists: Readonly<Record<string, Path>> = {
    capacity: used.length === 0 ? POOLS : [...POOLS, used[0]!.index, "capacity"],
    memories: POOLS,
    aliases: [...CONSTRAINTS, "colocations"],
    apart: [...CONSTRAINTS, "separations"],
    free: [...CONSTRAINTS, "temporal_exclusions"],
    minimize: ["problem", "objective"],
  };
  return (bufferIndex: number | undefined, field: string | undefined): Path => {
    if (bufferIndex === undefined) return lists[field ?? ""] ?? ["problem"];
    const { id, intervalCount } = read[bufferIndex]!;
    const path: Path = [...BUFFERS, bufferIndex];
    const pin = pins.get(id);
    if (field === "offset" && pin !== undefined && buffers[bufferIndex]!.offset === pin.offset) return pin.path;
    if (field === "lower" || field === "upper") {
      return intervalCount === 1 ? [...path, "live_intervals", 0, field] : [...path, "live_intervals"];
    }
    return field === undefined ? path : [...path, keys[field] ?? field];
  };
}
