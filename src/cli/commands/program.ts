import { Command, Option } from "commander";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { bytes, growth, MOST_THREADS, oneOf, seconds, termLimit, termList, wholeNumber } from "../input/options.js";
import { addMemoryOptions, addReadOptions } from "../input/read-options.js";
import { SOLVERS } from "../input/solvers.js";
import { SERVER_PACKAGES, withPackages } from "../service-packages.js";
import {
  BATCH_HELP,
  CHECK_HELP,
  COMPARE_HELP,
  COMPLETION_HELP,
  CONVERT_HELP,
  DIFF_HELP,
  EXPLAIN_HELP,
  GENERATE_HELP,
  PACK_HELP,
  POLICY_HELP,
  PROGRAM_HELP,
  SERVE_HELP,
  TUNE_HELP,
  VERIFY_HELP,
  VIEW_HELP,
  WORKER_HELP,
} from "./help.js";

/** What --json means, wherever there is a table. */
const JSON_LINES = "JSON lines on standard output in place of the table";

/**
 * All commands and their options. Each command is loaded when it is called, so that a short run does not pay for what
 * it does not use.
 *
 * @param args of the process: what only one command needs to be declared is loaded for that one alone
 * @param end takes the exit code of a command
 */
export async function programFor(
  args: readonly string[],
  version: string,
  end: (code: ExitCode) => void,
): Promise<Command> {
  // What is made from all commands needs all of them.
  const isWanted = (name: string): boolean =>
    ["completion", "man", name].includes(args[0]!) || (args[0] === "help" && args[1] === name);
  const program = new Command("telaplan")
    .description(
      "Plans memory for ML accelerators: an offset for every buffer, so that no two live buffers share a byte.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("(add --help for what is possible)")
    .addHelpText("after", PROGRAM_HELP)
    .exitOverride();

  const packCommand = program
    .command("pack")
    .summary("plan the buffers in files")
    .description("Finds an offset for every buffer of each file, within the capacity or at the least peak.")
    .argument("<file...>", "table, model, dump or trace; - is standard input");
  addPlanOptions(packCommand)
    .option("--previous <plan>", "a placed file of an earlier version: as few bytes as can be move")
    .option("--pin-unchanged", "buffers that are as they were in --previous keep their offsets, or there is no plan")
    .option("--explain-presolve", "tell what was done to problems with constraints before they were planned")
    .option("--why", "tell why: the peak, the waste, the bound; who cannot go together, and what would do")
    .addOption(suggestOption())
    .addOption(
      new Option("--solver <name>", "search, or a second opinion on the least peak: glpk, jslp or cpsat")
        .argParser(oneOf("--solver", SOLVERS))
        .default("search"),
    )
    .option(
      "--policy <policy>",
      "what guides the search: learned, rules, or a policy file (default: learned; with --server, the server's)",
    )
    .option("--profile <file>", "how the search is set for a workload: what telaplan tune wrote")
    .option(
      "-o, --output <path>",
      "write the file with its offsets here; a folder for several files; - is standard output",
    )
    .option("--to <form>", "what -o writes: csv, json, c-header, ...; without it, what the path's name says")
    .option("--svg <path>", "draw the plan, or what does not fit; a folder for several files; - is standard output")
    .option("--png <path>", "the same in pixels, which the package @resvg/resvg-js makes; texts need a font")
    .option("--html <path>", "write a report that a browser shows, one file; a folder for several files")
    .option("--server <host:port>", "plan on a server (telaplan serve)")
    .option("--tls", "with TLS, and the system's authorities; implied by the next three")
    .option("--tls-ca <file>", "authorities of the server's certificate, PEM")
    .option("--tls-cert <file>", "certificate to show to the server, PEM")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--token <file>", "file with the token that the server asks for")
    .option("--proof <path>", "write a proof of the result here, for telaplan check and others; - is standard output")
    .option("--json", JSON_LINES)
    .addOption(formatOption())
    .addHelpText("after", PACK_HELP)
    .action(async (files: string[], options) => {
      const { pack } = await import("./pack.js");
      end(await pack(files, withJson(options)));
    });
  addReadOptions(packCommand);

  const explainCommand = program
    .command("explain")
    .summary("tell why the peak is so high, or why there is no plan")
    .description("Plans each file as pack does, and tells why: peak, waste, bound; or what cannot go together.")
    .argument("<file...>", "table, model, dump or trace; - is standard input");
  addPlanOptions(explainCommand)
    .option("--previous <plan>", "a placed file of an earlier version: as few bytes as can be move")
    .option("--pin-unchanged", "buffers that are as they were in --previous keep their offsets, or there is no plan")
    .option("--policy <policy>", "what guides the search: learned, rules, or a policy file (default: learned)")
    .addOption(suggestOption())
    .option("-o, --output <path>", "write the problem as a suggestion changes it: JSON, or CSV by its name")
    .option("--take <n>", "which suggestion -o writes (default: 1)", wholeNumber("--take", 1))
    .option("--all", "tell all buffers that live at the peak and all holes, not only the largest")
    .option("--svg <path>", "draw the plan, or what does not fit; a folder for several files; - is standard output")
    .option("--png <path>", "the same in pixels, which the package @resvg/resvg-js makes; texts need a font")
    .option("--html <path>", "write a report that a browser shows, one file; a folder for several files")
    .option("--json", "JSON lines on standard output in place of the text")
    .addOption(formatOption())
    .addHelpText("after", EXPLAIN_HELP)
    .action(async (files: string[], options) => {
      const { explain } = await import("./explain.js");
      end(await explain(files, withJson(options)));
    });
  addReadOptions(explainCommand);

  const convertCommand = program
    .command("convert")
    .summary("write files in another form")
    .description(
      "Reads files in any form and writes them in another, with the offsets that they have. Nothing is planned.",
    )
    .argument("<file...>", "table, model, dump or trace; - is standard input")
    .requiredOption("-o, --output <path>", "the new file; a folder for several files; - is standard output")
    .option("--to <form>", "csv, json, c-header, ...; without it, what the path's name says");
  addMemoryOptions(convertCommand)
    .addHelpText("after", CONVERT_HELP)
    .action(async (files: string[], options) => {
      const { convert } = await import("./convert.js");
      end(await convert(files, options));
    });
  addReadOptions(convertCommand);

  const compareCommand = program
    .command("compare")
    .summary("ask all solvers that are installed, side by side")
    .description("Asks the search, GLPK, javascript-lp-solver and CP-SAT for the least peak of each file.")
    .argument("<file...>", "table, model, dump or trace; - is standard input");
  addMemoryOptions(compareCommand)
    .addOption(timeLimitOption("for each file and solver"))
    .option("-o, --output <folder>", "where a problem that solvers disagree on is written", ".")
    .option("--json", JSON_LINES)
    .addOption(formatOption())
    .addHelpText("after", COMPARE_HELP)
    .action(async (files: string[], options) => {
      const { compare } = await import("./compare.js");
      end(await compare(files, withJson(options)));
    });
  addReadOptions(compareCommand);

  const verifyCommand = program
    .command("verify")
    .summary("check placed files with the simulator alone")
    .description("Replays the plan in each file over a memory in which every byte knows its owner. Nothing is planned.")
    .argument("<placed-file...>", "any form with an offset for every buffer; - is standard input");
  addMemoryOptions(verifyCommand)
    .option("--problem <file>", "the problem that the plans are for: buffers and memory must be the same")
    .option("--json", JSON_LINES)
    .addOption(formatOption())
    .addHelpText("after", VERIFY_HELP)
    .action(async (files: string[], options) => {
      const { verify } = await import("./verify.js");
      end(await verify(files, withJson(options)));
    });
  addReadOptions(verifyCommand, { plans: false });

  const checkCommand = program
    .command("check")
    .summary("check a proof that pack --proof wrote")
    .description("Checks line by line that a proof proves what it says of a problem. Nothing is planned.")
    .argument("<proof>", "the proof; - is standard input")
    .argument("<problem>", "the file that it is about");
  addMemoryOptions(checkCommand)
    .option("--json", "a JSON line on standard output in place of the sentence")
    .addOption(formatOption())
    .addHelpText("after", CHECK_HELP)
    .action(async (proof: string, file: string, options) => {
      const { check } = await import("./check.js");
      end(await check(proof, file, withJson(options)));
    });
  addReadOptions(checkCommand);

  const diffCommand = program
    .command("diff")
    .summary("tell what changed between two placed files")
    .description("Compares two plans: buffers that moved, grew, came or went, and the peak before and after.")
    .argument("<before>", "a placed file: CSV or JSON with an offset for every buffer")
    .argument("<after>", "another; one of them may be -, standard input");
  addMemoryOptions(diffCommand)
    .option("--max-peak <bytes>", "exit code 1 where the second peak is above this", bytes("--max-peak"))
    .option("--max-growth <n>", "exit code 1 where the peak grew by more: 2%, or bytes", growth("--max-growth"))
    .option("--fail-if-moved", "exit code 1 where a buffer of both lies elsewhere")
    .option("--rows <n>", "buffers that the table shows at most", wholeNumber("--rows", 0), 30)
    .option("--svg <path>", "draw the second plan over the first; - is standard output")
    .option("--html <path>", "write a report that shows both in a browser, one file; - is standard output")
    .option("--json", "a JSON line on standard output in place of the table")
    .addOption(formatOption())
    .addHelpText("after", DIFF_HELP)
    .action(async (before: string, after: string, options) => {
      const { diff } = await import("./diff.js");
      end(await diff(before, after, withJson(options)));
    });
  addReadOptions(diffCommand, { plans: false });

  const server = program
    .command("serve")
    .summary("answer compilers over gRPC")
    .description("Serves the planner over gRPC until SIGTERM. Every flag is also a variable and a key of the file.")
    .addHelpText("after", SERVE_HELP)
    .action(async (_, command: Command) => {
      // grpc-js prints on standard error what it throws as well.
      process.env.GRPC_VERBOSITY ??= "NONE";
      const { serve } = await withPackages("telaplan serve", SERVER_PACKAGES, () => import("./serve.js"));
      end(await serve(command, version));
    });
  if (isWanted("serve")) {
    const { addServeFlags } = await import("./serve-options.js");
    addServeFlags(server);
  }

  program
    .command("tune")
    .summary("set the search for a workload")
    .description("Tries settings of the search on problems, by successive halving, and writes the best as a profile.")
    .argument("<workload>", "folder of CSV and JSON files, or what serve --problem-log kept")
    .option("-o, --output <file>", "the profile", "profile.json")
    .option("--policy <policy>", "what the profile is for: learned, rules, or a policy file", "learned")
    .option("--candidates <n>", "settings that are tried", wholeNumber("--candidates", 2, 10_000), 27)
    .option("--limit <n>", "search steps for each run", wholeNumber("--limit", 1), 20_000)
    .option("--seeds <n>", "on held-out problems: seeds of the search for each", wholeNumber("--seeds", 1, 100), 3)
    .option("--seed <n>", "of what is tried", wholeNumber("--seed", 0), 0)
    .option("--json", "the outcome as a JSON line")
    .addHelpText("after", TUNE_HELP)
    .action(async (workload: string, options) => {
      const { tuneProfile } = await import("./tune.js");
      end(await tuneProfile(workload, options));
    });

  program
    .command("view")
    .summary("show files and their plans in the browser")
    .description("Opens a page that plans the files and draws them. It is served to this machine alone.")
    .argument("[file...]", "table, model, dump or trace; - is standard input")
    .option("--port <n>", "port on 127.0.0.1; 0 is any that is free", wholeNumber("--port", 0, 65_535), 0)
    .option("--no-open", "print the address, and open no browser")
    .addHelpText("after", VIEW_HELP)
    .action(async (files: string[], options) => {
      const { view } = await import("./view.js");
      end(await view(files, options));
    });
  const batch = program
    .command("batch")
    .summary("plan many problems, here or by workers on many machines")
    .description("Submits problems to a queue, and tells their results. docs/fleet.md explains it.")
    .addHelpText("after", BATCH_HELP);
  const worker = program
    .command("worker")
    .summary("plan the jobs of a queue")
    .description("Takes jobs from a queue, plans them and stores the answers, until SIGTERM.")
    .addHelpText("after", WORKER_HELP);
  if (["batch", "worker"].some((name) => args[0] === name || (args[0] === "help" && args[1] === name))) {
    const { addBatchCommands, addWorkerCommand } = await import("./batch.js");
    addBatchCommands(batch, version, end);
    addWorkerCommand(worker, version, end);
  }

  const policy = program
    .command("policy")
    .summary("look at what guides the search, measure it, train it")
    .description("The policy that guides the search: its model card, what mattered, its figures, and training.")
    .addHelpText("after", POLICY_HELP);
  if (isWanted("policy")) {
    const { addPolicyCommands } = await import("./policy.js");
    addPolicyCommands(policy, version, end);
  }

  const generate = program
    .command("generate")
    .summary("write an instance of a family")
    .description("Writes an instance: a network's buffers, or a hard one drawn from a seed.")
    .addHelpText("after", GENERATE_HELP);
  // Its families bring options of their own, which only the library of instances knows.
  if (isWanted("generate")) {
    const { addFamilies } = await import("./generate.js");
    addFamilies(generate);
  }

  program
    .command("completion")
    .summary("print a script with which a shell completes")
    .description("Prints the script that makes a shell complete telaplan's commands, options and files.")
    .argument("<shell>", "bash, zsh or fish")
    .addHelpText("after", COMPLETION_HELP)
    .action(async (shell: string) => {
      const { completion } = await import("./completion.js");
      process.stdout.write(completion(shell, program));
      end(ExitCode.ok);
    });

  program
    .command("man")
    .summary("print the manual page")
    .description("Prints the manual page, in roff: telaplan man | man -l -")
    .action(async () => {
      const { manPage } = await import("./man.js");
      process.stdout.write(manPage(program, version));
      end(ExitCode.ok);
    });
  return program;
}

function suggestOption(): Option {
  return new Option("--suggest <n>", "up to so many changes with which it would fit, each with a plan").argParser(
    wholeNumber("--suggest", 1, 1_000),
  );
}

/** What is asked of a plan, for the commands that plan. */
function addPlanOptions(command: Command): Command {
  return addMemoryOptions(command)
    .option(
      "--minimize",
      "look for the least peak, with a proof where one is found; implied where there is no capacity",
    )
    .option(
      "--objective <terms>",
      "what to minimise, in order, of time,spill,reuse,moved,peak",
      termList("--objective"),
    )
    .option(
      "--limit <term=n>",
      "the most that a term may be, time in picoseconds; may be repeated",
      termLimit("--limit"),
    )
    .addOption(timeLimitOption("for each file"))
    .option(
      "--step-limit <n>",
      "search steps for each file; 0 leaves it to the heuristics",
      wholeNumber("--step-limit", 0),
    )
    .option("--threads <n>", "worker threads", wholeNumber("--threads", 1, MOST_THREADS), 1)
    .option("--seed <n>", "breaks ties in the search", wholeNumber("--seed", 0), 0);
}

function timeLimitOption(what: string): Option {
  return new Option("-t, --time-limit <s>", `seconds ${what}, or "none"`)
    .argParser(seconds("--time-limit"))
    .default(10_000, "10");
}

/** The name that `--json` had; scripts have it still. */
function formatOption(): Option {
  return new Option("--format <form>", "table, or json for --json")
    .argParser(oneOf("--format", ["table", "json"]))
    .hideHelp();
}

/** One answer from the two names of one flag. */
function withJson<Options>(options: Options & { json?: boolean; format?: "table" | "json" }): Options {
  const { json, format } = options;
  if (json && format === "table") throw new UsageError("--json and --format table contradict each other");
  return { ...options, json: json ?? format === "json" };
}
