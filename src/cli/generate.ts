import { mkdirSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { type Command, Option } from "commander";
import { formatCount } from "../draw/units.js";
import { serialize, withCapacity } from "../formats/index.js";
import { type Family, families, type GeneratedInstance } from "../instances/index.js";
import { complain } from "./faults.js";
import { describeSystemError, statOf, writeText } from "./files.js";
import { lostCapacity } from "./lost-capacity.js";
import { bytes, oneOf, UsageError, wholeNumber } from "./options.js";

type Form = "csv" | "json";
type OptionSpec = Family["options"][number];

/** Where a generated instance goes, and in which form; what is undefined follows from the other. */
interface Destination {
  readonly output?: string;
  readonly format?: Form;
}

/** Gives `command` a subcommand for each family, with the family's own options, and `--list`. */
export function addFamilies(command: Command): void {
  command
    .usage("<family> [options]")
    // Reached only by a word that is no family: those are subcommands.
    .argument("[family]")
    .option("--list", "print the families")
    .action((unknown: string | undefined, { list }) => {
      if (unknown !== undefined)
        throw new UsageError(`there is no family ${JSON.stringify(unknown)}; --list prints them`);
      if (list !== true) throw new UsageError("generate: say which family; --list prints them");
      process.stdout.write(listing());
    });
  for (const family of families) addFamily(command, family);
}

function addFamily(command: Command, family: Family): void {
  const subcommand = command.command(family.name).description(family.description);
  for (const spec of family.options) subcommand.addOption(toOption(spec));
  subcommand
    .option("-o, --output <path>", "write it here; a folder gets NAME.CAPACITY.csv, without it standard output")
    .addOption(
      new Option("--format <form>", "csv or json; by default what the output's name says, else csv").argParser(
        oneOf("--format", ["csv", "json"]),
      ),
    )
    .action(({ output, format, ...given }: Destination & Record<string, unknown>) => {
      deliver(family.generate(given), { output, format });
    });
}

function toOption(spec: OptionSpec): Option {
  const flag = flagOf(spec.name);
  if (spec.type === "flag") return new Option(spec.default ? `--no-${flag.slice(2)}` : flag, spec.description);
  if (spec.type === "choice") {
    const option = new Option(`${flag} <word>`, `${spec.description} (${spec.choices.join(", ")})`);
    return option.argParser(oneOf(flag, spec.choices)).default(spec.default);
  }
  const most = spec.max === Number.MAX_SAFE_INTEGER ? "" : ` to ${formatCount(spec.max)}`;
  const option = new Option(`${flag} <n>`, `${spec.description} (from ${formatCount(spec.min)}${most})`);
  // Bytes take units wherever a memory's size is asked for; the family checks the range.
  option.argParser(spec.name === "capacity" ? bytes(flag) : wholeNumber(flag, spec.min, spec.max));
  return spec.default === null ? option : option.default(spec.default);
}

/** `minSize` is `--min-size` on the command line, and commander gives it back as `minSize`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function deliver({ name, problem, optimum }: GeneratedInstance, { output, format }: Destination): void {
  if (output === undefined) {
    process.stdout.write(serialize(problem, format ?? "csv"));
    return;
  }
  const isFolder = /[/\\]$/.test(output) || statOf(output)?.isDirectory() === true;
  const form = format ?? (!isFolder && extname(output).toLowerCase() === ".json" ? "json" : "csv");
  const { capacity } = problem;
  const fileName = capacity === undefined ? `${name}.${form}` : withCapacity(name, capacity, form);
  const file = isFolder ? join(output, fileName) : output;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeText(file, serialize(problem, form));
  } catch (error) {
    const reason = describeSystemError(error);
    throw reason === undefined ? error : new UsageError(`--output: cannot write ${file}: ${reason}`);
  }
  const facts = [`${formatCount(problem.buffers.length)} buffers`];
  if (problem.capacity !== undefined) facts.push(`capacity ${formatCount(problem.capacity)}`);
  if (optimum !== undefined) facts.push(`least peak ${formatCount(optimum)}`);
  process.stdout.write(`${file}: ${facts.join(", ")}\n`);
  const loss = form === "csv" ? lostCapacity(file, capacity) : null;
  if (loss !== null) complain(loss);
}

function listing(): string {
  const widest = Math.max(...families.map(({ name }) => name.length));
  const lines = (kind: Family["kind"]) =>
    families
      .filter((family) => family.kind === kind)
      .map(({ name, description }) => `  ${name.padEnd(widest)}  ${description}\n`)
      .join("");
  return `Networks, scheduled into lifetimes:\n${lines("network")}\nDrawn from a seed:\n${lines("synthetic")}`;
}
