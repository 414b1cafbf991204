/**
 * Memory snapshots of PyTorch, as `torch.cuda.memory._dump_snapshot` writes them: a pickle with what the caching
 * allocator of each device did. The buffers are the blocks that it gave out, time is the number of the event, and ids
 * are those of pytorch.org/memory_viz (`b` with the address, `_` and how often it was freed before), with the line of
 * source that allocated the block.
 */
import { liveAtPeak } from "../../model/peak.js";
import { BinaryView } from "../binary/view.js";
import { beginsWith } from "../bytes.js";
import type { FileContent } from "../content.js";
import type { Draft, ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { SourceLines } from "./frames.js";
import { LAST_PROTOCOL, OP } from "./opcodes.js";
import { readPickle } from "./pickle.js";
import { type Block, type Replay, replay } from "./replay.js";
import { chooseDevice, type Device, readSnapshot } from "./snapshot.js";
import { Values } from "./values.js";

/** What the CUDA caching allocator rounds up to (`kMinBlockSize`): every address that it gives is a multiple. */
const ALIGNMENT = 512;
/** Lines and buffers that a note names. */
const NAMED = 5;
/** Of the time that reading takes, what is over when the pickle is on its tape. */
const TAPED = 0.6;

export const pytorchForm: FileForm = {
  name: "memory snapshot of PyTorch (pickle)",
  takes: ["module", "alignment"],
  sniff: ({ bytes }) => isPickle(bytes),
  read: readPytorch,
};

/**
 * Whether a file begins as a pickle does: with its protocol from 2 on, and before that with a container, if it names
 * what a snapshot must have.
 */
function isPickle(bytes: Uint8Array): boolean {
  if (bytes[0] === OP.PROTO) return bytes[1]! >= 2 && bytes[1]! <= LAST_PROTOCOL;
  const isContainer = [[OP.EMPTY_LIST], [OP.EMPTY_DICT], [OP.MARK]].some((begin) => beginsWith(bytes, begin));
  if (!isContainer || bytes[bytes.length - 1] !== OP.STOP) return false;
  const begin = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  return /^(?:[\]}]q\0|[\]}][qr(]|\([dl]p\d+\n)/.test(begin) && /device_traces|segments|total_size|blocks/.test(begin);
}

/** @throws FormatError with the byte of the first fault */
function readPytorch(
  { bytes, fileName }: FileContent,
  _: NameJudge,
  { placed, module, alignment = ALIGNMENT, onProgress }: ReadOptions,
): SourcedReading<FileSource> {
  const view = new BinaryView(bytes, fileName);
  const values = new Values(readPickle(view, (at) => onProgress?.((TAPED * at) / bytes.length)));
  const snapshot = readSnapshot(values);
  const device = chooseDevice(values, snapshot, module);
  if (placed) {
    const why = "PyTorch gives out addresses as it goes, in segments apart from each other";
    view.fail(0, `a memory snapshot has no plan to check: ${why}`);
  }
  const found = replay(values, device, (events) => onProgress?.(TAPED + ((1 - TAPED) * events) / device.eventCount));
  const sources = new SourceLines(values);
  const buffers = found.blocks.map((block): Draft => {
    const { lower, upper, size } = block;
    return { id: idOf(block, sources), lower, upper, size, ...(alignment !== 1 && { alignment }) };
  });
  return {
    buffers,
    capacity: undefined,
    base: undefined,
    ends: "exclusive",
    offsets: null,
    source: { form: "csv" },
    ...(found.reserved !== null && {
      otherPlans: [{ planner: "PyTorch's allocator", peak: found.reserved, offsets: null }],
    }),
    errorAt: (index, _field, detail) =>
      view.errorAt(index === undefined ? 0 : values.pickle.byteOf(found.blocks[index]!.ref), detail),
    timesNote: () => "times are numbers of events",
    notes: [...snapshot.notes, ...notesOf(device, found, buffers, sources)],
  };
}

function idOf(block: Block, sources: SourceLines): string {
  const { address, version, frames } = block;
  const source = sources.of(frames);
  const hex = address < 0 ? BigInt.asUintN(64, BigInt(address)).toString(16) : address.toString(16);
  return `b${hex}_${version}${source === "" ? "" : ` ${source}`}`;
}

/** What people ask a snapshot: how much is live at most, when, whose it is, and what was reserved. */
function notesOf(device: Device, found: Replay, buffers: readonly Draft[], sources: SourceLines): string[] {
  const { notes, reserved, blocks } = found;
  const { time, bytes, live } = liveAtPeak({ buffers });
  if (time === null) return [...notes];
  const when = device.eventCount === 0 ? "at the end" : time === 0 ? "before the trace" : `at event ${counted(time)}`;
  const of = device.eventCount === 0 ? "without a trace" : `of ${counted(device.eventCount)} events`;
  const beside = reserved === null ? "" : `; PyTorch reserved ${counted(reserved)}`;
  const lines = new Map<string, { bytes: number; count: number }>();
  for (const each of live) {
    const line = sources.of(blocks[each.buffer]!.frames) || "no known line";
    const sum = lines.get(line) ?? { bytes: 0, count: 0 };
    lines.set(line, { bytes: sum.bytes + each.bytes, count: sum.count + 1 });
  }
  const byLine = [...lines].sort(([, a], [, b]) => b.bytes - a.bytes);
  return [
    `${device.name} ${of}: at most ${counted(bytes)} bytes are live, ${when}${beside}`,
    listed("live at the peak, by line of source", byLine, ([line, sum]) => {
      const buffers = sum.count === 1 ? "1 buffer" : `${counted(sum.count)} buffers`;
      return `${line} ${counted(sum.bytes)} (${percent(sum.bytes / bytes)}, ${buffers})`;
    }),
    listed("the largest of them", live, (each) => `${each.id} ${counted(each.bytes)} (${percent(each.share)})`),
    ...notes,
  ];
}

/** The first of a list in words, and how many there are besides. */
function listed<Item>(title: string, items: readonly Item[], textOf: (item: Item) => string): string {
  const more = items.length > NAMED ? ` and ${counted(items.length - NAMED)} more` : "";
  return `${title}: ${items.slice(0, NAMED).map(textOf).join(", ")}${more}`;
}

function percent(share: number): string {
  return share < 0.0005 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}

/** `41,231,686,042` */
function counted(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
