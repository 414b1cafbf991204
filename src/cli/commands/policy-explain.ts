import { formatCount } from "../../draw/units.js";
import type { Document } from "../../formats/index.js";
import {
  type Explanation,
  explain,
  type Importance,
  importances,
  type Leaning,
  leaningsOf,
  type Overruled,
  smallSets,
} from "../../imitation/index.js";
import { FEATURES, loadPolicy } from "../../policy/index.js";
import { checkKeys } from "../../problem/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { displayName } from "../input/files.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { listenForInterrupt } from "../interrupt.js";
import { capacityNote } from "../output/notes.js";
import { wrap } from "../output/prose.js";
import { readingRow } from "../output/rows.js";
import { proseWidth } from "../output/screen.js";
import { StageLine } from "../output/stage-line.js";
import { toComplaint } from "./complaints.js";

export interface ExplainCommand extends ReadCommand {
  readonly policy: string;
  readonly decisions: number;
  readonly features: number;
  readonly problems: number;
  readonly stepLimit: number;
  readonly seed: number;
  readonly json?: boolean;
}

interface RoleImportance {
  readonly role: string;
  readonly kind: string;
  readonly groups: number;
  readonly top1: number;
  readonly loss: number;
  readonly features: readonly Importance[];
  readonly leanings: readonly Leaning[];
}

/**
 * Tells which features matter to a policy's models, and what these decide on one problem. Ctrl-C ends either with what
 * there is.
 *
 * @throws InputError for a policy that cannot be used, UsageError for one without models.
 */
export async function explainPolicy(file: string | undefined, command: ExplainCommand): Promise<ExitCode> {
  if (file === undefined) return explainWhole(command);
  const { decisions: most, stepLimit, seed, json = false } = command;
  const policy = loadPolicy(command.policy);
  if (policy.guidance === undefined) throw new UsageError(`--policy: ${command.policy} has no models to explain`);
  let document: Document;
  try {
    document = await readDocument(file, command);
    checkKeys(document.problem);
  } catch (error) {
    const complaint = toComplaint(error, file);
    complain(complaint.message);
    return complaint.code;
  }
  const { problem, capacitySource } = document;
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const run = await explain(problem, policy, { seed, stepLimit, most, signal });
  const roles = signal.aborted ? [] : await importanceOf(policy, command, signal);
  interrupt.release();
  const name = displayName(file);
  if (json) {
    const read = readingRow(document);
    process.stdout.write(`${JSON.stringify({ file: name, ...read, policy: policy.name, importance: roles, run })}\n`);
  } else {
    const importance = roles.map((role) => importanceText(role, command.features));
    const story = storyText(name, policy.name, problem.buffers.length, run);
    const notes = capacityNote([{ file, capacitySource }]).map((note) => `${note}\n`);
    process.stdout.write(wrap([...importance, story, ...notes].join("\n"), proseWidth(process.stdout)));
  }
  if (!signal.aborted) return ExitCode.ok;
  complain("interrupted: what is told is not all");
  return ExitCode.undecided;
}

/** Tells of the policy as a whole, in plain words. */
async function explainWhole(command: ExplainCommand): Promise<ExitCode> {
  const policy = loadPolicy(command.policy);
  if (policy.guidance === undefined) throw new UsageError(`--policy: ${command.policy} has no models to explain`);
  if (command.problems === 0) throw new UsageError("--problems: without a file it takes at least one problem");
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const roles = await importanceOf(policy, command, signal);
  interrupt.release();
  if (command.json) process.stdout.write(`${JSON.stringify({ policy: policy.name, importance: roles })}\n`);
  else {
    const texts = roles.map((role) => leaningText(role, command.features));
    process.stdout.write(wrap(texts.join("\n"), proseWidth(process.stdout)));
  }
  if (!signal.aborted) return ExitCode.ok;
  complain("interrupted: what is told is not all");
  return ExitCode.undecided;
}

/** What each role asks, and how its candidates are called. */
const QUESTIONS: Readonly<Record<string, { readonly asks: string; readonly candidate: string }>> = {
  children: { asks: "Which buffer is tried first on a floor?", candidate: "the buffer" },
  targets: { asks: "To which decision does a failure go back?", candidate: "the decision" },
  preorder: { asks: "Which buffers come first anywhere, before anything has failed?", candidate: "the buffer" },
};

function leaningText({ role, groups, top1, leanings }: RoleImportance, most: number): string {
  const { asks, candidate } = QUESTIONS[role]!;
  const labelled = `On ${formatCount(groups)} choices that an expert labelled`;
  const right = `${labelled}, its first is right in ${(100 * top1).toFixed(1)} %`;
  const lines = leanings.slice(0, most).map(({ feature, prefers, odds, steady }) => {
    const mostly = steady < 0.9 ? `, in ${Math.round(100 * steady)} % of the cases` : "";
    const likely = `${odds.toFixed(2)} times as likely for one deviation${mostly}`;
    return `  ${candidate} with ${prefers} of "${feature}": ${likely}\n`;
  });
  const left = leanings.length - lines.length;
  const more = left > 0 ? `  and ${left} more that move it less\n` : "";
  return `${asks} (${role}) ${right}. It prefers, all else alike:
${lines.join("") || "  nothing: its scores hardly differ\n"}${more}`;
}

