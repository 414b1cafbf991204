/**
 * From the events of one device to buffers, by the rules of PyTorch's own viewer (torch/utils/viz/MemoryViz.js):
 *
 *      event    1  alloc a   2  free c   3  alloc b   4  free a        time 0 is before the trace
 *
 *      a           [1, 4)
 *      b                                    [3, 5)                     still open: to the end
 *      c        [0, 2)                                                 freed and never allocated: born before
 *      d        [0, 5)                                                 active in a segment, without any event
 *
 * A block is taken until `free_completed`: between `free_requested` and that it waits for other streams.
 */
import { clip } from "../errors.js";
import type { Device } from "./snapshot.js";
import type { Ref } from "./tape.js";
import type { Values, Whole } from "./values.js";

/** An allocation. Times are numbers of events from 1; 0 is before the trace, the end one after the last. */
export interface Block {
  readonly address: Whole;
  /** How often the address was freed before. */
  readonly version: number;
  readonly lower: number;
  upper: number;
  /** Bytes, as the program asked for them. */
  readonly size: number;
  /** The list of its frames; null where there is none. */
  readonly frames: Ref | null;
  /** The event or the block that tells of it. */
  readonly ref: Ref;
}

export interface Replay {
  readonly blocks: readonly Block[];
  /** One after the last event. */
  readonly end: number;
  /** Bytes that the allocator had from the driver at most; null where the snapshot does not say. */
  readonly reserved: number | null;
  readonly notes: readonly string[];
}

const PASSED_OVER = new Set(["snapshot", "workspace_snapshot"]);
/** Actions that are told as unknown at most, by name. */
const MOST_TOLD = 12;
/** The upper end of a block that is live. */
const OPEN = -1;
/** Events between two reports of progress. */
const REPORT_EVENTS = 2 ** 16;

/**
 * @param onProgress called now and then with how many events were read
 * @throws FormatError where an event or a block is none
 */
export function replay(values: Values, device: Device, onProgress: (events: number) => void): Replay {
  const run = new Run(values, "free_completed");
  run.events(device, onProgress);
  if (run.freed > 0 || run.requested === 0) return run.end(device);
  // A trace may leave out the releases that are complete (`skip_actions`), and tell only that they were asked for.
  const again = new Run(values, "free_requested");
  again.events(device, onProgress);
  const note = 'the trace has no "free_completed": blocks end where their release is asked for';
  const { notes, ...rest } = again.end(device);
  return { ...rest, notes: [note, ...notes] };
}

/** What is needed of an event. */
type Event = Record<"action" | "addr" | "size" | "frames", Ref | null>;

class Run {
  freed = 0;
  requested = 0;
  readonly #values: Values;
  readonly #freeing: string;
  readonly #blocks: Block[] = [];
  /** The last block of each address. */
  readonly #latest = new Map<Whole, Block>();
  readonly #unknown = new Map<string, number>();
  #time = 0;
  #reused = 0;
  #outOfMemory = 0;
  /** Bytes that segments grew by since the begin of the trace, and the least and the most of that. */
  #grown = 0;
  #leastGrown = 0;
  #mostGrown = 0;
  #hasSegments = false;

  /** @param freeing the action that ends a block */
  constructor(values: Values, freeing: "free_completed" | "free_requested") {
    this.#values = values;
    this.#freeing = freeing;
  }

