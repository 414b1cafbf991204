import { basename } from "node:path";
import { type BufferPlace, diffPlans, type PlacedPlan, type PlanDiff } from "../../changes/index.js";
import { formatCount } from "../../draw/units.js";
import { shownBytes } from "../../explain/words.js";
import type { Document } from "../../formats/index.js";
import { complain } from "../complain.js";
import { ExitCode } from "../exit-codes.js";
import { displayName } from "../input/files.js";
import type { Growth } from "../input/options.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { isStdout } from "../output/place.js";
import { writeOutput } from "../output/write-output.js";
import { toComplaint } from "./complaints.js";
import { complainOfMissing } from "./each-file.js";
import { resolveTargets } from "./targets.js";

export interface DiffCommand extends ReadCommand {
  readonly svg?: string;
  /** Where a report of both goes, which is opened in a browser. */
  readonly html?: string;
  /** Bytes that the peak of the second plan may have at most. */
  readonly maxPeak?: number;
  readonly maxGrowth?: Growth;
  readonly failIfMoved?: boolean;
  /** Buffers in the table at most. */
  readonly rows: number;
  /** A JSON line in place of the table. */
  readonly json?: boolean;
}

/**
 * Compares two placed files. Ends with 1 where one of them breaks a rule, or the second is beyond what the options
 * allow.
 *
 * @throws UsageError where the picture would be written over an input
 */
export async function diff(before: string, after: string, command: DiffCommand): Promise<ExitCode> {
  const files = [before, after];
  const { svg, html } = command;
  const { picture, report } = resolveTargets([after], { svg, html })[0]!;
  resolveTargets([before], { svg: picture, html: report });
  const missing = complainOfMissing(files);
  if (missing.size > 0) return ExitCode.badInput;
  const documents: Document[] = [];
  for (const file of files) {
    try {
      documents.push(await readDocument(file, command, { placed: true }));
    } catch (error) {
      const { message, code } = toComplaint(error, file);
      complain(message);
      return code;
    }
  }
  const plans = documents.map(planOf) as [PlacedPlan, PlacedPlan];
  const found = diffPlans(...plans);
  const { violations } = found;
  const faults = faultsOf(found, command);
  const row = { before: displayName(before), after: displayName(after), ...found, faults };
  let code: ExitCode = faults.length === 0 && violations.before === 0 ? ExitCode.ok : ExitCode.refuted;
  const stream = [picture, report].some((path) => path !== undefined && isStdout(path))
    ? process.stderr
    : process.stdout;
  if (command.json) stream.write(`${JSON.stringify(row)}\n`);
  else {
    const { diffText } = await import("../output/diff-table.js");
    stream.write(diffText(found, { rows: command.rows, sheet: stream }));
  }
  if (violations.before > 0) complain(`${displayName(before)}: ${broken(violations.before)}`);
  for (const fault of faults) complain(`${displayName(after)}: ${fault}`);
  if (picture !== undefined) {
    try {
      const { drawDiff } = await import("../../draw/index.js");
      const title = `${basename(displayName(before))} → ${basename(displayName(after))}`;
      await writeOutput(picture, drawDiff(found, keptOf(plans[1], found), { title }));
    } catch (error) {
      const complaint = toComplaint(error, after);
      complain(complaint.message);
      code = complaint.code;
    }
  }
  if (report !== undefined) {
    try {
      const { reportOfBoth } = await import("./report.js");
      await writeOutput(report, reportOfBoth(documents));
    } catch (error) {
      const complaint = toComplaint(error, after);
      complain(complaint.message);
      code = complaint.code;
    }
  }
  return code;
}

function planOf({ problem, offsets, memories }: Document): PlacedPlan {
  return { problem, offsets: offsets!, memories };
}

/** Why the second plan is refused, a sentence each. */
function faultsOf({ peak, growth, sums, violations }: PlanDiff, command: DiffCommand): string[] {
  const { maxPeak, maxGrowth, failIfMoved = false } = command;
  const faults: string[] = [];
  const more = peak.after - peak.before;
  if (violations.after > 0) faults.push(broken(violations.after));
  if (maxPeak !== undefined && peak.after > maxPeak) {
    faults.push(`the peak of ${shownBytes(peak.after)} is ${formatCount(peak.after - maxPeak)} above --max-peak`);
  }
  if (maxGrowth !== undefined) {
    const most = maxGrowth.unit === "bytes" ? maxGrowth.value : (peak.before * maxGrowth.value) / 100;
    const share = growth === null ? "" : `, ${(growth * 100).toFixed(2)} %`;
    if (more > most) faults.push(`the peak grew by ${shownBytes(more)}${share}, beyond --max-growth ${maxGrowth.text}`);
  }
  if (failIfMoved && sums.moved.buffers > 0) {
    const { buffers, bytes } = sums.moved;
    const who = `${formatCount(buffers)} ${buffers === 1 ? "buffer" : "buffers"}`;
    faults.push(`${who} of ${shownBytes(bytes)} moved (--fail-if-moved)`);
  }
  return faults;
}

function broken(violations: number): string {
  const rules = violations === 1 ? "one rule" : `${formatCount(violations)} rules`;
  return `the plan breaks ${rules}; telaplan verify tells which`;
}

/** The buffers of the second plan that did not change. */
function keptOf({ problem, offsets, memories }: PlacedPlan, { buffers }: PlanDiff): Map<string, BufferPlace> {
  const changed = new Set(buffers.map(({ id }) => id));
  const kept = new Map<string, BufferPlace>();
  for (const [b, { id, size, lower, upper, memory = null }] of problem.buffers.entries()) {
    if (changed.has(id)) continue;
    kept.set(id, { offset: offsets[b]!, size, lower, upper, memory: memories?.[b] ?? memory });
  }
  return kept;
}
