import { formatCount } from "../../draw/units.js";
import { boundWords } from "../../explain/bound-words.js";
import type { GapPoint, Hole, MemoryExplanation } from "../../explain/index.js";
import { closestOf, headline, type Reasons } from "../../explain/reasons.js";
import { percent, quote, shownBytes } from "../../explain/words.js";
import type { Problem } from "../../problem/index.js";
import { formatMs, NO_FIGURE } from "./cells.js";
import { layOut } from "./layout.js";
import { loadChart } from "./load-chart.js";
import { onOneLine } from "./prose.js";
import type { SuggestionRow } from "./rows.js";
import { type Colours, proseWidth, type Sheet, widthOf } from "./screen.js";

/** Buffers and holes that are told of each memory, unless all are asked for. */
const SHOWN = { buffers: 10, holes: 5, points: 6 };
/** Columns of a chart at most, and of what stands beside it. */
const CHART = { columns: 64, labels: 26 };

export interface WhyText {
  readonly problem: Problem;
  readonly reasons: Reasons;
  /** What would help; undefined where it was not asked for. */
  readonly suggestions?: readonly SuggestionRow[] | undefined;
  readonly suggestionsComplete?: boolean | undefined;
  /** Tell all buffers and holes. */
  readonly isAll: boolean;
  readonly colours: Colours;
  readonly sheet: Sheet;
}

/** Why, for people: paragraphs with a list or a table each. */
export function whyParagraphs(why: WhyText): string[] {
  const { reasons, suggestions } = why;
  const { peak, core, unknown } = reasons;
  const isPlanned = core === null && unknown === null;
  const memories = peak.memories.filter(({ time }, _, { length }) => time !== null || length === 1);
  return [
    ...(isPlanned ? [] : [headline(reasons)]),
    ...coreParagraphs(reasons, isHelped(suggestions)),
    ...(isPlanned || suggestions === undefined
      ? []
      : [suggestionLines(suggestions, why.suggestionsComplete === true).join("\n")]),
    ...(unknown === null ? closestLine(reasons) : []),
    ...(unknown === null ? [] : curveParagraph(unknown.curve)),
    ...memories.flatMap((memory) => memoryParagraphs(why, memory)),
    ...restOfCore(why, memories),
    ...(peak.memories.length > 1 ? [`in all: ${boundWords(peak.bound)}`] : []),
  ];
}

/** The same in a few lines, to go below a table. */
export function whyLines(reasons: Reasons, suggestions?: readonly SuggestionRow[]): string[] {
  const { core, unknown, least } = reasons;
  if (core !== null) {
    const remedies = isHelped(suggestions) ? [] : remedyLines(core.remedies);
    return [`no plan fits: ${headline(reasons)}`, ...remedies, ...leastLine(reasons)];
  }
  if (unknown !== null) return [`no plan yet: ${headline(reasons)}`];
  return [...(least === null ? [] : leastLine(reasons)), headline(reasons)];
}

/** Whether changes are known that do help, as plans have shown: those that might help go unsaid then. */
function isHelped(suggestions: readonly SuggestionRow[] = []): boolean {
  return suggestions.length > 0;
}

function coreParagraphs({ core, least }: Reasons, isHelped: boolean): string[] {
  if (core === null) return least === null ? [] : [least.message];
  const doubt = core.isIrreducible ? [] : ["(there may be a smaller set of buffers and rules that is enough)"];
  const heading = "what would help: one of these, if there is no other reason besides";
  const lines = [...(isHelped ? [] : [heading]), ...doubt, ...(isHelped ? [] : remedyLines(core.remedies))];
  return [...(lines.length === 0 ? [] : [lines.join("\n")]), ...(least === null ? [] : [`capacity: ${least.message}`])];
}

function remedyLines(remedies: readonly string[]): string[] {
  return remedies.map((remedy) => `- ${remedy}`);
}

