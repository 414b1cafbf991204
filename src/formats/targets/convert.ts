import { InputError } from "../../problem/index.js";
import { type Document, type ParseOptions, parse } from "../document.js";
import { FormatError } from "../errors.js";
import { possibleTargets, TARGET_NAMES, targetNamed } from "./registry.js";
import type { Plan, Target } from "./target.js";

/** A file as another form says it. */
export interface Converted {
  readonly content: string | Uint8Array;
  /** What the user should be told of how it was read, and what was left out, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes a document, with a plan or without.
 *
 * @param to the name of a target: `csv`, `json`, `c-header`, …
 * @throws InputError where the target cannot say what the document has, or needs a plan and is given none, or one with
 * offsets beyond what it can hold; RangeError for a name that no target has
 */
export function writeAs(document: Document, to: string, plan: Plan | null = null): string | Uint8Array {
  const target = namedTarget(to);
  checkTarget(document, target);
  if (plan === null && target.needsPlan)
    throw new InputError(`${target.name} is written for a plan, and there is none`);
  return target.write(document, plan);
}

/**
 * Reads a file in one form and writes it in another. Nothing is planned: a target that needs a plan takes the one that
 * the file has.
 *
 * @throws FormatError as `parse` does, and where a plan is needed that the file has not; else as `writeAs`
 */
export function convert(
  content: string | Uint8Array,
  fileName: string,
  to: string,
  options: ParseOptions = {},
): Converted {
  const target = namedTarget(to);
  const document = parse(content, fileName, options);
  checkTarget(document, target);
  const { plan, notes } = planFor(document, target, options.ignoreOffsets === true, () =>
    parse(content, fileName, { ...options, placed: true }),
  );
  return {
    content: target.write(document, plan),
    notes: [...document.notes, ...lossNotes(document, target), ...notes],
  };
}

/** @throws InputError where the target cannot say what the document has, by name */
export function checkTarget(document: Document, target: Target): void {
  const refusals = target.refusals(document);
  if (refusals.length === 0) return;
  const others = possibleTargets(document);
  const isSame = target.name === "same";
  const what = isSame ? "the file cannot be written again: " : `${target.title} cannot say `;
  throw new InputError(`${what}${refusals.join(isSame ? "; " : ", ")} (it can be written as ${others.join(", ")})`);
}

/** A sentence for each thing that is left out. */
export function lossNotes(document: Document, target: Target): string[] {
  return (target.losses?.(document) ?? []).map((loss) => `${target.name}: ${loss}`);
}

/**
 * The plan that a file has: offsets that are all fixed, or a plan of its producer's; null where the target needs none
 * and the document says all.
 *
 * @param isIgnored whether the plan of the file does not count
 * @param readPlaced reads the file again, its offsets as a plan
 * @throws FormatError where a plan is needed and there is none, InputError where it does not count
 */
export function planFor(
  document: Document,
  target: Target,
  isIgnored: boolean,
  readPlaced: () => Document,
): { readonly plan: Plan | null; readonly notes: readonly string[] } {
  if (isIgnored && target.needsPlan)
    throw new InputError(`${target.name} is written for a plan, and it is passed over`);
  const isProducers = !isIgnored && document.otherPlans.some(({ offsets }) => offsets !== null);
  if (!target.needsPlan && !isProducers) return { plan: null, notes: othersLost(document) };
  let placed: Document;
  try {
    placed = readPlaced();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (!target.needsPlan) return { plan: null, notes: othersLost(document) };
    const detail = `${error.detail}; ${target.name} is written for a plan`;
    throw new FormatError(error.file, error.line, error.column, detail, error.refusedNames, error.byte);
  }
  const notes = isProducers ? ["the offsets are those of the file's own plan"] : [];
  return { plan: { offsets: placed.offsets!, memories: placed.memories }, notes };
}

function othersLost({ otherPlans }: Document): string[] {
  if (otherPlans.length === 0) return [];
  const [noun, verb] = otherPlans.length === 1 ? ["plan", "is"] : ["plans", "are"];
  return [`the ${noun} of ${otherPlans.map(({ planner }) => planner).join(", ")} ${verb} left out`];
}

function namedTarget(to: string): Target {
  const target = targetNamed(to);
  if (target === undefined)
    throw new RangeError(`no form of output is called ${to}; there are ${TARGET_NAMES.join(", ")}`);
  return target;
}
