import { type Culprit, InputError, type Problem, shown } from "../problem/index.js";
import { BUFFER_SHAPES, type Fields, PROBLEM_SHAPES, type Shape } from "../problem/shapes.js";

/**
 * Refuses a key that no entry of a list has: what it was to say would be lost. That lists are lists of objects is
 * checked here too.
 *
 * @throws InputError that names the entry and the key
 */
export function checkEntryKeys(problem: Problem): void {
  for (const [field, shape] of Object.entries(PROBLEM_SHAPES)) {
    const value = (problem as unknown as Readonly<Record<string, unknown>>)[field];
    if (value !== undefined) checkShape(value, shape, field, { field });
  }
  const inBuffers = Object.entries(BUFFER_SHAPES).filter(([, shape]) => typeof shape === "object");
  for (const [bufferIndex, buffer] of problem.buffers.entries()) {
    for (const [field, shape] of inBuffers) {
      const value = (buffer as unknown as Readonly<Record<string, unknown>>)[field];
      if (value === undefined) continue;
      checkShape(value, shape, `buffer ${JSON.stringify(buffer.id)}: ${field}`, { bufferIndex, field });
    }
  }
}

/** Looks at lists of objects and at objects, and leaves values to those who know what they mean. */
function checkShape(value: unknown, shape: Shape, called: string, culprit: Culprit): void {
  if (typeof shape === "string") return;
  if (!isList(shape)) {
    checkFields(value, shape, called, culprit);
    return;
  }
  const [inner] = shape;
  if (!Array.isArray(value)) throw new InputError(`${called} must be an array, got ${shown(value)}`, culprit);
  if (typeof inner === "string" || isList(inner)) return;
  for (const [entry, each] of value.entries()) {
    // Of lists in lists, the outermost entry is the one at fault.
    checkFields(each, inner, `${called}[${entry}]`, { ...culprit, entry: culprit.entry ?? entry });
  }
}

function checkFields(value: unknown, fields: Fields, called: string, culprit: Culprit): void {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new InputError(`${called} must be an object, got ${shown(value)}`, culprit);
  }
  for (const key in value) {
    const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (shape === undefined) {
      const known = Object.keys(fields).map((each) => JSON.stringify(each));
      throw new InputError(
        `${called}: key ${JSON.stringify(key)} is not known; there are ${known.join(", ")}`,
        culprit,
      );
    }
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner === undefined || typeof shape === "string") continue;
    checkShape(inner, shape, `${called}.${key}`, { ...culprit, ...(culprit.entry !== undefined && { key }) });
  }
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
