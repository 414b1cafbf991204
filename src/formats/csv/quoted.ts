import { Buffer as NodeBuffer } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { errorAt } from "../errors.js";
import { isBlank, type Table, TableBuilder } from "../table.js";
import type { Separator } from "./separator.js";

const QUOTE = 34;
const LF = 10;
const CR = 13;

/**
 * The cells of a CSV text with quoted fields (RFC 4180; blanks around the quotes are allowed).
 *
 * csv-parse splits the text, but tells positions only at a price of 30 s for a million rows (its `cast` and `info`
 * contexts). They are found again here by walking along the text with its records in hand: a quoted field is as long
 * as its value and its quotes, any other ends at the next separator or line end.
 *
 * @throws FormatError for a quote that is never closed or stands where none may.
 */
export function readQuoted(text: string, fileName: string, separator: Separator = ","): Table {
  const records = split(text, fileName, separator);
  const builder = new TableBuilder(text, separator);
  const { length } = text;
  const separatorCode = separator.charCodeAt(0);
  const endsCell = (code: number): boolean => code === separatorCode || code === LF || code === CR;
  let at = 0;
  for (const record of records) {
    for (let field = 0; field < record.length; field++) {
      const begin = at;
      while (at < length && !endsCell(text.charCodeAt(at)) && isBlank(text.charCodeAt(at))) at++;
      const contentBegin = at;
      if (text.charCodeAt(at) === QUOTE) at = afterQuoted(text, at, record[field]!);
      const quotedEnd = at;
      while (at < length && !endsCell(text.charCodeAt(at))) at++;
      // csv-parse takes `"" "a"` for `a`.
      if (quotedEnd > contentBegin && text.slice(quotedEnd, at).trim() !== "") {
        throw errorAt(fileName, text, { position: contentBegin, detail: MISPLACED });
      }
      builder.add(begin, at);
      if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) at++;
      at++;
    }
    if (!builder.endRow()) break;
  }
  return builder.finish();
}

const MISPLACED = 'misplaced quote: a quoted field begins and ends with ", and a quote in it is doubled';

/** The position after the closing quote of the field that begins at `at` and has this value. */
function afterQuoted(text: string, at: number, value: string): number {
  let quotes = 0;
  for (let i = value.indexOf('"'); i >= 0; i = value.indexOf('"', i + 1)) quotes++;
  return Math.min(text.length, at + value.length + quotes + 2);
}

function split(text: string, fileName: string, separator: Separator): string[][] {
  try {
    return parse(text, {
      delimiter: separator,
      trim: true,
      relax_column_count: true,
      record_delimiter: ["\r\n", "\n", "\r"],
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw errorAt(fileName, text, {
      position: fieldBegin(text, error, separator),
      detail: error.code === "CSV_QUOTE_NOT_CLOSED" ? "the quote that opens here is never closed" : MISPLACED,
    });
  }
}

/** csv-parse counts in bytes of UTF-8, up to the end of the last field that was whole. */
function fieldBegin(text: string, error: CsvError, separator: Separator): number {
  const bytes = Number(error.bytes ?? 0);
  let at = NodeBuffer.from(text).toString("utf8", 0, bytes).length;
  if (text[at] === separator) at++;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}
