import type { Document } from "../document.js";
import { unpackedName } from "../file-name.js";
import { cHeaderTarget } from "./c-header.js";
import { csvTarget, jsonTarget, sameTarget } from "./problem-files.js";
import { stallocTarget } from "./stalloc.js";
import type { Target } from "./target.js";
import { tflmBufferPlanTarget } from "./tflm-buffer-plan.js";
import { traceTarget } from "./trace.js";

/** Every form that is written, in the order of lists. */
export const TARGETS: readonly Target[] = [
  sameTarget,
  csvTarget,
  jsonTarget,
  cHeaderTarget,
  tflmBufferPlanTarget,
  stallocTarget,
  traceTarget,
];

/** Other names that `--to` takes. */
const ALIASES: Readonly<Record<string, string>> = { "chrome-trace": "perfetto" };

/** All that `targetNamed` knows. */
export const TARGET_NAMES: readonly string[] = [...TARGETS.map(({ name }) => name), ...Object.keys(ALIASES)];

/** The target of that name. */
export function targetNamed(name: string): Target | undefined {
  const full = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return TARGETS.find((target) => target.name === full);
}

/**
 * What a file's name asks for: the target with the longest extension that it ends in; the form that was read where it
 * has none of them.
 */
export function targetOfFileName(fileName: string): Target {
  const name = fileName.replace(/^.*[/\\]/s, "").toLowerCase();
  let found: Target = sameTarget;
  let longest = 0;
  for (const target of TARGETS) {
    for (const extension of target.extensions) {
      if (!name.endsWith(extension) || extension.length <= longest) continue;
      found = target;
      longest = extension.length;
    }
  }
  return found;
}

/** Extensions of files that are no text, and of which each means one form. */
const BINARY = /\.(tflite|lite|onnx|ort|pb|binpb|pbbin|pte|ptd|pickle|pkl|pt|pth|npy|npz|flatbuffer|fb|vmfb|gz)$/i;

/**
 * Why a file of that name must not hold what the target writes, a sentence; null where it may. A text under the name of
 * a model would be taken for one, and so would one model under the name of another. A form that cannot be written at
 * all is for `checkTarget` to refuse.
 */
export function misnamed({ form, fileName: input }: Document, target: Target, fileName: string): string | null {
  const [, wanted] = BINARY.exec(fileName) ?? [];
  const isWritten = form.write !== undefined || form.writeBytes !== undefined;
  if (wanted === undefined || target !== sameTarget || !isWritten) return null;
  const [, given] = BINARY.exec(unpackedName(input)) ?? [];
  if (form.writeBytes !== undefined && (given === undefined || given.toLowerCase() === wanted.toLowerCase()))
    return null;
  const what = form.writeBytes === undefined ? `${form.name} is text` : `the file's form is ${form.name}`;
  return `.${wanted} is the end of another kind of file's name, and ${what}`;
}

/** The targets that a document can be written as, by name. */
export function possibleTargets(document: Document): string[] {
  return TARGETS.filter((target) => target.refusals(document).length === 0).map(({ name }) => name);
}
