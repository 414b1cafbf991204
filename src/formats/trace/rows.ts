import type { TraceField } from "./words.js";

/** A row of a trace as it stands in the file: texts without blanks around them, empty where there is nothing. */
export type Row = Record<TraceField, string>;

/** Where a field of the current row stands in the text; the row itself where it is absent. */
export type Place = (field?: TraceField) => number;

/** Called with each row, in the order of the file. The row and the place are good until the next call. */
export type Visit = (row: Row, place: Place) => void;

export function emptyRow(): Row {
  return { time: "", op: "", id: "", addr: "", old: "", size: "", count: "", alignment: "" };
}

/** Throws a FormatError at a position of the text. */
export type Fail = (position: number, detail: string, refusedName?: string) => never;
