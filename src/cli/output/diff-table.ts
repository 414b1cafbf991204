import type { BufferChange, BufferPlace, PlanDiff } from "../../changes/index.js";
import { formatCount } from "../../draw/units.js";
import { NO_FIGURE } from "./cells.js";
import { layOut } from "./layout.js";
import { onOneLine, wrap } from "./prose.js";
import { coloursFor, type Sheet, widthOf } from "./screen.js";

const COLUMNS = [
  { title: "buffer", align: "left" },
  { title: "change", align: "left" },
  { title: "size" },
  { title: "offset" },
  { title: "live" },
] as const;

/**
 * What differs between two plans, for people: the largest buffers that changed, then sums and the peak.
 *
 * @param rows buffers that are shown at most
 */
export function diffText(diff: PlanDiff, { rows, sheet }: { readonly rows: number; readonly sheet: Sheet }): string {
  const { buffers } = diff;
  const colours = coloursFor(sheet);
  const width = widthOf(sheet);
  const shown = buffers.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, rows);
  const cells = shown.map((change) => cellsOf(change));
  const left = buffers.length - shown.length;
  const parts = [
    ...(shown.length === 0 ? [] : [layOut(COLUMNS, cells, colours, width), ""]),
    ...(left > 0 ? [`and ${formatCount(left)} smaller that changed; --rows shows more, --json all`, ""] : []),
    wrap(summaryOf(diff).join("\n"), width),
  ];
  return `${parts.join("\n")}\n`;
}

function sizeOf({ before, after }: BufferChange): number {
  return Math.max(before?.size ?? 0, after?.size ?? 0);
}

function cellsOf({ id, before, after, changes }: BufferChange): string[] {
  return [
    onOneLine(id),
    changes.join(", "),
    change(before, after, ({ size }) => formatCount(size)),
    change(before, after, ({ offset, memory }) => `${memory === null ? "" : `${memory} `}${formatCount(offset)}`),
    change(before, after, ({ lower, upper }) => `[${formatCount(lower)}, ${formatCount(upper)})`),
  ];
}

/** A figure of both plans; once where it is the same. */
function change(before: BufferPlace | null, after: BufferPlace | null, tell: (place: BufferPlace) => string): string {
  const [was, is] = [before, after].map((place) => (place === null ? NO_FIGURE : tell(place)));
  return was === is ? is! : `${was} → ${is}`;
}

function summaryOf({ sums, peak, growth, memories }: PlanDiff): string[] {
  const told = (["kept", "moved", "new", "gone", "grown", "shrunk", "retimed"] as const).map((kind) => {
    const { buffers, bytes } = sums[kind];
    const amount = kind === "grown" || kind === "shrunk" ? `by ${formatCount(bytes)}` : formatCount(bytes);
    return buffers === 0 && kind !== "moved"
      ? ""
      : `${formatCount(buffers)} ${kind}${buffers === 0 ? "" : ` (${amount} B)`}`;
  });
  const more = peak.after - peak.before;
  const share = growth === null ? "" : `, ${more > 0 ? "+" : more < 0 ? "−" : ""}${percent(Math.abs(growth))}`;
  const changed = more === 0 ? "unchanged" : `${formatCount(Math.abs(more))} ${more > 0 ? "more" : "less"}${share}`;
  const each = memories.map(({ id, before, after }) => {
    const [was, is] = [before, after].map((bytes) => (bytes === null ? NO_FIGURE : formatCount(bytes)));
    return was === is ? "" : `${id}: peak ${was} → ${is}`;
  });
  return [
    `buffers: ${told.filter((text) => text !== "").join(", ")}`,
    ...each.filter((text) => text !== ""),
    `peak ${formatCount(peak.before)} → ${formatCount(peak.after)}: ${changed}`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
