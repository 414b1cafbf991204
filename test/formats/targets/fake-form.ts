import { errorAtByte } from "../../../src/formats/errors.js";
import type { FileForm } from "../../../src/formats/form.js";
import { type Document, parse } from "../../../src/formats/index.js";

/** A document of a form that is not in the registry: bytes, or a dump that holds no plan. */
export function fakeDocument(kind: "bytes" | "dump", fileName: string, text: string): Document {
  const document = parse(text, fileName);
  const form: FileForm = {
    name: `fake ${kind}`,
    takes: [],
    sniff: () => false,
    read: () => {
      throw errorAtByte(fileName, 0, "nothing reads it");
    },
    ...(kind === "bytes" && { writeBytes: (_, { offsets }) => Uint8Array.from([0xff, ...Array.from(offsets)]) }),
  };
  return { ...document, form };
}
