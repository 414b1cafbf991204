import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileContent } from "../../src/formats/content.js";
import { FormatError, format, parse } from "../../src/formats/index.js";
import { FORMS, formOf } from "../../src/formats/registry.js";
import { dsaText } from "./dsa-text.js";
import { modelBytes, node } from "./onnx/build.js";
import { buildModel, CHAIN } from "./tflite/build.js";

/** A file of each form, by the form's name. */
const EXAMPLES: Readonly<Record<string, string | Uint8Array>> = {
  "TensorFlow Lite model (.tflite)": buildModel(CHAIN),
  "ONNX model": modelBytes({
    inputs: { x: "float[2,3]" },
    outputs: ["y"],
    nodes: [node("Relu", ["x"], ["a"]), node("Neg", ["a"], ["y"])],
  }),
  "log of TensorFlow Lite Micro (TF_LITE_SHOW_MEMORY_USE)": "0 (id=0): size=96, offset=0, first_used=0 last_used=1\n",
  "JSON of dsa-solver (dsa-problem-v1)": dsaText(),
  JSON: '{"buffers": [{"id": "a", "lower": 0, "upper": 4, "size": 16}]}',
  "CSV (MiniMalloc)": "# a comment\nid,lower,upper,size\na,0,4,16\n",
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refusal(content: Uint8Array): FormatError {
  try {
    parse(content, "x");
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("the registry of forms", () => {
  test("has an example here of each, and names that differ", () => {
    expect(FORMS.map(({ name }) => name).sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  test.each(Object.entries(EXAMPLES))("%s is recognised by its content, whatever the file is called", (name, text) => {
    const asText = typeof text === "string" ? [bytesOf(text), bytesOf(`\uFEFF${text}`), bytesOf(`\n ${text}`)] : [];
    for (const content of [text, ...asText, gzipSync(text)]) {
      for (const fileName of ["x.csv", "x.json", "x.csv.gz", "x", "-"]) {
        const document = parse(content, fileName);
        expect(document.form.name).toBe(name);
        expect(document.problem).toEqual(parse(text, "y").problem);
      }
    }
  });

  test("recognises broken JSON, so that it is told where it breaks", () => {
    for (const text of ['{"buffers": [', "[1,", "{", ' \n[{"id" 3}]', "12", '"id"', "null"]) {
      expect(formOf(new FileContent(text, "x.csv")).name).toBe("JSON");
    }
  });

  test("throws nothing while it recognises, whatever the bytes", () => {
    let recognised = 0;
    const begin = fc
      .constantFrom("", "{", "[", "id,", '{"schema_version":1,"problem":{}}', "\uFEFF", "\0")
      .map(bytesOf);
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 20 }), (first, rest) => {
        const file = new FileContent(Uint8Array.from([...first, ...rest]), "x");
        if (FORMS.some((form) => form.sniff(file))) recognised++;
      }),
      { numRuns: 2000 },
    );
    expect(recognised).toBeGreaterThan(500);
  });

  test.each([
    ["a pickle", [0x80, 4, 0x95, 1, 0]],
    ["a PNG picture", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
    ["an ONNX model", [0x08, 0x07, 0x12, 0x04]],
  ])("refuses %s with the names of the forms that there are", (_, bytes) => {
    const { line, column, detail } = refusal(Uint8Array.from(bytes));
    expect([line, column]).toEqual([1, 1]);
    expect(detail).toBe(
      "the file is in none of the forms that telaplan reads: " + FORMS.map(({ name }) => name).join(", "),
    );
    expect(refusal(gzipSync(Uint8Array.from(bytes))).detail).toBe(detail);
  });
});

describe("a document", () => {
  test("of a form that cannot hold offsets is written anew, in the form that its source names", () => {
    for (const text of Object.values(EXAMPLES)) {
      const document = parse(text, "x");
      const { write: _, writeBytes: __, ...form } = document.form;
      const offsets = document.problem.buffers.map((_, i) => 32 * i);
      const written = format({ ...document, form }, offsets);
      const again = parse(written, `x.${document.source.form}`, { placed: true });
      expect(Array.from(again.offsets!)).toEqual(offsets);
      expect(again.problem.buffers.map(({ id, lower, upper, size }) => [id, lower, upper, size])).toEqual(
        document.problem.buffers.map(({ id, lower, upper, size }) => [id, lower, upper, size]),
      );
    }
  });
});
