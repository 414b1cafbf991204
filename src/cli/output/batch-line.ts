import { formatCount } from "../../draw/units.js";
import type { Sheet } from "./screen.js";
import { duration } from "./stage-line.js";
import { StatusLine } from "./status-line.js";

const WIDTH = 24;
/** Milliseconds between two pictures of the line. */
const INTERVAL_MS = 200;
/** Milliseconds over which the rate is taken. */
const WINDOW_MS = 10_000;

/** How far a batch is, on a line of a terminal: a bar, the rate of the last seconds, and how long it will take. */
export class BatchLine {
  readonly #line: StatusLine;
  readonly #now: () => number;
  readonly #seen: { readonly ms: number; readonly done: number }[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since any time, for tests */
  constructor(sheet: Sheet, now: () => number = () => performance.now()) {
    this.#line = new StatusLine(sheet);
    this.#now = now;
  }

  /** @param of null while nobody knows */
  update(what: string, done: number, of: number | null, note = ""): void {
    const now = this.#now();
    if (!this.#line.isVisible || now - this.#lastMs < INTERVAL_MS) return;
    this.#lastMs = now;
    this.#seen.push({ ms: now, done });
    while (this.#seen.length > 2 && now - this.#seen[0]!.ms > WINDOW_MS) this.#seen.shift();
    const [first] = this.#seen;
    const rate = now > first!.ms ? ((done - first!.done) * 1000) / (now - first!.ms) : 0;
    const share = of === null || of === 0 ? 0 : Math.min(1, done / of);
    const filled = Math.round(share * WIDTH);
    const bar = of === null ? "" : ` [${"#".repeat(filled)}${"·".repeat(WIDTH - filled)}]`;
    const total = of === null ? "" : ` of ${formatCount(of)}`;
    const left = of !== null && rate > 0 && done < of ? `  ${duration(((of - done) / rate) * 1000)} left` : "";
    const speed = rate > 0 ? `  ${formatCount(Math.round(rate))}/s` : "";
    this.#line.show(`${what}${bar} ${formatCount(done)}${total}${speed}${left}${note === "" ? "" : `  ${note}`}`);
  }

  /** Takes the line away. */
  clear(): void {
    this.#line.clear();
  }
}
