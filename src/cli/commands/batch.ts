import { type Command, Option } from "commander";
import { DEFAULT_MAX_QUEUE } from "../../fleet/index.js";
import type { ExitCode } from "../exit-codes.js";
import { wholeNumber } from "../input/options.js";
import { addQueueOptions } from "../input/queue.js";
import { addMemoryOptions, addReadOptions } from "../input/read-options.js";
import { addBatchPlanOptions } from "./batch-options.js";
import { addWorkerFlags, concurrencyOption } from "./worker-options.js";

const SOURCES = "files, folders, or JSON lines (.jsonl) with a problem each; - is JSON lines on standard input";

/** Declares the commands of a batch. */
export function addBatchCommands(batch: Command, version: string, end: (code: ExitCode) => void): void {
  const submitCommand = batch
    .command("submit")
    .summary("put problems into a queue")
    .description("Puts problems into a batch. The same files with the batch's id go on where an earlier call ended.")
    .argument("<source...>", SOURCES)
    .action(async (sources: string[], options) => {
      const { submit } = await import("./batch-submit.js");
      end(await submit(sources, options, version));
    });
  addReadOptions(addMemoryOptions(addBatchPlanOptions(addSubmitOptions(addQueueOptions(submitCommand)))));

  const runCommand = batch
    .command("run")
    .summary("submit problems and tell their results; without a queue, on this machine alone")
    .description("Submits problems and tells their results as JSON lines. Without a queue, threads here plan them.")
    .argument("<source...>", SOURCES)
    .addOption(concurrencyOption())
    .action(async (sources: string[], options) => {
      const { run } = await import("./batch-run.js");
      end(await run(sources, { ...options, wait: true, from: 0 }, version));
    });
  addTellOptions(addSubmitOptions(addQueueOptions(runCommand)));
  addReadOptions(addMemoryOptions(addBatchPlanOptions(runCommand)));

  const resultsCommand = batch
    .command("results")
    .summary("tell the results of a batch as JSON lines")
    .description("Tells results as they come, each plan replayed by the simulator, until all are there.")
    .argument("<id>", "of the batch")
    .option("--no-wait", "tell what is there, and end")
    .option("--from <n>", "leave out so many; what Ctrl-C told", wholeNumber("--from", 0), 0)
    .action(async (id: string, options) => {
      const { results } = await import("./batch-results.js");
      end(await results(id, options, version));
    });
  addTellOptions(addQueueOptions(resultsCommand));

  const statusCommand = batch
    .command("status")
    .summary("tell how a batch stands")
    .argument("<id>", "of the batch")
    .option("--json", "as a JSON line")
    .action(async (id: string, options) => {
      const { status } = await import("./batch-state.js");
      end(await status(id, options, version));
    });
  addQueueOptions(statusCommand);

  const cancelCommand = batch
    .command("cancel")
    .summary("give a batch up")
    .description("What nobody else waits for leaves the queue. Answers that are there stay.")
    .argument("<id>", "of the batch")
    .option("--json", "as a JSON line")
    .action(async (id: string, options) => {
      const { cancel } = await import("./batch-state.js");
      end(await cancel(id, options, version));
    });
  addQueueOptions(cancelCommand);

  const poisonCommand = batch
    .command("poison")
    .summary("tell of jobs that were set aside")
    .description("Tells of jobs that killed their workers, or that are none, the latest first.")
    .option("-o, --output <folder>", "write their problems there, as JSON")
    .option("--retry <job>", "let the job that begins so be planned again")
    .option("--json", "as JSON lines")
    .action(async (options) => {
      const { poison } = await import("./batch-state.js");
      end(await poison(options, version));
    });
  addQueueOptions(poisonCommand);
}

/** Declares the flags of a worker. */
export function addWorkerCommand(worker: Command, version: string, end: (code: ExitCode) => void): void {
  addWorkerFlags(worker).action(async (options) => {
    const { work } = await import("./worker.js");
    end(await work(options, version));
  });
}

function addSubmitOptions(command: Command): Command {
  return command
    .option("--id <id>", "of the batch; one that is known is gone on with (default: a new one)")
    .addOption(
      new Option("--max-queue <n>", "wait while more jobs than this are in the queue")
        .argParser(wholeNumber("--max-queue", 1))
        .default(DEFAULT_MAX_QUEUE),
    )
    .option("--keep <days>", "how long the batch is kept (default: 7)", wholeNumber("--keep", 1, 3_650));
}

function addTellOptions(command: Command): Command {
  return command
    .option("-o, --output <folder>", "write each problem with its offsets there, as JSON")
    .option("--ordered", "in the order of the batch, and not as they come");
}
