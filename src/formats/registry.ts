import type { FileContent } from "./content.js";
import { csvForm } from "./csv/csv.js";
import { dsaForm } from "./dsa/dsa.js";
import { FormatError } from "./errors.js";
import type { FileForm } from "./form.js";
import { jsonForm } from "./json/json.js";
import { onnxForm } from "./onnx/onnx.js";
import { foreignKind } from "./text.js";
import { tflmLogForm } from "./tflite/log.js";
import { tfliteForm } from "./tflite/tflite.js";

/** Every form that is read. The first that recognises a file has it: the more special ones come first. */
export const FORMS: readonly FileForm[] = [tfliteForm, onnxForm, dsaForm, tflmLogForm, jsonForm, csvForm];

/**
 * The form that a file has, by its content.
 *
 * @throws FormatError at 1:1, with the forms that there are, where it has none of them
 */
export function formOf(file: FileContent): FileForm {
  const form = FORMS.find((each) => each.sniff(file));
  if (form !== undefined) return form;
  const kind = foreignKind(file.bytes);
  const detail =
    kind === undefined
      ? `the file is in none of the forms that telaplan reads: ${FORMS.map(({ name }) => name).join(", ")}`
      : `${kind}; telaplan reads UTF-8`;
  throw new FormatError(file.fileName, 1, 1, detail);
}
