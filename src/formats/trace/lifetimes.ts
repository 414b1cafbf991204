/**
 * From what a trace does to buffers:
 *
 *      row      1 alloc a 4    2 free c 8    3 alloc b 2    4 free a
 *
 *      a           [1, 4)
 *      b                                        [3, 5)                 never freed: to the end
 *      c        [0, 2)                                                 never allocated: born before the trace
 */
import { clip } from "../errors.js";
import type { Draft } from "../fields.js";
import { UniqueNames } from "../unique-names.js";
import type { Event, Events } from "./events.js";
import type { Fail } from "./rows.js";
import type { Timeline } from "./timeline.js";
import { isNull } from "./words.js";

/** A buffer that is live, or was. */
interface Holding {
  readonly buffer: Draft;
  readonly addr: string;
  readonly id: string;
  readonly position: number;
  /** Where it is freed; −1 while it is live. */
  freedAt: number;
}

export interface Lived {
  readonly buffers: Draft[];
  /** By buffer: where the row begins that made it. */
  readonly positions: readonly number[];
  readonly notes: readonly string[];
}

/**
 * @param alignment of buffers whose rows say none
 * @param lineOf the line at a position, for messages
 * @throws FormatError where something is freed twice, allocated twice, or freed that has no size
 */
export function live(
  { list }: Events,
  timeline: Timeline,
  alignment: number,
  fail: Fail,
  lineOf: (position: number) => number,
): Lived {
  const { order, times, begin, end } = timeline;
  const byAddr = new Map<string, Holding>();
  const byId = new Map<string, Holding>();
  const names = new UniqueNames();
  const made: Holding[] = [];
  let before = 0;

  const find = ({ addr, id }: Pick<Event, "addr" | "id">): Holding | undefined =>
    addr === "" ? byId.get(id) : (byAddr.get(addr) ?? undefined);
  const add = (event: Event, lower: number, size: number): Holding => {
    const { addr, id, position } = event;
    const buffer: Draft = { id: names.take(id || addr), lower, upper: end, size };
    const own = event.alignment >= 0 ? event.alignment : alignment;
    if (own !== 1) buffer.alignment = own;
    const holding = { buffer, addr, id, position, freedAt: -1 };
    if (addr !== "") byAddr.set(addr, holding);
    if (id !== "") byId.set(id, holding);
    made.push(holding);
    return holding;
  };
  const alloc = (event: Event, time: number): void => {
    const other = find(event);
    if (other !== undefined && other.freedAt < 0) {
      const where = `is allocated in line ${lineOf(event.position)}`;
      fail(event.position, `${called(event)} ${where}, and is live since line ${lineOf(other.position)}`);
    }
    add(event, time, event.size);
  };
  const free = (event: Event, time: number, size: number): void => {
    const holding = find(event);
    if (holding !== undefined && holding.freedAt >= 0) {
      const where = `is freed in line ${lineOf(event.position)}`;
      fail(event.position, `${called(event)} ${where}, and was in line ${lineOf(holding.freedAt)}`);
    }
    if (holding === undefined) {
      if (size < 0) {
        const where = `is freed in line ${lineOf(event.position)} and never allocated`;
        fail(event.position, `${called(event)} ${where}: with a size it would be born before the trace`);
      }
      before++;
    }
    const freed = holding ?? add(event, begin, size);
    freed.buffer.upper = time;
    freed.freedAt = event.position;
  };

  for (let i = 0; i < order.length; i++) {
    const event = list[order[i]!]!;
    const time = times[order[i]!]!;
    if (event.deed === "alloc") alloc(event, time);
    else if (event.deed === "free") free(event, time, event.size);
    else {
      const old =
        event.old === ""
          ? event
          : { ...event, addr: event.addr === "" ? "" : event.old, id: event.addr === "" ? event.old : "" };
      if (event.old === "" || !isNull(event.old)) free(old, time, -1);
      if (event.size > 0) alloc(event, time);
    }
  }
  const open = made.filter(({ freedAt }) => freedAt < 0).length;
  const notes = [
    ...(before > 0
      ? [`${before} ${before === 1 ? "buffer is" : "buffers are"} freed and never allocated: born before the trace`]
      : []),
    ...(open > 0 ? [`${open} ${open === 1 ? "buffer is" : "buffers are"} never freed: live to the end`] : []),
  ];
  return { buffers: made.map(({ buffer }) => buffer), positions: made.map(({ position }) => position), notes };
}

function called({ id, addr }: Event): string {
  return clip(id || addr);
}
