import { formatCount } from "../../draw/units.js";
import {
  byLot,
  byRoles,
  type Comparison,
  type Contender,
  comparePoliciesInTurns,
  FIGURE_TITLES,
  type FigureRow,
  figureCells,
  figuresNote,
  figuresOf,
  figuresTable,
  randomWeights,
} from "../../imitation/index.js";
import { hardFamilies } from "../../instances/index.js";
import { pathOfPolicy, readPolicyFile } from "../../policy/index.js";
import { RULE_POLICY } from "../../search/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { listenForInterrupt } from "../interrupt.js";
import { layOut } from "../output/layout.js";
import { wrap } from "../output/prose.js";
import { coloursFor, proseWidth, widthOf } from "../output/screen.js";
import { duration, StageLine } from "../output/stage-line.js";

export interface EvalCommand {
  readonly families?: readonly string[];
  readonly hard: number;
  readonly limit: number;
  readonly seed: number;
  readonly roles?: boolean;
  readonly json?: boolean;
}

/** Drawn instances for each hard one that is wanted, at most. */
const MOST_DRAWN = 12;

/**
 * Milliseconds that a hard instance takes a policy within 20,000 steps, the easy ones that are drawn with it included,
 * as measured.
 */
const RUN_MS = 55;

/** Of the random weights. */
const RANDOM_SEED = 1;

/**
 * Prints a table of policies against the rules. Ctrl-C ends it with what was measured so far.
 *
 * @throws InputError for a policy that cannot be used, UsageError for a family that there is not.
 */
export async function evalPolicies(names: readonly string[], command: EvalCommand): Promise<ExitCode> {
  const { hard, limit, seed, roles = false, json = false } = command;
  const among = command.families ?? hardFamilies.map(({ name }) => name);
  checkFamilies(among);
  const files = (names.length === 0 ? ["learned"] : names).map((name) => {
    if (name === RULE_POLICY.name) throw new UsageError("eval: the rules are what others are measured against");
    return readPolicyFile(pathOfPolicy(name));
  });
  const given: Contender = { name: files[0]!.policy.name, policies: files.map(({ policy }) => policy) };
  const contenders = [...(roles ? byRoles(given) : [given]), randomWeights(given, RANDOM_SEED), byLot(given)];
  const policies = contenders.flatMap((contender) => contender.policies);
  const total = hard * among.length;
  // The rules run twice.
  const runs = policies.length + 2;
  const instances = `${formatCount(total)} hard ${total === 1 ? "instance" : "instances"}`;
  complain(`measuring ${instances}, ${runs} runs each: some ${duration(RUN_MS * total * runs)}`);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, true);
  const comparisons: Comparison[] = [];
  let found = 0;
  try {
    line.update("hard instances", 0, total);
    await comparePoliciesInTurns(policies, {
      split: "test",
      families: among,
      hardPerFamily: hard,
      mostPerFamily: MOST_DRAWN * hard,
      stepLimit: limit,
      seed,
      signal,
      onComparison: (comparison) => {
        comparisons.push(comparison);
        if (comparison.hard) found++;
        line.update("hard instances", found, total);
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    line.clear();
    interrupt.release();
  }
  const rows = figuresOf(contenders, comparisons, files[0]!.card.heldOut ?? []);
  if (json) process.stdout.write(`${JSON.stringify({ stepLimit: limit, seed, rows })}\n`);
  else if (comparisons.length > 0) process.stdout.write(figuresText(rows, limit));
  if (signal.aborted) {
    complain(`interrupted: ${found} of ${total} hard instances measured`);
    return ExitCode.undecided;
  }
  if (found < total) complain(`${found} of ${total} hard instances found among ${MOST_DRAWN * hard} a family`);
  return ExitCode.ok;
}

/** A table that fits the terminal; elsewhere one in Markdown, to be put into documents. */
function figuresText(rows: readonly FigureRow[], stepLimit: number): string {
  const note = wrap(figuresNote(stepLimit), proseWidth(process.stdout));
  if (process.stdout.isTTY !== true) return `${note}\n\n${figuresTable(rows)}`;
  const columns = FIGURE_TITLES.map((title, i) => ({ title, align: i < 2 ? ("left" as const) : ("right" as const) }));
  return `${note}\n\n${layOut(columns, figureCells(rows), coloursFor(process.stdout), widthOf(process.stdout))}\n`;
}

/** Only what is drawn with a plan, at its load bound, can be measured here. */
function checkFamilies(names: readonly string[]): void {
  const known = hardFamilies.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`--families: must be of ${known.join(", ")}, got ${JSON.stringify(name)}`);
    }
  }
}
