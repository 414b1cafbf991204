import {
  checkTarget,
  type Document,
  lossNotes,
  misnamed,
  possibleTargets,
  TARGET_NAMES,
  type Target,
  targetNamed,
  targetOfFileName,
} from "../../formats/index.js";
import { InputError } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { isStdout } from "./place.js";

/** What a file is to be written as. */
export interface WrittenAs {
  readonly target: Target;
  /** True where an option says it, and not the file's name. */
  readonly isAsked: boolean;
}

/** What an output is called, and what is asked of it. */
export interface Wish {
  readonly path: string;
  /** The name of a target, over that of the output. */
  readonly to: string | undefined;
  /** Whether the name is made from the input's: it then asks for no more than a problem's form. */
  readonly isDerived: boolean;
}

/** The target that `--to` names, or else the name of the output. */
export function writtenAs({ path, to, isDerived }: Wish): WrittenAs {
  if (to !== undefined) return { target: namedTarget(to), isAsked: true };
  if (isStdout(path)) return { target: targetNamed("same")!, isAsked: false };
  const target = targetOfFileName(path);
  const isOther = isDerived && target.needsPlan;
  return { target: isOther ? targetNamed("same")! : target, isAsked: false };
}

/**
 * As `writtenAs`, for a document that was read: where its own form cannot be written and no name says another, standard
 * output gets CSV, or JSON where CSV cannot say the problem.
 */
export function writtenFor(document: Document, wish: Wish): WrittenAs {
  const written = writtenAs(wish);
  const { write, writeBytes } = document.form;
  const isReadOnly = write === undefined && writeBytes === undefined;
  if (!isReadOnly || written.isAsked || !isStdout(wish.path)) return written;
  const csv = targetNamed("csv")!;
  return { target: csv.refusals(document).length === 0 ? csv : targetNamed("json")!, isAsked: false };
}

/** As `writtenFor`, for a document with a plan: a text whose form the name asks for stays as it is read. */
export function keptAs(document: Document, wish: Wish): WrittenAs {
  const written = writtenFor(document, wish);
  const { form, source } = document;
  const isKept = !written.isAsked && form.write !== undefined && written.target.name === source.form;
  return isKept ? { target: targetNamed("same")!, isAsked: false } : written;
}

/** @throws UsageError with the names that there are */
export function namedTarget(to: string): Target {
  const target = targetNamed(to);
  if (target === undefined)
    throw new UsageError(`--to: must be ${TARGET_NAMES.join(" or ")}, got ${JSON.stringify(to)}`);
  return target;
}

/**
 * Refuses what can never be written, before work begins on it, and tells what is left out.
 *
 * @param name of the input, for what is told
 * @throws UsageError where the target cannot say what the document has, or the output's name is that of another form
 */
export function checkWritten(document: Document, { target, isAsked }: WrittenAs, path: string, name: string): void {
  const wrong = isAsked || isStdout(path) ? null : misnamed(document, target, path);
  if (wrong !== null) {
    throw new UsageError(`--output: ${path}: ${wrong}; --to takes one of ${possibleTargets(document).join(", ")}`);
  }
  try {
    checkTarget(document, target);
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`--output: ${path}: ${error.message}`);
    throw error;
  }
  for (const note of lossNotes(document, target)) complain(`${name}: ${note}`);
}