function leastLine({ least }: Reasons): string[] {
  return least === null ? [] : [`capacity: ${least.message}`];
}

/** How the gap shrank: the first and the last points, evenly spread. */
function curveParagraph(curve: readonly GapPoint[]): string[] {
  if (curve.length === 0) return [];
  const step = Math.max(1, (curve.length - 1) / (SHOWN.points - 1));
  const picked = new Set<number>();
  for (let i = 0; i < Math.min(SHOWN.points, curve.length); i++) picked.add(Math.round(i * step));
  const lines = [...picked].map((i) => {
    const { ms, peak, bound } = curve[i]!;
    const found = peak === null ? "no plan" : `peak ${formatCount(peak)}`;
    const gap = peak === null ? "" : `, ${formatCount(peak - bound)} open`;
    return `- after ${formatMs(ms)}: ${found}, bound ${formatCount(bound)}${gap}`;
  });
  return [["how the gap shrank", ...lines].join("\n")];
}

function memoryParagraphs(why: WhyText, told: MemoryExplanation): string[] {
  const { memory, capacity, peak, time, liveBytes, live, waste, load } = told;
  // Of one memory, what the search has proved holds too.
  const { memories, bound: whole } = why.reasons.peak;
  const bound = memories.length === 1 ? whole : told.bound;
  const where = memory === "" ? "" : `memory ${quote(onOneLine(memory))}: `;
  if (time === null) return [`${where}nothing lives at any time`];
  const room = capacity === Number.POSITIVE_INFINITY ? "" : ` of ${formatCount(capacity)}`;
  const height =
    peak === null
      ? `the most bytes live at t = ${time}: ${formatCount(liveBytes)}${room}`
      : `the peak of ${shownBytes(peak)} is at t = ${time}, when ${formatCount(liveBytes)} live`;
  const number = `${formatCount(live.length)} ${live.length === 1 ? "buffer" : "buffers"}`;
  const isTight = peak !== null && peak <= bound.bytes;
  const proof = peak === null ? "" : isTight ? ": no plan peaks lower" : `, ${shownBytes(peak - bound.bytes)} below`;
  const columns = Math.max(16, Math.min(CHART.columns, proseWidth(why.sheet) - CHART.labels));
  return [
    [`${where}${height}, ${number}`, ...liveTable(why, told)].join("\n"),
    ...(waste === null ? [] : [wasteParagraph(why, peak!, waste.bytes, waste.holes)]),
    `${boundWords(bound)}${proof}`,
    ["load over time", ...loadChart({ load, capacity, time }, columns).map((line) => `  ${line}`)].join("\n"),
  ];
}

/** Buffers of the core that are in none of the tables of memories: a core can hold what lives at other times. */
function restOfCore(why: WhyText, memories: readonly MemoryExplanation[]): string[] {
  const { problem, reasons, colours, sheet } = why;
  const told = new Set(memories.flatMap((memory) => shownOf(why, memory).map(({ buffer }) => buffer)));
  const rest = (reasons.core?.buffers ?? []).filter((b) => !told.has(b));
  if (rest.length === 0) return [];
  const shown = why.isAll ? rest : rest.slice(0, SHOWN.buffers);
  const cells = shown.map((b) => {
    const { id, size, lower, upper } = problem.buffers[b]!;
    return [onOneLine(id), formatCount(size), `[${formatCount(lower)}, ${formatCount(upper)})`];
  });
  const columns = [{ title: "buffer", align: "left" as const }, { title: "bytes" }, { title: "live" }];
  const left = rest.length - shown.length;
  return [
    [
      "the others of the core",
      ...indented(layOut(columns, cells, colours, widthOf(sheet) - 2)),
      ...(left === 0 ? [] : [`  and ${formatCount(left)} more; --all shows them`]),
    ].join("\n"),
  ];
}

