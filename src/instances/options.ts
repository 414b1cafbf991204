import { InputError } from "../problem/index.js";

/**
 * What an option is called, what it takes and what it is when absent. `default: null` means what the description says.
 */
export type OptionSpec =
  | {
      readonly name: string;
      readonly type: "integer";
      /** Least value allowed. */
      readonly min: number;
      /** Greatest value allowed. */
      readonly max: number;
      readonly default: number | null;
      readonly description: string;
    }
  | { readonly name: string; readonly type: "flag"; readonly default: boolean; readonly description: string }
  | {
      readonly name: string;
      readonly type: "choice";
      readonly choices: readonly string[];
      readonly default: string;
      readonly description: string;
    };

/** Options as a caller gives them; those that are undefined count as absent. */
export type Options = Readonly<Record<string, unknown>>;

type ValueOf<S> = S extends { readonly type: "integer"; readonly default: infer D }
  ? D extends null
    ? number | null
    : number
  : S extends { readonly type: "choice"; readonly choices: readonly (infer C)[] }
    ? C
    : boolean;

/** The values that specifications declared `as const` resolve to. */
export type Values<S extends readonly OptionSpec[]> = {
  readonly [K in S[number] as K["name"]]: ValueOf<K>;
};

/**
 * Checks the given options against their specifications and fills in the defaults.
 *
 * @throws InputError that names the option and its value: one that the family does not have, a wrong type, an integer
 * out of its bounds, a choice that there is not.
 */
export function resolveOptions<const S extends readonly OptionSpec[]>(
  family: string,
  specs: S,
  given: Options,
): Values<S> {
  const values: Record<string, unknown> = {};
  for (const spec of specs) values[spec.name] = spec.default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec === undefined) {
      const known = specs.map((candidate) => candidate.name).join(", ");
      throw new InputError(`family ${family} has no option ${JSON.stringify(name)}; it has ${known}`, { field: name });
    }
    values[name] = checked(spec, value);
  }
  return values as Values<S>;
}

function checked(spec: OptionSpec, value: unknown): unknown {
  if (spec.type === "integer") {
    if (Number.isSafeInteger(value) && (value as number) >= spec.min && (value as number) <= spec.max) return value;
    throw optionError(spec.name, value, `must be an integer from ${spec.min} to ${spec.max}`);
  }
  if (spec.type === "flag") {
    if (typeof value === "boolean") return value;
    throw optionError(spec.name, value, "must be true or false");
  }
  if (typeof value === "string" && spec.choices.includes(value)) return value;
  throw optionError(spec.name, value, `must be one of ${spec.choices.join(", ")}`);
}

/** An InputError about one option. `rule` completes the sentence: "must be …". */
export function optionError(name: string, value: unknown, rule: string): InputError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new InputError(`option "${name}" ${rule}, got ${shown}`, { field: name });
}

/**
 * Reads an option's value from the text of a command line: an integer in digits, `true` or `false`, or the choice
 * itself.
 *
 * @throws InputError as `resolveOptions` does.
 */
export function optionFromText(spec: OptionSpec, text: string): number | boolean | string {
  let value: unknown = text;
  if (spec.type === "integer" && /^-?\d+$/.test(text)) value = Number(text);
  if (spec.type === "flag" && (text === "true" || text === "false")) value = text === "true";
  return checked(spec, value) as number | boolean | string;
}
