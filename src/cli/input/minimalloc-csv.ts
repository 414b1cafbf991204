/**
 * CSV as google/minimalloc reads and writes it (src/converter.cc), no more and no less: commas alone, nothing quoted,
 * names of columns as they are, the table ended by the first empty line, ids that may repeat. `telaplan pack` reads
 * more (formats/csv/csv.ts), but refuses some of this.
 */
import type { Buffer, Gap } from "../../problem/index.js";

/** A table that MiniMalloc reads. */
export interface MinimallocFile {
  /** Ids as in the file. */
  readonly ids: readonly string[];
  /** In the order of the rows, by numbers in place of ids. */
  readonly buffers: readonly Buffer[];
  /** Lines behind the first empty one that are not empty: MiniMalloc passes over them. */
  readonly linesBehind: number;
}

/** A table that MiniMalloc does not read. */
export class MinimallocFault extends Error {
  override readonly name = "MinimallocFault";
}

const SYNONYMS: Readonly<Record<string, string>> = {
  begin: "lower",
  start: "lower",
  end: "upper",
  buffer: "id",
  buffer_id: "id",
};

const REQUIRED = ["id", "lower", "upper", "size"];

/** @throws MinimallocFault with the line, counted from 1 */
export function readMinimallocCsv(text: string): MinimallocFile {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const end = lines.indexOf("");
  const rows = end < 0 ? lines : lines.slice(0, end);
  const linesBehind = end < 0 ? 0 : lines.slice(end).filter((line) => line !== "").length;
  if (rows.length === 0) return { ids: [], buffers: [], linesBehind };
  const header = rows[0]!.split(",");
  const columns = new Map<string, number>();
  for (const [i, name] of header.entries()) columns.set(Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name]! : name, i);
  if (columns.size < header.length) throw new MinimallocFault("line 1: two columns have one name");
  for (const name of REQUIRED) {
    if (!columns.has(name)) throw new MinimallocFault(`line 1: no column "${name}"`);
  }
  // The last live time, in place of the first dead one; so in gaps, too.
  const addend = header.includes("end") ? 1 : 0;
  const ids: string[] = [];
  const buffers = rows.slice(1).map((row, i): Buffer => {
    const where = `line ${i + 2}`;
    const cells = row.split(",");
    if (cells.length !== header.length) {
      throw new MinimallocFault(`${where}: ${cells.length} fields, and ${header.length} in the header`);
    }
    const cell = (name: string): string | undefined => (columns.has(name) ? cells[columns.get(name)!] : undefined);
    const integer = (name: string): number | undefined => {
      const value = cell(name);
      return value === undefined ? undefined : integerOf(value, `${where}: ${name}`);
    };
    ids.push(cell("id")!);
    const alignment = integer("alignment");
    const [offset, hint] = [integer("offset"), integer("hint")];
    const gaps = gapsOf(cell("gaps") ?? "", addend, where);
    return {
      id: String(i),
      lower: integer("lower")!,
      upper: integer("upper")! + addend,
      size: integer("size")!,
      ...(alignment !== undefined && alignment !== 1 && { alignment }),
      ...(offset !== undefined && offset >= 0 && { offset }),
      ...(hint !== undefined && hint >= 0 && { hint }),
      ...(gaps.length > 0 && { gaps }),
    };
  });
  return { ids, buffers, linesBehind };
}

function gapsOf(text: string, addend: number, where: string): Gap[] {
  return text
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => {
      const [times, window, ...others] = part.split("@");
      const [lower, upper, ...more] = times!.split("-");
      const [from, to, ...rest] = window === undefined ? [] : window.split(":");
      const isWhole = upper !== undefined && (window === undefined || to !== undefined);
      if (!isWhole || others.length + more.length + rest.length > 0) {
        throw new MinimallocFault(`${where}: gap ${JSON.stringify(part)} is not of the form 2-4 or 2-4@0:16`);
      }
      const number = (value: string): number => integerOf(value, `${where}: gap ${JSON.stringify(part)}`);
      return {
        lower: number(lower!),
        upper: number(upper) + addend,
        ...(window !== undefined && { from: number(from!), to: number(to!) }),
      };
    });
}

function integerOf(text: string, what: string): number {
  const value = Number(text);
  if (/^\s*[+-]?\d+\s*$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new MinimallocFault(`${what}: must be an integer within ±(2^53 − 1), got ${JSON.stringify(text)}`);
}

/** The table with its plan as MiniMalloc writes it: columns that say nothing are left out, and `offset` is the last. */
export function writeMinimallocCsv({ ids, buffers }: MinimallocFile, offsets: ArrayLike<number>): string {
  const hasAlignment = buffers.some(({ alignment = 1 }) => alignment !== 1);
  const hasHint = buffers.some(({ hint }) => hint !== undefined);
  const hasGaps = buffers.some(({ gaps }) => gaps !== undefined);
  const optional = [hasAlignment && "alignment", hasHint && "hint", hasGaps && "gaps"].filter((name) => name !== false);
  const lines = [[...REQUIRED, ...optional, "offset"].join(",")];
  for (const [i, { lower, upper, size, alignment = 1, hint = -1, gaps = [] }] of buffers.entries()) {
    const cells = [ids[i]!, lower, upper, size];
    if (hasAlignment) cells.push(alignment);
    if (hasHint) cells.push(hint);
    if (hasGaps) cells.push(gaps.map(gapText).join(" "));
    lines.push([...cells, offsets[i]!].join(","));
  }
  return `${lines.join("\n")}\n`;
}

function gapText({ lower, upper, from, to }: Gap): string {
  return `${lower}-${upper}${from === undefined ? "" : `@${from}:${to}`}`;
}
