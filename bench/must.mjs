/** What TypeScript writes as `!` and `as`, for checked JavaScript: checked where it can be. */

/**
 * A value that is there by construction, or an error that names what is missing.
 *
 * @template Value
 * @param {Value | null | undefined} value
 * @param {string} what names it in the error
 * @returns {Value}
 */
export function must(value, what) {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}

/**
 * The own keys of an object, with the type that they have where it has no others.
 *
 * @template {object} Shape
 * @param {Shape} object
 * @returns {(keyof Shape)[]}
 */
export function keysOf(object) {
  return /** @type {(keyof Shape)[]} */ (Object.keys(object));
}

/**
 * The message of what was thrown.
 *
 * @param {unknown} error
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
