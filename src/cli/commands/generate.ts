import { dirname, extname, join } from "node:path";
import { type Command, Option } from "commander";
import { formatCount } from "../../draw/units.js";
import { serialize, statedIn, withCapacity } from "../../formats/index.js";
import { type ColumnInstance, csvOfColumns, type Family, families, type Options } from "../../instances/index.js";
import { isConstrained, type Problem } from "../../problem/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { statOf } from "../input/files.js";
import { bytes, oneOf, wholeNumber } from "../input/options.js";
import { isStdout, STDOUT } from "../output/place.js";
import { unsaid } from "../output/unsaid.js";
import { makeFolder, writeOutput } from "../output/write-output.js";

type Form = "csv" | "json";
type OptionSpec = Family["options"][number];

/** Where a generated instance goes, and in which form; what is undefined follows from the other. */
interface Destination {
  readonly output?: string;
  readonly form?: Form;
  /** The old name of `form`. */
  readonly format?: Form;
  /** Tell on standard output what was written, as a JSON line. */
  readonly json?: boolean;
}

/** Gives `command` a subcommand for each family, with the family's own options, and `--list`. */
export function addFamilies(command: Command): void {
  command
    .usage("<family> [options]")
    // Reached only by a word that is no family: those are subcommands.
    .argument("[family]")
    .option("--list", "print the families")
    .option("--json", "as JSON lines")
    .action((unknown: string | undefined, { list, json }) => {
      if (unknown !== undefined)
        throw new UsageError(`there is no family ${JSON.stringify(unknown)}; --list prints them`);
      if (list !== true) throw new UsageError("generate: say which family; --list prints them");
      process.stdout.write(json ? listingLines() : listing());
    });
  for (const family of families) addFamily(command, family);
}

function addFamily(command: Command, family: Family): void {
  const subcommand = command.command(family.name).description(family.description);
  for (const spec of family.options) subcommand.addOption(toOption(spec));
  subcommand
    .option("-o, --output <path>", "write it here; a folder gets NAME.CAPACITY.csv, without it standard output")
    .addOption(formOption("--form"))
    .addOption(formOption("--format").hideHelp())
    .option("--json", "tell what was written as a JSON line")
    .action(
      async ({ output, form, format, json: _, ...given }: Destination & Record<string, unknown>, self: Command) => {
        // The command above has the flag for its list, and takes it first.
        const { json } = self.optsWithGlobals<Destination>();
        await deliver(family, given, { output, form, format, json });
      },
    );
}

function formOption(name: string): Option {
  const option = new Option(`${name} <form>`, "csv or json; by default what the output's name says, else csv");
  return option.argParser(oneOf(name, ["csv", "json"]));
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

/** What is said of an instance, however it was made. */
interface Written {
  readonly name: string;
  readonly problem: Pick<Problem, "capacity" | "base">;
  readonly buffers: number;
  readonly optimum: number | undefined;
  readonly content: string | Uint8Array;
}

async function deliver(family: Family, options: Options, destination: Destination): Promise<void> {
  const { output = STDOUT, format, json } = destination;
  if (format !== undefined) complain("--format: is called --form now");
  const toStdout = isStdout(output);
  const isFolder = !toStdout && (/[/\\]$/.test(output) || statOf(output)?.isDirectory() === true);
  const asked = destination.form ?? format ?? (toStdout || isFolder ? undefined : formOfName(output));
  const { form, written } = made(family, options, asked);
  const { name, problem, buffers, optimum, content } = written;
  const { capacity } = problem;
  const fileName = capacity === undefined ? `${name}.${form}` : withCapacity(name, capacity, form);
  const file = isFolder ? join(output, fileName) : output;
  if (!toStdout) makeFolder(dirname(file));
  await writeOutput(file, content);
  const note = unsaid({ target: file, form, problem, stated: statedIn(problem, form) });
  if (note !== null) complain(toStdout ? `${note}; --form json says all` : note);
  if (toStdout) return;
  if (json) {
    const row = { output: file, buffers, capacity: capacity ?? null, optimum: optimum ?? null };
    process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  const facts = [`${formatCount(buffers)} buffers`];
  if (capacity !== undefined) facts.push(`capacity ${formatCount(capacity)}`);
  if (optimum !== undefined) facts.push(`least peak ${formatCount(optimum)}`);
  process.stdout.write(`wrote ${file}: ${facts.join(", ")}\n`);
}

/** The instance in the form that was asked for. What columns cannot say goes into JSON by default. */
function made(family: Family, options: Options, asked: Form | undefined): { form: Form; written: Written } {
  if (family.columns !== undefined && asked !== "json")
    return { form: "csv", written: ofColumns(family.columns(options)) };
  const { name, problem, optimum } = family.generate(options);
  const form = asked ?? (isConstrained(problem) ? "json" : "csv");
  const content = serialize(problem, form);
  return { form, written: { name, problem, buffers: problem.buffers.length, optimum, content } };
}

/** A million rows are written without an object each. */
function ofColumns(columns: ColumnInstance): Written {
  const { name, capacity, optimum, size } = columns;
  const content = Buffer.concat([...csvOfColumns(columns)]);
  return { name, problem: capacity === undefined ? {} : { capacity }, buffers: size.length, optimum, content };
}

function formOfName(path: string): Form | undefined {
  const extension = extname(path).toLowerCase();
  return extension === ".json" ? "json" : extension === ".csv" ? "csv" : undefined;
}

function listing(): string {
  const widest = Math.max(...families.map(({ name }) => name.length));
  const lines = (kind: Family["kind"]) =>
    families
      .filter((family) => family.kind === kind)
      .map(({ name, description }) => `  ${name.padEnd(widest)}  ${description}\n`)
      .join("");
  return (
    `Networks, scheduled into lifetimes:\n${lines("network")}\nDrawn from a seed:\n${lines("synthetic")}\n` +
    `Large, drawn from a seed:\n${lines("large")}`
  );
}

function listingLines(): string {
  return families.map(({ name, kind, description }) => `${JSON.stringify({ name, kind, description })}\n`).join("");
}