  events({ trace }: Device, onProgress: (events: number) => void): void {
    if (trace === null) return;
    const values: Values = this.#values;
    const event: Event = { action: null, addr: null, size: null, frames: null };
    values.each(trace, "a trace", (ref) => {
      this.#time++;
      if (this.#time % REPORT_EVENTS === 0) onProgress(this.#time);
      values.fields(ref, "an event", event);
      this.#event(ref, event);
    });
  }

  end({ segments }: Device): Replay {
    this.#time++;
    const total = segments.reduce((sum, { size }) => sum + size, 0);
    for (const { ref } of segments) this.#blocksOf(ref);
    for (const block of this.#blocks) if (block.upper === OPEN) block.upper = this.#time;
    const atFirst = Math.max(total - this.#grown, -this.#leastGrown);
    const isKnown = segments.length > 0 || this.#hasSegments;
    return {
      blocks: this.#blocks.sort((a, b) => a.lower - b.lower),
      end: this.#time,
      reserved: isKnown ? atFirst + this.#mostGrown : null,
      notes: this.#notes(),
    };
  }

  #event(ref: Ref, { action: word, addr, size, frames }: Event): void {
    const action = word === null ? null : this.#values.text(word);
    if (action === this.#freeing || action === "free") {
      this.freed++;
      const address = this.#address(ref, addr);
      // The frames of an event that frees do not say who allocated.
      const block = this.#openAt(address) ?? this.#add(address, 0, this.#size(ref, size), null, ref);
      block.upper = this.#time;
      return;
    }
    switch (action) {
      case "alloc": {
        const address = this.#address(ref, addr);
        const before = this.#openAt(address);
        if (before !== null) {
          before.upper = this.#time;
          this.#reused++;
        }
        this.#add(address, this.#time, this.#size(ref, size), frames, ref);
        break;
      }
      case "free_requested":
        this.requested++;
        break;
      case "segment_alloc":
      case "segment_map":
        this.#grow(this.#size(ref, size));
        break;
      case "segment_free":
      case "segment_unmap":
        this.#grow(-this.#size(ref, size));
        break;
      case "oom":
        this.#outOfMemory++;
        break;
      case null:
        this.#values.fail(ref, `event ${this.#time} has no "action"`);
        break;
      default:
        if (!PASSED_OVER.has(action)) {
          const key = this.#unknown.size < MOST_TOLD || this.#unknown.has(action) ? action : "others";
          this.#unknown.set(key, (this.#unknown.get(key) ?? 0) + 1);
        }
    }
  }

  /** Blocks of a segment that are taken at the end, and of which no event tells. */
  #blocksOf(segment: Ref): void {
    const values: Values = this.#values;
    const fields: Record<"address" | "blocks", Ref | null> = { address: null, blocks: null };
    values.fields(segment, "a segment", fields);
    const { address, blocks } = fields;
    let next = address === null || values.isNone(address) ? null : values.whole(address, '"address" of a segment');
    values.each(blocks!, '"blocks" of a segment', (block) => {
      next = this.#block(block, next);
    });
  }

  /**
   * @param expected where the block before ends; null where that is not known
   * @returns where the block ends
   */
  #block(ref: Ref, expected: Whole | null): Whole | null {
    const values: Values = this.#values;
    const fields: Record<"address" | "size" | "requested_size" | "state" | "frames" | "history", Ref | null> = {
      address: null,
      size: null,
      requested_size: null,
      state: null,
      frames: null,
      history: null,
    };
    values.fields(ref, "a block", fields);
    const past = fields.history === null ? null : this.#history(fields.history);
    const sizeOf = (key: "size" | "requested_size"): number | null => {
      const value = fields[key];
      return value === null ? null : values.size(value, `"${key}" of a block`);
    };
    const address = fields.address === null ? expected : values.whole(fields.address, '"address" of a block');
    const size = sizeOf("size") ?? values.fail(ref, 'a block has no "size"');
    const requested = sizeOf("requested_size") ?? past?.size ?? size;
    const state = fields.state === null ? values.fail(ref, 'a block has no "state"') : values.text(fields.state);
    if (state !== "inactive") {
      if (address === null) values.fail(ref, 'a block has no "address", and its segment has none');
      if (this.#openAt(address) === null) {
        // An address that an event freed last is of a block that came after.
        const lower = this.#latest.get(address)?.upper ?? 0;
        this.#add(address, lower, requested, fields.frames ?? past?.frames ?? null, ref);
      }
    }
    if (address === null) return null;
    const end = Number(address) + size;
    return Number.isSafeInteger(end) ? end : BigInt(address) + BigInt(size);
  }

  /** What older versions say of a block: the size that was asked for, and the frames. */
  #history(list: Ref): { readonly size: number | null; readonly frames: Ref | null } {
    const values: Values = this.#values;
    const first: Record<"real_size" | "frames", Ref | null> = { real_size: null, frames: null };
    values.each(list, '"history" of a block', (entry) => {
      values.fields(entry, 'an entry of "history"', first);
      return false;
    });
    const size = first.real_size === null ? null : values.size(first.real_size, '"real_size" of a block');
    return { size, frames: first.frames };
  }

  #add(address: Whole, lower: number, size: number, frames: Ref | null, ref: Ref): Block {
    const before = this.#latest.get(address);
    const version = before === undefined ? 0 : before.version + 1;
    const block = { address, version, lower, upper: OPEN, size, frames, ref };
    this.#latest.set(address, block);
    this.#blocks.push(block);
    return block;
  }

  /** The block that is live at an address; null where there is none. */
  #openAt(address: Whole): Block | null {
    const block = this.#latest.get(address);
    return block === undefined || block.upper !== OPEN ? null : block;
  }

  #grow(bytes: number): void {
    this.#hasSegments = true;
    this.#grown += bytes;
    this.#leastGrown = Math.min(this.#leastGrown, this.#grown);
    this.#mostGrown = Math.max(this.#mostGrown, this.#grown);
  }

  #address(event: Ref, addr: Ref | null): Whole {
    if (addr === null) this.#values.fail(event, `event ${this.#time} has no "addr"`);
    return this.#values.whole(addr, '"addr" of an event');
  }

  #size(event: Ref, size: Ref | null): number {
    if (size === null) this.#values.fail(event, `event ${this.#time} has no "size"`);
    return this.#values.size(size, '"size" of an event');
  }

  #notes(): string[] {
    const notes: string[] = [];
    if (this.#reused > 0) {
      const blocks =
        this.#reused === 1 ? "1 block is never freed, and ends" : `${this.#reused} blocks are never freed, and end`;
      notes.push(`${blocks} where the address is allocated anew`);
    }
    if (this.#outOfMemory > 0) {
      notes.push(`the trace tells of ${this.#outOfMemory} out-of-memory error${this.#outOfMemory === 1 ? "" : "s"}`);
    }
    if (this.#unknown.size > 0) {
      const list = [...this.#unknown].map(([action, count]) => `${clip(action)} (${count})`);
      notes.push(`events of actions that are not known are passed over: ${list.join(", ")}`);
    }
    return notes;
  }
}
