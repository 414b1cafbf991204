import { type Command, Option } from "commander";
import type { ExitCode } from "../exit-codes.js";
import { MOST_THREADS, seconds, wholeNumber } from "../input/options.js";
import { addMemoryOptions, addReadOptions } from "../input/read-options.js";
import { POLICY_EVAL_HELP, POLICY_EXPLAIN_HELP, POLICY_SHOW_HELP, POLICY_TRAIN_HELP } from "./help.js";

/** Gives `command` its subcommands. Each is loaded when it is called. */
export function addPolicyCommands(command: Command, version: string, end: (code: ExitCode) => void): void {
  command
    .command("show")
    .summary("how a policy came about, and what it is good for")
    .description("Prints a policy's model card: data, seeds, versions, metrics, limits.")
    .argument("[policy]", "learned, rules, or a policy file", "learned")
    .option("--json", "as a JSON line")
    .addHelpText("after", POLICY_SHOW_HELP)
    .action(async (policy: string, options) => {
      const { showPolicy } = await import("./policy-show.js");
      end(showPolicy(policy, options));
    });

  const explain = command
    .command("explain")
    .summary("what mattered, and what the policy decides on a file")
    .description("Tells which features matter to a policy, and its decisions on one problem in words.")
    .argument("[file]", "table, model, dump or trace; - is standard input; without one, the policy as a whole")
    .option("--policy <policy>", "learned or a policy file", "learned");
  addMemoryOptions(explain)
    .option("--decisions <n>", "decisions that are told one by one", wholeNumber("--decisions", 0, 10_000), 10)
    .option("--features <n>", "features of each model that are listed", wholeNumber("--features", 0, 100), 8)
    .option(
      "--problems <n>",
      "generated problems that importance is measured on; 0 leaves it out",
      wholeNumber("--problems", 0, 1000),
      48,
    )
    .option("--step-limit <n>", "search steps on the file", wholeNumber("--step-limit", 0), 20_000)
    .option("--seed <n>", "of the search, and of what is drawn", wholeNumber("--seed", 0), 0)
    .option("--json", "as a JSON line")
    .addHelpText("after", POLICY_EXPLAIN_HELP)
    .action(async (file: string | undefined, options) => {
      const { explainPolicy } = await import("./policy-explain.js");
      end(await explainPolicy(file, options));
    });
  addReadOptions(explain);

  command
    .command("eval")
    .summary("policies against the rules on generated instances")
    .description("Measures policies against the rules on test instances that nothing was trained on.")
    .argument("[policy...]", "learned, or policy files; several are training seeds of one policy")
    .option("--families <list>", "families, comma-separated (default: the hard ones)", (text) => text.split(","))
    .option("--hard <n>", "hard instances a family", wholeNumber("--hard", 1, 100_000), 80)
    .option("--limit <n>", "search steps for each instance", wholeNumber("--limit", 1), 20_000)
    .option("--seed <n>", "of the instances", wholeNumber("--seed", 0, 500), 0)
    .option("--roles", "each role of the policy alone and together, too")
    .option("--from <logs>", "on the problems of a server's log that are held out of training, instead")
    .option("--seeds <n>", "with --from: seeds of the search for each problem", wholeNumber("--seeds", 1, 100), 3)
    .option("--json", "as a JSON line")
    .addHelpText("after", POLICY_EVAL_HELP)
    .action(async (policies: string[], options, command: Command) => {
      if (options.from !== undefined) {
        const given = (name: string): boolean => command.getOptionValueSource(name) === "cli";
        const { evalOnLogs } = await import("./policy-eval-logs.js");
        end(await evalOnLogs(policies, { ...options, besides: ["families", "hard", "seed", "roles"].filter(given) }));
        return;
      }
      const { evalPolicies } = await import("./policy-eval.js");
      end(await evalPolicies(policies, options));
    });

  const train = command
    .command("train")
    .summary("learn from your own problems")
    .description("Trains a policy on problem files: an expert tells where searches on them went wrong.")
    .option("--problems <folder>", "CSV and JSON files")
    .option("--from <logs>", "what serve --problem-log kept: a folder, or one of its files")
    .option("-o, --output <file>", "the policy", "policy.json")
    .option("--work <folder>", "what is collected, for going on after a stop (default: the output's name + .work)")
    .addOption(
      new Option("-t, --time-limit <s>", 'seconds to find a plan for each file, or "none"')
        .argParser(seconds("--time-limit"))
        .default(10_000, "10"),
    )
    .option("--rounds <n>", "rounds on the policy's own states", wholeNumber("--rounds", 0, 100), 3)
    .option("--attempts <n>", "searches on each file and round", wholeNumber("--attempts", 1, 10_000), 16)
    .option("--budget <n>", "steps of the expert for each question", wholeNumber("--budget", 1), 4000)
    .option("--compare <n>", "hard instances a family to choose the models on", wholeNumber("--compare", 0, 10_000), 30)
    .option("--shuffled", "deal the labels out by lot: a control that has learned nothing")
    .option("--threads <n>", "worker threads", wholeNumber("--threads", 1, MOST_THREADS), 2)
    .option("--seed <n>", "of data and training", wholeNumber("--seed", 0, 1000), 0)
    .option("--json", "the outcome as a JSON line")
    .addHelpText("after", POLICY_TRAIN_HELP)
    .action(async (options) => {
      const { trainPolicy } = await import("./policy-train.js");
      end(await trainPolicy(options, version));
    });
  addReadOptions(train);
}