/** For each role, on choices that the expert labels on a few generated problems. Empty where a signal ends it. */
async function importanceOf(
  { guidance = {}, ...policy }: SearchPolicy,
  { problems, seed }: ExplainCommand,
  signal: AbortSignal,
): Promise<RoleImportance[]> {
  if (problems === 0) return [];
  const line = new StageLine(process.stderr, true);
  try {
    const onProgress = (done: number, of: number): void => line.update("asking the expert about problems", done, of);
    const sets = await smallSets({ ...policy, guidance }, { problems, seed, signal, onProgress });
    return (["children", "targets", "preorder"] as const).flatMap((role) => {
      const model = guidance[role]?.model;
      const groups = sets[role].weight.length;
      if (model === undefined || groups === 0) return [];
      const { metrics, features } = importances(model, FEATURES[role], sets[role], seed);
      const leanings = leaningsOf(model, FEATURES[role], sets[role]);
      return [{ role, kind: model.kind, groups, top1: metrics.top1, loss: metrics.loss, features, leanings }];
    });
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  } finally {
    line.clear();
  }
}

function importanceText({ role, kind, groups, top1, loss, features }: RoleImportance, most: number): string {
  const shown = features.slice(0, most);
  const width = Math.max(7, ...shown.map(({ feature }) => feature.length));
  const rows = shown.map((each) => {
    return `  ${each.feature.padEnd(width)}  ${percent(-each.top1).padStart(12)}  ${signed(each.loss, 3).padStart(7)}`;
  });
  const right = `its first is right in ${(100 * top1).toFixed(1)} %`;
  const on = `on ${formatCount(groups)} choices that an expert labelled`;
  const head = `What matters for ${role} (${kind}): ${on}, ${right}, loss ${loss.toFixed(3)}.`;
  return `${head} With a feature's values shuffled:

  ${"feature".padEnd(width)}  ${"first choice".padStart(12)}  ${"loss".padStart(7)}
${rows.join("\n")}
${features.length > shown.length ? `  and ${features.length - shown.length} more\n` : ""}`;
}

const OUTCOMES: Readonly<Record<Explanation["outcome"], string>> = {
  settled: "settled by the bound and the heuristics alone: the policy was not asked",
  large: "too large for the search: the policy was not asked",
  placed: "placed",
  exhausted: "proved not to fit",
  limit: "neither placed nor refuted",
};

function storyText(file: string, policy: string, buffers: number, run: Explanation): string {
  const { outcome, steps, capacity, nodes, jumps, overruled } = run;
  const size = `${formatCount(buffers)} buffers in ${formatCount(capacity)} bytes`;
  const head = `${file}: ${size}, guided by ${policy}: ${OUTCOMES[outcome]}`;
  if (outcome === "settled" || outcome === "large") return `${head}.\n`;
  if (!run.followed) {
    return `${head} in ${formatCount(steps)} steps.\nIts gate left the choices to the rules: see policy show.\n`;
  }
  const others = jumps.decided - jumps.agreed;
  const mean = others === 0 ? 0 : jumps.further / others;
  const told = overruled.map((each) => `  ${sentence(each)}\n`);
  const first = told.length === 1 ? "choice" : `${told.length} choices`;
  const [agreed, same] = [share(nodes.agreed, nodes.decided), share(jumps.agreed, jumps.decided)];
  return [
    `${head} in ${formatCount(steps)} steps.\n`,
    `The models ordered the children of ${formatCount(nodes.decided)} nodes, `,
    `and put the rule's first child first in ${agreed}.\n`,
    `They chose ${formatCount(jumps.decided)} jumps: as the rule would in ${same}; `,
    `the others went further back, by ${mean.toFixed(1)} decisions in the mean `,
    `and ${formatCount(jumps.furthest)} at most.\n`,
    told.length === 0 ? "" : `The first ${first} against the rule:\n${told.join("")}`,
    mostly(overruled),
  ].join("");
}

/** What spoke most often for choices against the rule, among those that are told. */
function mostly(overruled: readonly Overruled[]): string {
  const counts = new Map<string, number>();
  const deliberate = overruled.filter(({ lead }) => lead > 0);
  for (const { reasons } of deliberate) {
    const [first] = reasons;
    if (first !== undefined) counts.set(first.feature, (counts.get(first.feature) ?? 0) + 1);
  }
  const [top] = [...counts].sort((a, b) => b[1] - a[1]);
  if (top === undefined || deliberate.length < 3) return "";
  return `Of the ${deliberate.length} of these that were no chance, ${top[1]} were mostly for ${top[0]}.\n`;
}

function sentence({ role, step, depth, chosen, rules, level, further, lead, reasons }: Overruled): string {
  const place = `Step ${formatCount(step)}, depth ${formatCount(depth)}`;
  const what =
    role === "children"
      ? `${chosen} before ${rules} on the floor at ${formatCount(level!)}`
      : `back to ${chosen} instead of ${rules}, ${formatCount(further!)} decisions further`;
  const why = reasons.map(({ feature, gain }) => `${feature} (${signed(gain, 2)})`).join(", ");
  if (lead <= 0) return `${place}: ${what}; by chance, its score is ${(-lead).toFixed(2)} lower.`;
  return `${place}: ${what}; for ${why}; ${signed(lead, 2)} in all.`;
}

function share(part: number, whole: number): string {
  return `${formatCount(part)} (${whole === 0 ? 0 : Math.round((100 * part) / whole)} %)`;
}

function percent(part: number): string {
  return `${signed(100 * part, 1)} %`;
}

/** With a sign, and none for what rounds to nothing. */
function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}
