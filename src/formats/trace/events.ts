import { clip } from "../errors.js";
import { integerOf } from "../table.js";
import type { Fail, Place, Row } from "./rows.js";
import { type Deed, deedOf, isNull, KNOWN_WORDS } from "./words.js";

/** A row that does something. */
export interface Event {
  readonly deed: "alloc" | "free" | "realloc";
  /** Empty where the row has none. At least one of the two is there. */
  readonly id: string;
  readonly addr: string;
  /** What a `realloc` moves away from; empty where that is what it is called itself. */
  readonly old: string;
  /** Bytes; −1 where the row says none. */
  readonly size: number;
  /** Bytes; −1 where the row says none. */
  readonly alignment: number;
  /** Where the row begins in the text. */
  readonly position: number;
}

/** What a trace does, in the order of the file. */
export class Events {
  readonly list: Event[] = [];
  /** By event: the time in the file; empty where the trace has no times. */
  readonly times: number[] = [];
  /** By event: the number of its row, counted from 1. */
  readonly numbers: number[] = [];
  /** Rows that do nothing, by their word. */
  readonly passedOver = new Map<string, number>();
  readonly #fail: Fail;
  #rows = 0;
  #hasTimes: boolean | null = null;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** @throws FormatError for a row that cannot be understood */
  add(row: Row, place: Place): void {
    this.#rows++;
    const deed = deedOf(row.op);
    if (deed === undefined) {
      const what = row.op === "" ? "the row does not say what it does" : `${clip(row.op)} is no action that is known`;
      this.#fail(place("op"), `${what}; there are ${KNOWN_WORDS}`);
    }
    const time = this.#time(row, place);
    if (deed === "nothing") {
      this.#pass(row.op);
      return;
    }
    if (row.id === "" && row.addr === "") this.#fail(place(), `${clip(row.op)} has no id and no address`);
    const size = this.#size(row, place, deed);
    if (isOfNothing(row, deed)) {
      this.#pass(`${row.op} of no address`);
      return;
    }
    const { id, addr, old } = row;
    const alignment = row.alignment === "" ? -1 : this.#whole(row.alignment, place("alignment"), "the alignment");
    this.list.push({ deed, id, addr: addr.toLowerCase(), old: old.toLowerCase(), size, alignment, position: place() });
    if (time !== null) this.times.push(time);
    this.numbers.push(this.#rows);
  }

  #pass(op: string): void {
    const word = op.toLowerCase();
    this.passedOver.set(word, (this.passedOver.get(word) ?? 0) + 1);
  }

  #time({ time }: Row, place: Place): number | null {
    const hasTime = time !== "";
    this.#hasTimes ??= hasTime;
    if (hasTime !== this.#hasTimes) {
      this.#fail(place("time"), hasTime ? "the row has a time, and those before have none" : "the row has no time");
    }
    if (!hasTime) return null;
    const value = Number(time);
    if (!Number.isFinite(value)) this.#fail(place("time"), `the time must be a number, got ${clip(time)}`);
    // No −0.
    return value + 0;
  }

  #size(row: Row, place: Place, deed: Deed): number {
    if (row.size === "") {
      if (deed === "free") return -1;
      this.#fail(place(), `${clip(row.op)} of ${clip(row.id || row.addr)} has no size`);
    }
    const size = this.#whole(row.size, place("size"), "the size");
    if (row.count === "" || deed !== "alloc") return size;
    const bytes = size * this.#whole(row.count, place("count"), "the count");
    if (bytes <= Number.MAX_SAFE_INTEGER) return bytes;
    return this.#fail(place("count"), `the count times the size is beyond 2^53 − 1 bytes`);
  }

  #whole(text: string, position: number, what: string): number {
    const value = integerOf(text);
    if (value >= 0 && Number.isFinite(value)) return value;
    return this.#fail(position, `${what} must be an integer within [0, 2^53 − 1], got ${clip(text)}`);
  }
}

/** Whether nothing is freed, or nothing was to be had. */
function isOfNothing({ addr, id, old }: Row, deed: Deed): boolean {
  if (addr === "") return deed === "free" && isNull(id) && !/^0+$/.test(id);
  return isNull(addr) && (deed !== "realloc" || old === "" || isNull(old));
}
