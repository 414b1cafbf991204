import { parse as csvParse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPlain } from "../../src/formats/csv/plain.js";
import { readQuoted } from "../../src/formats/csv/quoted.js";
import { FormatError } from "../../src/formats/index.js";
import { cellText, type Table } from "../../src/formats/table.js";

function rowsOf(table: Table): string[][] {
  const rows: string[][] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const cells: string[] = [];
    for (let column = 0; column < table.columnCount; column++) {
      cells.push(cellText(table, row * table.columnCount + column));
    }
    rows.push(cells);
  }
  return rows;
}

const pieces = [
  "a",
  "1",
  ",",
  ",",
  " ",
  "\t",
  "\n",
  "\n",
  "\r",
  "\r\n",
  "\u00a0",
  "\u2028",
  "é",
  "𝄞",
  ";",
  "#",
  "\uFEFF",
  "\0",
];
const plainText = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(""));
const quotedText = fc
  .array(fc.constantFrom(...pieces, '"', '"', '"', '""', '"a,b"', '"a\n"'), { maxLength: 30 })
  .map((parts) => parts.join(""));

describe("splitting CSV into cells", () => {
  test("the plain reader and csv-parse find the same cells in a text without quotes", () => {
    let rows = 0;
    fc.assert(
      fc.property(plainText, (text) => {
        // A byte order mark at the very beginning never reaches the readers.
        fc.pre(!text.startsWith("\uFEFF"));
        const table = readPlain(text);
        expect(readQuoted(text, "x")).toEqual(table);
        rows += table.rowCount;
      }),
      { numRuns: 3000 },
    );
    expect(rows).toBeGreaterThan(1000);
  });

  test("the quoted reader gives the values that csv-parse gives, or refuses the text", () => {
    let rows = 0;
    let refused = 0;
    fc.assert(
      fc.property(quotedText, (text) => {
        fc.pre(!text.startsWith("\uFEFF"));
        let table: Table;
        try {
          table = readQuoted(text, "x");
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          refused++;
          return;
        }
        const all = csvParse(text, { trim: true, relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] });
        const isBlankLine = (record: string[], index: number): boolean =>
          record.length === 1 && record[0] === "" && !quotedAlone(text, index);
        const expected = all.filter((record, index) => !isBlankLine(record, index));
        expect(rowsOf(table)).toEqual(expected.slice(0, table.rowCount));
        if (table.fault === null) expect(table.rowCount).toBe(expected.length);
        rows += table.rowCount;
      }),
      { numRuns: 5000 },
    );
    expect(rows).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  test("cells of any content come back from behind their quotes", () => {
    const cell = fc.string({ maxLength: 6, unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é", "𝄞") });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
        const text = rows
          .map((row) => row.map((content) => `"${content.replaceAll('"', '""')}"`).join(" ,"))
          .join("\n");
        expect(rowsOf(readQuoted(text, "x"))).toEqual(rows);
      }),
    );
  });
});

/** True if the record is a line of nothing but an empty pair of quotes, which is no blank line. */
function quotedAlone(text: string, index: number): boolean {
  const raw = csvParse(text, {
    trim: true,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    raw: true,
  }) as unknown as { raw: string }[];
  return raw[index]!.raw.includes('"');
}
