import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { BatchError, type Fleet, type JobOptions } from "../../fleet/index.js";
import { UsageError } from "../errors.js";
import { oneOf, seconds, wholeNumber } from "../input/options.js";
import { openQueue, type QueueOptions } from "../input/queue.js";

/** How the problems of a batch are planned. */
export interface BatchPlanOptions {
  readonly minimize?: boolean;
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimit: number;
  readonly stepLimit?: number;
  readonly seed: number;
  readonly policy: JobOptions["policy"];
}

export interface SubmitCommand extends BatchPlanOptions, QueueOptions {
  readonly id?: string;
  readonly maxQueue: number;
}

export interface ResultsCommand extends QueueOptions {
  readonly output?: string;
  readonly ordered?: boolean;
  /** False with `--no-wait`. */
  readonly wait: boolean;
  readonly from: number;
}

export function addBatchPlanOptions(command: Command): Command {
  return command
    .option("--minimize", "look for the least peak, with a proof where one is found; implied without a capacity")
    .addOption(
      new Option("-t, --time-limit <s>", 'seconds of planning for each problem, or "none"')
        .argParser(seconds("--time-limit"))
        .default(10_000, "10"),
    )
    .option("--step-limit <n>", "search steps for each problem", wholeNumber("--step-limit", 0))
    .option("--seed <n>", "breaks ties in the search", wholeNumber("--seed", 0), 0)
    .addOption(
      new Option("--policy <policy>", "what guides the search: learned or rules")
        .argParser(oneOf("--policy", ["learned", "rules"]))
        .default("learned"),
    );
}

export function jobOptions({ minimize, timeLimit, stepLimit, seed, policy }: BatchPlanOptions): JobOptions {
  return {
    minimize: minimize === true,
    timeLimitMs: Number.isFinite(timeLimit) ? timeLimit : null,
    stepLimit: stepLimit ?? null,
    seed,
    policy,
  };
}

/** An id that no other batch has, or the one that was asked for. @throws UsageError */
export function batchId(given: string | undefined): string {
  if (given === undefined) return `b-${randomBytes(5).toString("hex")}`;
  if (!/^[\w.-]{1,64}$/.test(given)) {
    throw new UsageError(`--id: must be 1 to 64 of A-Z, a-z, 0-9, "-", "_" and ".", got ${JSON.stringify(given)}`);
  }
  return given;
}

/** Does something with the queue, and leaves it. @throws UsageError for what a batch cannot do */
export async function withQueue<Result>(
  options: QueueOptions,
  version: string,
  act: (fleet: Fleet) => Promise<Result>,
): Promise<Result> {
  const fleet = await openQueue(options, version);
  try {
    return await act(fleet);
  } catch (error) {
    if (error instanceof BatchError) throw new UsageError(error.message);
    throw error;
  } finally {
    await fleet.close();
  }
}
