/**
 * Finds the tables of live ranges in what Vela prints with `--verbose-allocation`. Other lines of its output are passed
 * over. There are three prints:
 *
 * - Vela 2: `allocation for MemArea.Sram - …`, rows of size, addresses, times, name; the end time is live no more;
 * - Vela 3 and 4: `Tensor Allocation for mem_area Sram, …`, rows of times, addresses, size, usage, purpose, name; both
 *   times are live, as Vela counts its usage;
 * - Regor, the compiler within later ones: `Allocation, memory Sram, …` with the same rows, with a format or without.
 *
 * Source: `print_allocation` in ethos-u-vela's tensor_allocation.py and `PrintAllocation` in its tensor_allocator.cpp.
 */

/** A row as it stands in the file. */
export interface VelaRow {
  readonly name: string;
  /** As printed. */
  readonly start: number;
  readonly end: number;
  /** Bytes. */
  readonly size: number;
  readonly address: number;
  /** Where its line begins in the text. */
  readonly position: number;
}

export interface VelaTable {
  /** The memory, with what tells several tables of it apart. */
  readonly name: string;
  /** The memory alone. */
  readonly area: string;
  /** Whether the end time is live. */
  readonly isInclusive: boolean;
  readonly rows: VelaRow[];
  /** The bytes that Vela says its plan needs; absent where it does not. */
  peak?: number;
  readonly position: number;
}

export interface TableFault {
  readonly position: number;
  readonly detail: string;
}

const TITLES = ["Tensor Allocation for (?:mem_area )?", "Allocation, memory ", "allocation for (?=MemArea\\.)"];
const TITLE = new RegExp(`^\\s*(?:${TITLES.join("|")})(?:MemArea\\.)?([\\w-]+)(.*)$`);
const HEADER = /^\s*Start Time\s+-\s+End Time\s*:\s*Start Addr\s+-\s+End Addr\s*:\s*Tensor Size\s*:(.*)$/;
const ROW = /^\s*(\d+)\s*-\s*(\d+)\s*:\s*(0x[\da-f]+|0)\s*-\s*(0x[\da-f]+|0)\s*:\s*(\d+)\s*:\s*(\d+)\s*:(.*)$/i;
const OLD_ROW = /^\s*(\d+):\s*(0x[\da-f]+|0)\s*-\s*(0x[\da-f]+|0)\s*:\s*(\d+)\s*-\s*(\d+)\s(.*)$/i;
const PEAK = /^\s*Allocation Peak Memory Usage:\s*(\d+)/;
const REGOR_PEAK = /^\s*Allocation Peak Tensor Size:\s*(\d+) bytes/;

/** Whether a text has a table of Vela's. */
export function hasTable(text: string): boolean {
  // A look for words first: texts may be long, and are read by expressions ten times slower.
  if (!text.includes("MemArea.") && !text.includes("Start Addr")) return false;
  if (/^[ \t]*allocation for MemArea\./m.test(text)) return true;
  const isTitled = /^[ \t]*(Tensor Allocation for |Allocation, memory )/m.test(text);
  return isTitled && /^[ \t]*Start Time[ \t]+-[ \t]+End Time[ \t]*:[ \t]*Start Addr/m.test(text);
}

/** The tables in the order of the text, or the first row that is none. */
export function tablesIn(text: string): VelaTable[] | TableFault {
  const tables: VelaTable[] = [];
  let open: VelaTable | null = null;
  /** Columns before the name; −1 before the header of a table, where rows of Vela 2 may stand. */
  let columns = -1;
  for (const { 0: line, index: position } of text.matchAll(/[^\r\n]+/g)) {
    const title = TITLE.exec(line);
    if (title !== null) {
      const [, area = "", rest = ""] = title;
      open = { name: nameOf(area, rest), area, isInclusive: !/^\s*allocation/.test(line), rows: [], position };
      columns = -1;
      tables.push(open);
      continue;
    }
    if (open === null) continue;
    const header = HEADER.exec(line);
    if (header !== null) {
      columns = header[1]!.split(":").length;
      continue;
    }
    const peak = PEAK.exec(line) ?? REGOR_PEAK.exec(line);
    if (peak !== null) open.peak = Number(peak[1]);
    const row = open.isInclusive ? rowOf(line, position, columns) : oldRowOf(line, position);
    if (row === null && /0x[\da-f]+\s*-\s*-?0x[\da-f]+\s*:/i.test(line)) {
      return {
        position,
        detail: `a row of the table for ${open.name} is none that Vela prints: ${line.trim().slice(0, 60)}`,
      };
    }
    if (row !== null) open.rows.push(row);
  }
  return tables.filter(({ rows }) => rows.length > 0);
}

/** `Sram (Scratch, Scratch_fast)`: the memory with what the title says of it besides words that are always there. */
function nameOf(area: string, rest: string): string {
  const types = /mem_type_set \(([^()]*)\)/.exec(rest)?.[1] ?? /usage mask: (.*)$/.exec(rest)?.[1]?.trim();
  const old = /^[^-]*- (.*?) tensors in (\S+)/.exec(rest);
  const sort = types ?? (old === null ? undefined : `${old[1]}, ${old[2]}`);
  return sort === undefined || sort === "" ? area : `${area} (${sort})`;
}

function rowOf(line: string, position: number, columns: number): VelaRow | null {
  const match = columns < 2 ? null : ROW.exec(line);
  if (match === null) return null;
  const [, start, end, address, above, size, , rest = ""] = match;
  const cells = rest.split(":");
  const name = cells
    .slice(columns - 2)
    .join(":")
    .trim();
  return rowFrom({ name, start, end, size, address, above, position });
}

function oldRowOf(line: string, position: number): VelaRow | null {
  const match = OLD_ROW.exec(line);
  if (match === null) return null;
  const [, size, address, above, start, end, rest = ""] = match;
  const name = rest.replace(/ TensorPurpose\.\w+\s*$/, "").trim();
  return rowFrom({ name, start, end, size, address, above, position });
}

type Texts = Readonly<Partial<Record<"start" | "end" | "size" | "address" | "above", string>>>;

/** Null where the numbers contradict each other or are beyond 2^53 − 1. */
function rowFrom({
  name,
  position,
  ...texts
}: Texts & { readonly name: string; readonly position: number }): VelaRow | null {
  const start = Number(texts.start);
  const end = Number(texts.end);
  const size = Number(texts.size);
  const address = Number(texts.address);
  const isWhole = [start, end, size, address].every(Number.isSafeInteger);
  if (!isWhole || address + size !== Number(texts.above)) return null;
  return { name, start, end, size, address, position };
}
