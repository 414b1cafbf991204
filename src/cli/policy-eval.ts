import {
  byLot,
  byRoles,
  type Comparison,
  type Contender,
  comparePoliciesInTurns,
  figuresOf,
  figuresText,
  randomWeights,
} from "../imitation/index.js";
import { hardFamilies } from "../instances/index.js";
import { pathOfPolicy, readPolicyFile } from "../policy/index.js";
import { RULE_POLICY } from "../search/index.js";
import { ExitCode } from "./exit-codes.js";
import { complain } from "./faults.js";
import { listenForInterrupt } from "./interrupt.js";
import { UsageError } from "./options.js";
import { StageLine } from "./stage-line.js";

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
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const line = new StageLine(process.stderr, false);
  const comparisons: Comparison[] = [];
  line.update("measuring hard instances", 0, hard * among.length);
  try {
    await comparePoliciesInTurns(
      contenders.flatMap(({ policies }) => policies),
      {
        part: "test",
        families: among,
        hardPerFamily: hard,
        mostPerFamily: MOST_DRAWN * hard,
        stepLimit: limit,
        seed,
        signal,
        onProgress: (done, of) => line.update("measuring hard instances", done, of),
        onComparison: (comparison) => comparisons.push(comparison),
      },
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    line.clear();
    interrupt.release();
  }
  const rows = figuresOf(contenders, comparisons, files[0]!.card.heldOut ?? []);
  process.stdout.write(json ? `${JSON.stringify({ stepLimit: limit, seed, rows })}\n` : figuresText(rows, limit));
  const found = comparisons.filter((comparison) => comparison.hard).length;
  if (signal.aborted) {
    complain(`interrupted: ${found} of ${hard * among.length} hard instances measured`);
    return ExitCode.undecided;
  }
  if (found < hard * among.length) {
    complain(`${found} of ${hard * among.length} hard instances found among ${MOST_DRAWN * hard} a family`);
  }
  return ExitCode.ok;
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
