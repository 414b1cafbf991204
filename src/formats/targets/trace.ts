/**
 * A trace in Chrome's Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing open. Each memory is a
 * process: two counters, the bytes that are occupied and the end of the highest, and a slice for each buffer over its
 * lifetime, on as few rows as hold them without overlap. One unit of the problem's time is one microsecond.
 */
import type { Buffer, Problem } from "../../problem/index.js";
import type { Document } from "../document.js";
import { type Arena, arenasOf } from "./arenas.js";
import { Occupied } from "./occupied.js";
import type { Plan, Target } from "./target.js";

export const traceTarget: Target = {
  name: "perfetto",
  title: "a trace",
  extensions: [".trace.json", ".perfetto.json", ".perfetto"],
  summary: "a trace for Perfetto and chrome://tracing: memory over time, and each buffer",
  needsPlan: true,
  refusals: ({ problem }) =>
    problem.buffers.some(({ clock }) => clock !== undefined)
      ? ["vector clocks: a trace has one time, and theirs is a partial order"]
      : [],
  losses: ({ problem }) => {
    const first = firstTime(problem);
    return first < 0 ? [`times are moved by ${-first}, so that none is below 0`] : [];
  },
  write: (document, plan) => traceText(document, plan!),
};

type TraceEvent = Readonly<Record<string, unknown>>;

function traceText({ problem, fileName }: Document, plan: Plan): string {
  const shift = Math.max(0, -firstTime(problem));
  const events: TraceEvent[] = [];
  for (const [i, arena] of arenasOf(problem, plan).entries()) {
    const pid = i + 1;
    events.push({ name: "process_name", ph: "M", pid, tid: 0, args: { name: arena.id ?? "memory" } });
    for (const event of [...counters(problem, plan, arena), ...slices(problem, plan, arena)]) {
      events.push({ ...event, ts: (event.ts as number) + shift, pid });
    }
  }
  const head = `"displayTimeUnit": "ns",\n"otherData": ${JSON.stringify({ file: fileName, planner: "telaplan" })}`;
  return `{\n${head},\n"traceEvents": [\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]\n}\n`;
}

function firstTime({ buffers }: Problem): number {
  return buffers.reduce((first, { lower }) => Math.min(first, lower), 0);
}

/** Bytes that a buffer occupies in a piece of its lifetime. */
interface Cell {
  readonly lower: number;
  readonly upper: number;
  readonly from: number;
  readonly to: number;
}

/** What a buffer occupies, gaps and windows considered. */
function cellsOf({ lower, upper, size, gaps = [] }: Buffer, offset: number): Cell[] {
  const cells: Cell[] = [];
  const put = (begin: number, end: number, from: number, to: number): void => {
    if (begin < end && from < to) cells.push({ lower: begin, upper: end, from: offset + from, to: offset + to });
  };
  let at = lower;
  for (const gap of [...gaps].sort((a, b) => a.lower - b.lower)) {
    put(at, gap.lower, 0, size);
    if (gap.from !== undefined && gap.to !== undefined) put(gap.lower, gap.upper, gap.from, gap.to);
    at = gap.upper;
  }
  put(at, upper, 0, size);
  return cells;
}

/** The counters at every time at which they change. */
function counters({ buffers }: Problem, { offsets }: Plan, arena: Arena): TraceEvent[] {
  const cells = arena.buffers.flatMap((b) => cellsOf(buffers[b]!, offsets[b]!));
  const changes = cells.flatMap((cell) => [
    { time: cell.lower, cell, by: 1 as const },
    { time: cell.upper, cell, by: -1 as const },
  ]);
  changes.sort((a, b) => a.time - b.time || a.by - b.by);
  const occupied = new Occupied(cells.flatMap(({ from, to }) => [from, to]));
  const events: TraceEvent[] = [];
  for (const [i, { time, cell, by }] of changes.entries()) {
    occupied.change(cell.from, cell.to, by);
    if (changes[i + 1]?.time === time) continue;
    const top = Math.max(0, occupied.top - arena.base);
    events.push({ name: "occupied bytes", ph: "C", ts: time, args: { bytes: occupied.bytes } });
    events.push({ name: "highest byte", ph: "C", ts: time, args: { bytes: top } });
  }
  return events;
}

/** A slice for each buffer. Slices of one row must not overlap: each buffer takes the first row that is free. */
function slices({ buffers }: Problem, { offsets }: Plan, arena: Arena): TraceEvent[] {
  const order = [...arena.buffers].sort((a, b) => buffers[a]!.lower - buffers[b]!.lower || a - b);
  const free = new LeastFirst<number>((a, b) => a - b);
  const busy = new LeastFirst<{ readonly row: number; readonly until: number }>((a, b) => a.until - b.until);
  let rows = 0;
  return order.map((b) => {
    const { id, lower, upper, size, alignment, gaps } = buffers[b]!;
    while (busy.size > 0 && busy.least.until <= lower) free.add(busy.take().row);
    const row = free.size > 0 ? free.take() : ++rows;
    // One that never lives has a row of its own at that time.
    busy.add({ row, until: Math.max(upper, lower + 1) });
    const args = {
      offset: offsets[b]!,
      size,
      ...(alignment !== undefined && { alignment }),
      ...(gaps !== undefined && { gaps }),
    };
    return { name: id, cat: "buffer", ph: "X", ts: lower, dur: upper - lower, tid: row, args };
  });
}

/** A heap: the least of what was added comes out first. */
class LeastFirst<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  /** There must be one. */
  get least(): T {
    return this.#items[0]!;
  }

  add(item: T): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#compare(items[above]!, item) <= 0) break;
      items[at] = items[above]!;
      at = above;
    }
    items[at] = item;
  }

  /** Takes the least out. There must be one. */
  take(): T {
    const items = this.#items;
    const least = items[0]!;
    const item = items.pop()!;
    if (items.length === 0) return least;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#compare(items[below + 1]!, items[below]!) < 0) below++;
      if (this.#compare(item, items[below]!) <= 0) break;
      items[at] = items[below]!;
      at = below;
    }
    items[at] = item;
    return least;
  }
}
