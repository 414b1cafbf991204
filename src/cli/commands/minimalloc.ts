/**
 * The command line of google/minimalloc (src/main.cc), answered by telaplan: the same flags, files, outputs and exit
 * codes. Standard error gets the seconds that the search took, without a line's end, as scripts read them; what goes
 * wrong, and what is ignored, is told before that, a line each.
 *
 * It differs where MiniMalloc is silent: a file that cannot be read or written is told, with exit code 1; fixed offsets
 * are kept.
 */
import { readFileSync } from "node:fs";
import { InputError, type Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { complain } from "../complain.js";
import { type FlagSpec, type FlagValue, parseFlags } from "../input/absl-flags.js";
import {
  MinimallocFault,
  type MinimallocFile,
  readMinimallocCsv,
  writeMinimallocCsv,
} from "../input/minimalloc-csv.js";
import { tikzOf } from "../output/minimalloc-tikz.js";
import { OutputError, writeOutput } from "../output/write-output.js";
import { localPlanner } from "../planners/local.js";
import { describeSystemError } from "../system-errors.js";

const switchOf = (text: string, initial: boolean): FlagSpec => ({ kind: "bool", text, initial });

/** What only MiniMalloc's search has: telaplan's answers are right without. */
const OF_ITS_SEARCH: Readonly<Record<string, FlagSpec>> = {
  canonical_only: switchOf("of MiniMalloc's search; ignored", true),
  section_inference: switchOf("of MiniMalloc's search; ignored", true),
  dynamic_ordering: switchOf("of MiniMalloc's search; ignored", true),
  check_dominance: switchOf("of MiniMalloc's search; ignored", true),
  unallocated_floor: switchOf("of MiniMalloc's search; ignored", true),
  static_preordering: switchOf("of MiniMalloc's search; ignored", true),
  dynamic_decomposition: switchOf("of MiniMalloc's search; ignored", true),
  monotonic_floor: switchOf("of MiniMalloc's search; ignored", true),
  hatless_pruning: switchOf("of MiniMalloc's search; ignored", true),
  preordering_heuristics: { kind: "string", text: "of MiniMalloc's search; ignored", initial: "WAT,TAW,TWA" },
};

const OWN: Readonly<Record<string, FlagSpec>> = {
  capacity: { kind: "int64", text: "bytes of the memory", initial: 0 },
  input: { kind: "string", text: "the CSV file with the buffers", initial: "" },
  output: { kind: "string", text: "the CSV file that is written, with offsets", initial: "" },
  timeout: {
    kind: "duration",
    text: "the longest that the search may take, as 1m30s",
    initial: Number.POSITIVE_INFINITY,
  },
  validate: switchOf("replay the plan, and print PASS or FAIL", false),
  print_solution: switchOf("print the plan in LaTeX", false),
  ...OF_ITS_SEARCH,
};

/** Flags of every program that uses Abseil's: those that print help end with 1, as there. */
const HELP = ["help", "helpfull", "helpshort", "helppackage"];
const ABSEIL: Readonly<Record<string, FlagSpec>> = {
  ...Object.fromEntries(HELP.map((name) => [name, switchOf("print these flags", false)])),
  helpon: { kind: "string", text: "print these flags", initial: "" },
  helpmatch: { kind: "string", text: "print these flags", initial: "" },
  version: switchOf("print the version", false),
  only_check_args: switchOf("check the flags, and do no more", false),
};

/**
 * Runs the program.
 *
 * @param args without the program's name
 * @returns its exit code: 0 where there is a plan, else 1
 */
export async function minimalloc(args: readonly string[], versionOf: () => string): Promise<0 | 1> {
  const { values, errors } = parseFlags(args, { ...OWN, ...ABSEIL }, { readFile: textOrNull, env: process.env });
  for (const error of errors) complain(`ERROR: ${error}`);
  const isHelp =
    HELP.some((name) => values.get(name) === true) || ["helpon", "helpmatch"].some((name) => values.get(name));
  if (isHelp) process.stdout.write(helpText());
  if (isHelp || errors.length > 0) return 1;
  if (values.get("version") === true) process.stdout.write(`minimalloc of telaplan ${versionOf()}\n`);
  if (values.get("version") === true || values.get("only_check_args") === true) return 0;
  tellIgnored(values);
  try {
    return await run((name) => values.get(name) ?? OWN[name]!.initial);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    complain(`minimalloc: ${reason}`);
    return 1;
  }
}

async function run(flag: (name: string) => FlagValue): Promise<0 | 1> {
  const input = flag("input") as string;
  const file = readInput(input);
  if (file.linesBehind > 0) {
    complain(
      `minimalloc: ${input}: the table ends at the first empty line; ${file.linesBehind} lines behind it do not count`,
    );
  }
  const problem: Problem = { buffers: file.buffers, capacity: flag("capacity") as number };
  const planner = await localPlanner();
  const timeLimitMs = Math.max(1, flag("timeout") as number);
  const asked = { minimize: false, timeLimitMs, signal: new AbortController().signal };
  let result: Awaited<ReturnType<typeof planner.plan>>["result"];
  try {
    ({ result } = await planner.plan(problem, asked));
  } catch (error) {
    if (error instanceof InputError) throw new MinimallocFault(`${input}: ${byIds(error, file)}`);
    throw error;
  }
  const { offsets, infeasibility, solveMs } = result;
  if (offsets === null)
    complain(`minimalloc: ${infeasibility === null ? "no plan was found in time" : "no plan fits"}`);
  process.stderr.write((solveMs / 1000).toFixed(3));
  if (offsets === null) return 1;
  if (flag("validate") === true) {
    process.stderr.write(simulate(problem, offsets).ok ? "PASS\n" : "FAIL\n");
  }
  if (flag("print_solution") === true) process.stdout.write(tikzOf(problem, file.ids, offsets));
  const output = flag("output") as string;
  // No standard output here: a file may be called so.
  if (output !== "") await writeOutput(output === "-" ? "./-" : output, writeMinimallocCsv(file, offsets));
  return 0;
}

function readInput(path: string): MinimallocFile {
  if (path === "") throw new MinimallocFault("--input is missing");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new MinimallocFault(`${path}: ${describeSystemError(error) ?? (error as Error).message}`);
  }
  try {
    return readMinimallocCsv(text);
  } catch (error) {
    if (error instanceof MinimallocFault) throw new MinimallocFault(`${path}: ${error.message}`);
    throw error;
  }
}

