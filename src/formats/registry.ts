import type { FileContent } from "./content.js";
import { csvForm } from "./csv/csv.js";
import { d2mForm } from "./d2m/d2m.js";
import { dsaForm } from "./dsa/dsa.js";
import { FormatError } from "./errors.js";
import { executorchForm } from "./executorch/executorch.js";
import type { FileForm } from "./form.js";
import { ireeForm } from "./iree/iree.js";
import { jsonForm } from "./json/json.js";
import { mlirForm } from "./mlir/mlir.js";
import { msaForm } from "./msa/msa.js";
import { onnxForm } from "./onnx/onnx.js";
import { pytorchForm } from "./pytorch/pytorch.js";
import { foreignKind } from "./text.js";
import { tflmLogForm } from "./tflite/log.js";
import { tfliteForm } from "./tflite/tflite.js";
import { traceForm } from "./trace/trace.js";
import { velaForm } from "./vela/vela.js";
import { xlaProtoForm } from "./xla/proto-form.js";
import { xlaTextForm } from "./xla/text-form.js";
import { xplaneForm } from "./xla/xplane-form.js";

/** Every form that is read. The first that recognises a file has it: the more special ones come first. */
export const FORMS: readonly FileForm[] = [
  tfliteForm,
  executorchForm,
  pytorchForm,
  xlaProtoForm,
  xplaneForm,
  onnxForm,
  xlaTextForm,
  dsaForm,
  d2mForm,
  tflmLogForm,
  msaForm,
  velaForm,
  ireeForm,
  mlirForm,
  traceForm,
  jsonForm,
  csvForm,
];

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
