import { formatCount } from "../../draw/units.js";
import {
  judge,
  runWorkload,
  type Verdict,
  type WorkloadRuns,
  type WorkProblem,
  yardsticksOf,
} from "../../imitation/index.js";
import { LEARNED, loadPolicy, type PolicyFile, pathOfPolicy, readPolicyFile } from "../../policy/index.js";
import { RULE_POLICY } from "../../search/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { isHeldOut, readProblemLogs } from "../input/problem-logs.js";
import { listenForInterrupt } from "../interrupt.js";
import { wrap } from "../output/prose.js";
import { proseWidth } from "../output/screen.js";
import { StageLine } from "../output/stage-line.js";

export interface EvalLogsCommand {
  readonly from: string;
  readonly limit: number;
  readonly seeds: number;
  /** Options that were given and mean nothing here. */
  readonly besides: readonly string[];
  readonly json?: boolean;
}

/**
 * Says of each policy whether it is better on the held-out part of a server's problem log than the policy that is
 * shipped and the rules are, and recommends it only where chance cannot explain that. Exit code 1 where one is not
 * recommended.
 *
 * @throws UsageError for options that do not go together, InputError for a policy that cannot be used
 */
export async function evalOnLogs(names: readonly string[], command: EvalLogsCommand): Promise<ExitCode> {
  const { from, limit, seeds, besides, json = false } = command;
  for (const name of besides) throw new UsageError(`--${name}: is for generated instances, and --from is given`);
  if (names.length === 0) throw new UsageError("eval --from: takes the policies that are to be judged");
  for (const name of names) {
    if (name === LEARNED || name === RULE_POLICY.name) {
      throw new UsageError(`eval --from: ${name} is what others are measured against`);
    }
  }
  const files = names.map((name) => readPolicyFile(pathOfPolicy(name)));
  const logged = readProblemLogs(from, complain);
  const heldOut = logged.filter(isHeldOut);
  const told = `${formatCount(heldOut.length)} of ${formatCount(logged.length)} problems are held out`;
  complain(`${from}: ${told}; ${formatCount(limit)} steps and ${seeds} seeds each`);
  const verdicts: Verdict[] = [];
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, true);
  try {
    for (const [i, file] of files.entries()) {
      const problems = unseenBy(file, heldOut, names[i]!);
      const yardsticks = yardsticksOf(file.policy, loadPolicy(LEARNED), RULE_POLICY);
      const policies = [file.policy, ...yardsticks.map(({ policy }) => policy)];
      const onProgress = (done: number, of: number): void => line.update(names[i]!, done, of);
      const runs: WorkloadRuns = await runWorkload(problems, policies, { stepLimit: limit, seeds, signal, onProgress });
      const others = yardsticks.map(({ name }) => name);
      verdicts.push(judge(names[i]!, others, runs, files.length));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    line.clear();
    interrupt.release();
  }
  if (json) process.stdout.write(`${JSON.stringify({ stepLimit: limit, seeds, verdicts })}\n`);
  else for (const verdict of verdicts) process.stdout.write(wrap(verdictText(verdict), proseWidth(process.stdout)));
  if (signal.aborted) {
    complain(`interrupted: ${verdicts.length} of ${names.length} policies judged`);
    return ExitCode.undecided;
  }
  return verdicts.every(({ recommended }) => recommended) ? ExitCode.ok : ExitCode.refuted;
}

/** What a policy was trained on says nothing of it. */
function unseenBy({ card }: PolicyFile, problems: readonly WorkProblem[], name: string): WorkProblem[] {
  const { trainedOn = [] } = card;
  const unseen = problems.filter(({ id }) => !trainedOn.some((known) => id.startsWith(known)));
  const seen = problems.length - unseen.length;
  if (seen > 0) complain(`${name}: ${formatCount(seen)} of them are left out, as it was trained on them`);
  return unseen;
}

function verdictText({ candidate, problems, searched, confidence, against, recommended, reasons }: Verdict): string {
  const share = `${Number((100 * confidence).toFixed(2))} %`;
  const rows = against.map(({ other, ratio, low, high, ended, endedOfOther }) => {
    const range = `${low.toFixed(3)} to ${high.toFixed(3)} with ${share} confidence`;
    return `  ${ratio.toFixed(3)} of the steps of ${other} (${range}); ends ${ended} runs, that one ${endedOfOther}.\n`;
  });
  const advice = recommended
    ? "Recommended: it is better here than each of them, and chance does not explain it.\n"
    : `Not recommended: ${reasons.join("; ")}.\n`;
  const on = `${formatCount(problems)} held-out problems, ${formatCount(searched)} of which take a search`;
  const head = `${candidate} on ${on}:`;
  return `${head}\n${problems === 0 ? "" : rows.join("")}${advice}`;
}