/** What an input error says, with the id that the file has. */
function byIds({ message, culprit: { bufferIndex } }: InputError, { ids }: MinimallocFile): string {
  if (bufferIndex === undefined) return message;
  return message.replace(`"${bufferIndex}"`, () => JSON.stringify(ids[bufferIndex]));
}

function tellIgnored(values: ReadonlyMap<string, FlagValue>): void {
  for (const [name, { initial }] of Object.entries(OF_ITS_SEARCH)) {
    const value = values.get(name);
    if (value === undefined || value === initial) continue;
    complain(`minimalloc: --${name}=${value} is ignored: telaplan's search has nothing of that kind`);
  }
}

/** Why it cannot go on; undefined where that is a fault of ours. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof MinimallocFault) return error.message;
  return error instanceof OutputError && describeSystemError(error.cause) !== undefined ? error.message : undefined;
}

function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function helpText(): string {
  const shown = (initial: FlagValue): string => (typeof initial === "string" ? `"${initial}"` : String(initial));
  const lines = Object.entries(OWN).map(([name, { text, initial }]) => {
    return `    --${name} (${text}); default: ${initial === Number.POSITIVE_INFINITY ? "inf" : shown(initial)};`;
  });
  return `minimalloc: the command line of google/minimalloc, answered by telaplan.\n\n${lines.join("\n")}\n`;
}
