import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";
import type { ServeSettings } from "./serve-flag.js";
import { optionOf, SERVE_FLAGS, variableOf } from "./serve-options.js";
import { checkVariables } from "./serve-variables.js";

/**
 * Settles every setting: a flag counts over its variable, a variable over the file, the file over the default. An empty
 * variable counts as none.
 *
 * @param command parsed: commander has read flags and variables, and knows which of them a value comes from.
 * @throws UsageError that names the flag, the variable, or the file and its key.
 */
export function serveSettings(command: Command, defaults: ServeSettings): ServeSettings {
  checkVariables(process.env, [...SERVE_FLAGS.map(({ name }) => variableOf(name)), variableOf("config")]);
  const settings: Record<string, unknown> = { ...defaults };
  const configPath = command.getOptionValue("config") as string | undefined;
  const file = configPath ? readConfig(configPath) : {};
  for (const flag of SERVE_FLAGS) {
    const { name, key, parse } = flag;
    const attribute = optionOf(flag).attributeName();
    const isEmpty = command.getOptionValueSource(attribute) === "env" && process.env[variableOf(name)] === "";
    if (isEmpty) command.setOptionValueWithSource(attribute, undefined, "default");
    if (command.getOptionValue(attribute) === undefined && file[name] !== undefined) {
      command.setOptionValueWithSource(attribute, file[name], "config");
    }
    const given = command.getOptionValue(attribute) as unknown;
    const source = command.getOptionValueSource(attribute);
    if (source === "cli") settings[key] = parse(`--${name}`)(String(given));
    else if (source === "config") settings[key] = parse(`${configPath}: ${name}`)(String(given));
    else if (source === "env") {
      // Commander takes a switch for on where there is its variable, whatever that says.
      const variable = variableOf(name);
      settings[key] = parse(variable)(flag.value === undefined ? process.env[variable]! : String(given));
    }
  }
  return settings as unknown as ServeSettings;
}

function readConfig(path: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const why =
      error instanceof SyntaxError ? `is no JSON: ${error.message}` : `cannot be read: ${describeSystemError(error)}`;
    throw new UsageError(`--config: ${path} ${why}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(`--config: ${path} must hold an object`);
  }
  for (const [name, value] of Object.entries(parsed)) {
    if (!SERVE_FLAGS.some((flag) => flag.name === name)) {
      throw new UsageError(`--config: ${path}: there is no setting ${JSON.stringify(name)}`);
    }
    if (!["string", "number", "boolean"].includes(typeof value)) {
      throw new UsageError(`--config: ${path}: ${name} must be a text, a number, true or false`);
    }
  }
  return parsed as Record<string, unknown>;
}
