/**
 * What readers of dumps have in common: buffers with the places that the producer gave them become a reading, with the
 * producer's plan beside it.
 */
import type { Alias, InPlace } from "../../problem/index.js";
import type { Lists } from "../../problem/shapes.js";
import type { FormatError } from "../errors.js";
import type { Draft, Ends, OtherPlan, ReadOptions } from "../fields.js";
import type { FileSource, SourcedReading } from "../form.js";
import { type Laid, sharingOf } from "./shared-bytes.js";

/** A buffer of a dump, as a reader found it. */
export interface DumpRow {
  readonly id: string;
  /** Half-open. */
  readonly lower: number;
  readonly upper: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes; absent where the form has a default for all. */
  readonly alignment?: number;
  /** Where the producer laid it, in bytes from the begin of its memory; absent where it did not. */
  readonly offset?: number;
  /** The id of its memory; absent where there is one. */
  readonly memory?: string;
}

export interface Dump {
  readonly rows: readonly DumpRow[];
  /** Views that the file tells of itself. */
  readonly aliases?: readonly Alias[];
  /** Who made the plan, for `OtherPlan.planner`. */
  readonly planner: string;
  /** The bytes that the producer says its plan needs, where it does. */
  readonly peak?: number;
  /** The default alignment of the form, in bytes. */
  readonly alignment: number;
  readonly base?: number;
  readonly ends: Ends;
  readonly notes: readonly string[];
  /** The error for a row, or for the file where there is none. */
  readonly errorAt: (row: number | undefined, field: string | undefined, detail: string) => FormatError;
  readonly timesNote: string | null;
}

/** @throws FormatError where a plan is asked for and the file has none */
export function readingOf(dump: Dump, options: ReadOptions): SourcedReading<FileSource> {
  const { rows, planner, errorAt, timesNote } = dump;
  const notes = [...dump.notes];
  const placed = rows.filter(({ offset }) => offset !== undefined);
  const isPlanned = rows.length > 0 && placed.length === rows.length;
  if (options.placed && !isPlanned) {
    const bare = rows.findIndex(({ offset }) => offset === undefined);
    const detail =
      rows.length === 0 ? "no buffer, and no plan" : `buffer ${JSON.stringify(rows[bare]!.id)} has no place`;
    throw errorAt(rows.length === 0 ? undefined : bare, "offset", `the file has no plan to verify: ${detail}`);
  }
  if (placed.length > 0 && !isPlanned) {
    notes.push(`${planner} laid only ${placed.length} of ${rows.length} buffers: its plan is not shown`);
  }
  const alignment = options.alignment ?? alignmentFor(rows, isPlanned, dump, notes);
  const buffers = rows.map((row): Draft => {
    const own = row.alignment ?? alignment;
    const { id, lower, upper, size, memory } = row;
    return { id, lower, upper, size, ...(own !== 1 && { alignment: own }), ...(memory !== undefined && { memory }) };
  });
  const ids = memoriesOf(rows);
  const shared = isPlanned ? sharedIn(dump, ids, notes) : null;
  const aliases = [...(dump.aliases ?? []), ...(shared?.aliases ?? [])];
  const inplace = shared?.inplace ?? [];
  const lists: Lists = {
    ...(ids.length > 0 && { memories: ids.map((id) => ({ id })) }),
    ...(aliases.length > 0 && { aliases }),
    ...(inplace.length > 0 && { inplace }),
  };
  const offsets = isPlanned ? Float64Array.from(rows, ({ offset }) => offset! + (dump.base ?? 0)) : null;
  return {
    buffers,
    capacity: undefined,
    base: dump.base,
    ends: dump.ends,
    offsets: options.placed ? offsets : null,
    memories: options.placed && ids.length > 0 ? rows.map(({ memory }) => memory!) : null,
    lists,
    errorAt: (bufferIndex, field, detail) => errorAt(bufferIndex, field, detail),
    timesNote: () => timesNote,
    ...(offsets !== null && { otherPlans: [otherPlan(dump, offsets)] }),
    notes,
    source: { form: inplace.length > 0 ? "json" : "csv" },
  };
}

/** The names of several memories in the order of the rows; none where there is one. */
function memoriesOf(rows: readonly DumpRow[]): string[] {
  return [...new Set(rows.flatMap(({ memory }) => (memory === undefined ? [] : [memory])))];
}

/**
 * The form's default. Where the producer's own plan does not keep to it, the greatest power of two that it does keep
 * to: it knew the alignment, and the file does not say it.
 */
function alignmentFor(rows: readonly DumpRow[], isPlanned: boolean, dump: Dump, notes: string[]): number {
  let kept = dump.alignment;
  if (isPlanned) {
    for (const { offset, alignment } of rows) {
      while (alignment === undefined && offset! % kept !== 0) kept = kept % 2 === 0 ? kept / 2 : 1;
    }
  }
  if (kept !== dump.alignment) {
    notes.push(
      `the offsets of ${dump.planner} are no multiples of ${dump.alignment}: the alignment is taken to be ${kept}`,
    );
  }
  return kept;
}

interface Told {
  readonly aliases: readonly Alias[];
  readonly inplace: readonly InPlace[];
}

function sharedIn({ rows, aliases = [], planner, ...dump }: Dump, ids: readonly string[], notes: string[]): Told {
  const named = new Set(aliases.map(({ buffer }) => buffer));
  const byMemory = new Map<string | undefined, Laid[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) byMemory.set(undefined, []);
  for (const { id, lower, upper, size, offset, memory } of rows) {
    if (!named.has(id)) byMemory.get(memory)?.push({ id, lower, upper, size, offset: offset! });
  }
  const found: { aliases: Alias[]; inplace: InPlace[] } = { aliases: [], inplace: [] };
  for (const free of byMemory.values()) {
    const sharing = sharingOf(free);
    if (sharing === null)
      throw dump.errorAt(undefined, "offset", `the plan of ${planner} lays too many buffers over each other`);
    for (const alias of sharing.aliases) found.aliases.push(alias);
    for (const pair of sharing.inplace) found.inplace.push(pair);
  }
  if (found.aliases.length > 0) {
    const what = countOf(found.aliases.length, "buffer lies", "buffers lie");
    notes.push(
      `${what} in the bytes of others that live at the same time, by the plan of ${planner}: taken as parts of them`,
    );
  }
  if (found.inplace.length > 0) {
    const what = countOf(found.inplace.length, "pair of buffers shares", "pairs of buffers share");
    notes.push(
      `${what} bytes while both live, by the plan of ${planner}: they may do so here too, at the same distance`,
    );
  }
  return found;
}

function otherPlan({ planner, rows, peak = 0 }: Dump, offsets: Float64Array): OtherPlan {
  const tops = new Map<string, number>();
  for (const { memory = "", offset, size } of rows) tops.set(memory, Math.max(tops.get(memory) ?? 0, offset! + size));
  const used = [...tops.values()].reduce((sum, top) => sum + top, 0);
  return { planner, peak: Math.max(peak, used), offsets };
}

/** `1 buffer lies`, `3 buffers lie`. */
export function countOf(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** Names for a message, or as many of them as it bears. */
export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
  return names.length > 12 ? `${shown.join(", ")} and ${names.length - 12} more` : shown.join(", ");
}