function shownOf({ isAll }: WhyText, { live }: MemoryExplanation): MemoryExplanation["live"] {
  return isAll ? live : live.slice(0, SHOWN.buffers);
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}

function liveTable(why: WhyText, memory: MemoryExplanation): string[] {
  const { problem, reasons, colours, sheet } = why;
  const { live, peak } = memory;
  const core = new Set(reasons.core?.buffers);
  const shown = shownOf(why, memory);
  const columns = [
    { title: "buffer", align: "left" as const },
    { title: "bytes" },
    { title: "share" },
    ...(peak === null ? [] : [{ title: "offset" }]),
    { title: "live" },
    ...(core.size === 0 ? [] : [{ title: "in the core" }]),
  ];
  const cells = shown.map(({ buffer, id, bytes, share, offset }) => {
    const { lower, upper } = problem.buffers[buffer]!;
    return [
      onOneLine(id),
      formatCount(bytes),
      percent(share),
      ...(peak === null ? [] : [offset === null ? NO_FIGURE : formatCount(offset)]),
      `[${formatCount(lower)}, ${formatCount(upper)})`,
      ...(core.size === 0 ? [] : [core.has(buffer) ? "yes" : NO_FIGURE]),
    ];
  });
  const left = live.slice(shown.length);
  const bytes = left.reduce((sum, each) => sum + each.bytes, 0);
  return [
    ...indented(layOut(columns, cells, colours, widthOf(sheet) - 2)),
    ...(left.length === 0
      ? []
      : [`  and ${formatCount(left.length)} more with ${shownBytes(bytes)}; --all shows them`]),
  ];
}

function wasteParagraph(why: WhyText, peak: number, bytes: number, holes: readonly Hole[]): string {
  if (bytes === 0) return "nothing is wasted then";
  const sorted = holes.toSorted((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
  const shown = why.isAll ? sorted : sorted.slice(0, SHOWN.holes);
  const left = sorted.slice(shown.length);
  const rest = left.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    `${formatCount(bytes)} of these ${shownBytes(peak)} are wasted then`,
    ...shown.map((hole) => `- ${formatCount(hole.to - hole.from)} ${holeText(why.problem, hole)}`),
    ...(left.length === 0 ? [] : [`  and ${shownBytes(rest)} in ${formatCount(left.length)} more; --all shows them`]),
  ].join("\n");
}

function holeText({ buffers }: Problem, { from, to, cause, above }: Hole): string {
  const at = `at [${formatCount(from)}, ${formatCount(to)})`;
  const id = above === null ? null : quote(buffers[above]!.id);
  switch (cause) {
    case "reserved":
      return `${at}: reserved, or too small beside what is reserved`;
    case "fixed":
      return `${at}: a fixed offset holds ${id} above`;
    case "alignment":
      return `${at}: the alignment of ${id} above`;
    default:
      return id === null
        ? `${at}: fragmentation, with nothing above then`
        : `${at}: fragmentation, as ${id} above is held up by what lives at other times, or by the plan`;
  }
}

/** The plan of least overflow, where nothing fits. */
function closestLine(reasons: Reasons): string[] {
  const closest = closestOf(reasons);
  if (closest === null || closest.overflow === 0) return [];
  return [`the closest plan has a peak of ${shownBytes(closest.peak)}, ${formatCount(closest.overflow)} too many`];
}

/** What would help, the best first, a line each. */
export function suggestionLines(suggestions: readonly SuggestionRow[], isComplete: boolean): string[] {
  if (suggestions.length === 0) {
    return [
      isComplete
        ? "no change would help: all that are known were tried"
        : "no change was found that would help; the limits ended the search, and a higher one may find some",
    ];
  }
  return [
    "with one of these it would fit, as a plan has shown:",
    ...suggestions.map(({ rank, message }) => `${rank}. ${message}`),
    ...(isComplete ? [] : ["not everything was tried within the limits: others may do as well, or better"]),
  ];
}
