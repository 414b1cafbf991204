import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileContent } from "../../src/formats/content.js";
import { FormatError, format, parse } from "../../src/formats/index.js";
import { FORMS, formOf } from "../../src/formats/registry.js";
import { dsaText } from "./dsa-text.js";
import { programBytes } from "./executorch/program-bytes.js";
import { modelBytes, node } from "./onnx/build.js";
import { D2M, IREE, MLIR, MSA, VELA } from "./producer/dumps.js";
import { pickled } from "./pytorch/pickle-writer.js";
import { EXAMPLE } from "./pytorch/snapshots.js";
import { buildModel, CHAIN } from "./tflite/build.js";
import { ASSIGNMENT_TEXT, encode, RANGES_TEXT, STEP, space } from "./xla/builders.js";

/** A file of each form, by the form's name. */
const EXAMPLES: Readonly<Record<string, string | Uint8Array>> = {
  "JSON of dsa-solver (dsa-problem-v1)": dsaText(),
  JSON: '{"buffers": [{"id": "a", "lower": 0, "upper": 4, "size": 16}]}',
  "CSV (MiniMalloc)": "# a comment\nid,lower,upper,size\na,0,4,16\n",
  "trace of allocations (CSV, JSON lines)": "# a log\ntime,op,id,size\n0,alloc,a,16\n4,free,a\n",
  "memory snapshot of PyTorch (pickle)": pickled(EXAMPLE),
  "ONNX model": modelBytes({
    inputs: { x: "float[2,3]" },
    outputs: ["y"],
    nodes: [node("Relu", ["x"], ["a"]), node("Neg", ["a"], ["y"])],
  }),
  "TensorFlow Lite model (.tflite)": buildModel(CHAIN),
  "log of TensorFlow Lite Micro (TF_LITE_SHOW_MEMORY_USE)": "0 (id=0): size=96, offset=0, first_used=0 last_used=1\n",
  "buffer assignment of XLA (text)": `${ASSIGNMENT_TEXT}\n${RANGES_TEXT}`,
  "HloProto of XLA (.hlo.pb)": encode("Hlo", STEP),
  "profile of JAX or TensorFlow (.xplane.pb)": space({ "jit_step(1)": STEP }),
  "ExecuTorch program (.pte)": programBytes([{ values: [{ sizes: [16], place: [1, 0] }], instructions: [] }]),
  "tt-mlir D2M JSON": D2M,
  "MSA allocinfo (XLA)": MSA,
  "Vela's verbose allocation": VELA,
  "IREE pack text": IREE,
  "MLIR text (memref)": MLIR,
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
    const ways =
      typeof text === "string" ? [text, bytesOf(text), bytesOf(`\uFEFF${text}`), bytesOf(`\n ${text}`)] : [text];
    for (const content of [...ways, gzipSync(text)]) {
      for (const fileName of ["x.csv", "x.json", "x.csv.gz", "x", "-"]) {
        const document = parse(content, fileName);
        expect(document.form.name).toBe(name);
        expect(document.problem).toEqual(parse(text, "y").problem);
      }
    }
  });

  test.each(Object.entries(EXAMPLES))(
    "%s is taken by no other form but those that take all JSON or text",
    (name, text) => {
      const file = new FileContent(text, "x");
      const takers = FORMS.filter((form) => form.sniff(file)).map((form) => form.name);
      expect(takers[0]).toBe(name);
      expect(takers.slice(1).filter((each) => each !== "JSON" && each !== "CSV (MiniMalloc)")).toEqual([]);
    },
  );

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

  test.each([["a PNG picture", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]]])(
    "refuses %s with the names of the forms that there are",
    (_, bytes) => {
      const { line, column, detail } = refusal(Uint8Array.from(bytes));
      expect([line, column]).toEqual([1, 1]);
      expect(detail).toBe(
        "the file is in none of the forms that telaplan reads: " + FORMS.map(({ name }) => name).join(", "),
      );
      expect(refusal(gzipSync(Uint8Array.from(bytes))).detail).toBe(detail);
    },
  );
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
