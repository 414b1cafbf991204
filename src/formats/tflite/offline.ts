/**
 * The plan that a model may carry for TensorFlow Lite Micro: a metadata entry of this name, whose buffer has 32-bit
 * integers, the version 0, the count of subgraphs, the count of tensors, and the offset of each tensor of all
 * subgraphs, one after the other; −1 leaves a tensor to TFLM.
 *
 * Source: `tensorflow/lite/micro/docs/memory_management.md`, "Offline planned tensor allocations".
 */
import type { Table } from "../binary/flatbuffer.js";
import { type ListPlace, OrderedList } from "../ordered-list.js";
import { calledTensor, type Model } from "./model.js";
import { BUFFER, METADATA, MODEL } from "./schema.js";

export const METADATA_NAME = "OfflineMemoryAllocation";

/** Offsets that say that there is none. */
export const UNPLANNED = -1;

export interface OfflinePlan {
  /** By tensor of all subgraphs. */
  readonly offsets: Int32Array;
  readonly notes: readonly string[];
}

/** Entries of the model's metadata. */
export function metadataOf({ root }: Model): readonly { readonly table: Table; readonly isPlan: boolean }[] {
  return root.tables(MODEL.metadata).map((table) => {
    // Longer names are none of ours, and need no decoding.
    const isPlan = table.vector(METADATA.name, 1).count === METADATA_NAME.length;
    return { table, isPlan: isPlan && table.text(METADATA.name) === METADATA_NAME };
  });
}

/**
 * The plan in the file; null where it has none. Of several TFLM takes the last.
 *
 * @throws FormatError where its numbers do not fit together, or the model
 */
export function offlinePlanOf(model: Model): OfflinePlan | null {
  const { view, buffers, subgraphs, tensorCount } = model;
  const entries = metadataOf(model).filter(({ isPlan }) => isPlan);
  const entry = entries.at(-1)?.table;
  if (entry === undefined) return null;
  const fail = (at: number, detail: string): never => view.fail(at, `${METADATA_NAME}: ${detail}`);
  const index = entry.u32(METADATA.buffer);
  if (index >= buffers.length) fail(entry.at, `there is no buffer ${index}; the file has ${buffers.length}`);
  const { begin, count: length } = buffers[index]!.vector(BUFFER.data, 1);
  if (length < 12) fail(begin, `its ${length} bytes are too few for version, subgraphs and tensors`);
  const version = view.i32(begin);
  const subgraphCount = view.i32(begin + 4);
  const count = view.i32(begin + 8);
  if (version !== 0) fail(begin, `its version is ${version}, and 0 is the one that there is`);
  if (count !== tensorCount) {
    fail(begin + 8, `it has offsets of ${count} tensors, and the model has ${tensorCount} tensors`);
  }
  if (length < 12 + 4 * count) fail(begin, `its ${length} bytes are too few for the offsets of ${count} tensors`);
  const notes: string[] = [];
  if (entries.length > 1) notes.push(`the file has ${entries.length} entries ${METADATA_NAME}: the last one counts`);
  if (subgraphCount !== subgraphs.length) {
    notes.push(`${METADATA_NAME} speaks of ${subgraphCount} subgraphs, and the model has ${subgraphs.length}`);
  }
  const offsets = Int32Array.from({ length: count }, (_, i) => view.i32(begin + 12 + 4 * i));
  for (const { tensors, firstTensor } of subgraphs) {
    for (const [i, tensor] of tensors.entries()) {
      const offset = offsets[firstTensor + i]!;
      if (offset >= UNPLANNED) continue;
      fail(begin + 12 + 4 * (firstTensor + i), `${calledTensor(tensor, i)} has the offset ${offset}`);
    }
  }
  return { offsets, notes };
}

export interface Placed {
  readonly lower: number;
  readonly upper: number;
  readonly size: number;
  /** −1 for none. */
  readonly offset: number;
  /** Buffers that are one body have the same. */
  readonly body: number;
}

/** Two that share bytes while both live and are not one body; null where there are none such. */
export function overlapOf(buffers: readonly Placed[]): readonly [number, number] | null {
  const events: { readonly time: number; readonly isEnd: boolean; readonly index: number }[] = [];
  for (const [index, { lower, upper, size, offset }] of buffers.entries()) {
    if (offset < 0 || size === 0 || upper <= lower) continue;
    events.push({ time: lower, isEnd: false, index }, { time: upper, isEnd: true, index });
  }
  // At one time ends come first: lifetimes are half-open.
  events.sort((a, b) => a.time - b.time || Number(b.isEnd) - Number(a.isEnd));
  const live = new LiveRanges(buffers);
  for (const { isEnd, index } of events) {
    if (isEnd) live.remove(index);
    else {
      const other = live.add(index);
      if (other !== null) return other < index ? [other, index] : [index, other];
    }
  }
  return null;
}

/** Ranges of bytes that are taken, by offset. Members of one body with the same range are one. */
class LiveRanges {
  readonly #buffers: readonly Placed[];
  readonly #ranges = new OrderedList<{ readonly index: number; members: number }>();

  constructor(buffers: readonly Placed[]) {
    this.#buffers = buffers;
  }

  /** Takes the buffer's bytes; or the buffer that has some of them. */
  add(index: number): number | null {
    const { offset, size } = this.#buffers[index]!;
    const at = this.#find(offset);
    const [below, above] = [this.#ranges.before(at), this.#ranges.at(at)];
    if (above !== undefined && this.#isSame(above.index, index)) above.members++;
    else if (below !== undefined && this.#top(below.index) > offset) return below.index;
    else if (above !== undefined && this.#buffers[above.index]!.offset < offset + size) return above.index;
    else this.#ranges.replace(at, 0, [{ index, members: 1 }]);
    return null;
  }

  remove(index: number): void {
    const at = this.#find(this.#buffers[index]!.offset);
    const range = this.#ranges.at(at)!;
    range.members--;
    if (range.members === 0) this.#ranges.replace(at, 1, []);
  }

  #isSame(one: number, other: number): boolean {
    const [a, b] = [this.#buffers[one]!, this.#buffers[other]!];
    return a.body === b.body && a.offset === b.offset && a.size === b.size;
  }

  #top(index: number): number {
    const { offset, size } = this.#buffers[index]!;
    return offset + size;
  }

  /** The first range that does not begin below that offset. */
  #find(offset: number): ListPlace {
    return this.#ranges.find(({ index }) => this.#buffers[index]!.offset >= offset);
  }
}
