import { describe, expect, test } from "vitest";
import { FormatError, parse } from "../../src/formats/index.js";
import { MALFORMED, MALFORMED_PLANS, type Malformed } from "./malformed.js";
import { MALFORMED_CONSTRAINTS } from "./malformed-constraints.js";

function refusal({ text, fileName }: Malformed, placed: boolean): FormatError {
  try {
    parse(text, fileName, { placed });
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

function place({ line, column, message }: Malformed): string {
  return `${line}:${column}: …${message}…`;
}

describe("a malformed file is refused with its file, line, column and culprit", () => {
  test("there are at least 45 of them, and 80 with constraints", () => {
    expect(MALFORMED.length).toBeGreaterThanOrEqual(45);
    expect(MALFORMED_CONSTRAINTS.length).toBeGreaterThanOrEqual(80);
    expect(new Set(MALFORMED.map(({ fileName, name }) => `${fileName} ${name}`)).size).toBe(MALFORMED.length);
  });

  for (const [placed, files] of [
    [false, MALFORMED],
    [false, MALFORMED_CONSTRAINTS],
    [true, MALFORMED_PLANS],
  ] as const) {
    test.each(files)("$fileName: $name", (file) => {
      const error = refusal(file, placed);
      const found = error.detail.includes(file.message) ? file.message : error.detail;
      expect(`${error.line}:${error.column}: …${found}…`).toBe(place(file));
      expect(error.file).toBe(file.fileName);
      expect(error.message).toBe(`${file.fileName}:${file.line}:${file.column}: ${error.detail}`);
    });
  }

  test("a plan without offsets is a fine problem", () => {
    for (const { text, fileName } of MALFORMED_PLANS) expect(() => parse(text, fileName)).not.toThrow();
  });
});
