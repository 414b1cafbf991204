import { type Infeasibility, type PlanResult, type StoppedBy, searchInfeasibility } from "../planner/index.js";
import { type Buffer, MAX_BYTES, type ProblemColumns } from "../problem/index.js";
import type { Lineup } from "./book.js";
import { columnsOf, stackFact } from "./columns.js";
import { type Fact, Facts } from "./facts.js";
import { Layout, type Piece } from "./layout.js";
import type { Rows } from "./rows.js";
import { Settler } from "./settle.js";

/** A plain problem to be planned anew; the answer is given back to the generator that asks. */
export interface Question {
  readonly columns: ProblemColumns;
  readonly minimize: boolean;
  /** The buffers of the columns that are the session's, all of them in its order; null where they are some of them. */
  readonly whole: number | null;
  /** Bytes: proved of the whole already. */
  readonly lowerBound: number;
}

/** What a plan came to; the plan itself is in the layout. Bytes count from the base. */
export interface PlainOutcome {
  /** Whether the layout is a plan within the capacity. */
  readonly isPlan: boolean;
  readonly peak: number;
  readonly lowerBound: number;
  readonly infeasibility: Infeasibility | null;
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
  readonly threads: number;
  readonly stoppedBy: StoppedBy;
}

const NOTHING_RUN = { steps: 0, backtracks: 0, restarts: 0, threads: 1, stoppedBy: null };

type Counted = Pick<PlanResult, keyof typeof NOTHING_RUN>;
type Asking = Generator<Question, PlainOutcome, PlanResult>;

/**
 * Plans a problem without constraints that changes a little from plan to plan.
 *
 * The target of a plan is the capacity, or the greatest bound that is known: the load, and what earlier runs have
 * proved of buffers that have not become less since. What an edit has left without a place is settled beneath the
 * target; where that does not succeed, the planner is asked about the one part of time that is concerned, or about all.
 */
export class PlainPlanner {
  readonly layout: Layout;
  /** Bytes; Infinity for no limit. */
  capacity: number;
  readonly #facts = new Facts();
  readonly #settler: Settler;
  readonly #minimize: boolean;

  constructor(base: number, capacity: number, minimize: boolean) {
    this.layout = new Layout(base);
    this.capacity = capacity;
    this.#settler = new Settler(this.layout);
    this.#minimize = minimize;
  }

  remove(row: number): void {
    this.#forget(row);
    this.layout.remove(row);
  }

  change(row: number, buffer: Buffer): void {
    const { lower, upper, size } = this.layout.rows;
    const isMore = buffer.size >= size[row]! && buffer.lower <= lower[row]! && buffer.upper >= upper[row]!;
    if (!isMore) this.#forget(row);
    this.layout.change(row, buffer);
  }

  #forget(row: number): void {
    const { rows } = this.layout;
    if (rows.isSolid(row)) this.#facts.forget(rows.lower[row]!, rows.upper[row]!);
  }

  /**
   * Plans what the problem is now.
   *
   * @param lineup asked where the planner is
   */
  *plan(lineup: () => Lineup): Asking {
    const { rows } = this.layout;
    const load = this.layout.load;
    const minimize = this.#minimize || this.capacity === Number.POSITIVE_INFINITY;
    const scene = lineup();
    // One that is fixed below the memory leaves no plan, whether it meets others or not.
    const isBelow = (row: number): boolean => rows.fixed[row]! >= 0 && rows.fixed[row]! < rows.base;
    if (rows.base > 0 && scene.order.some(isBelow)) {
      return yield* this.#planAnew({ ...scene, minimize, low: Math.max(load.bytes, rows.floor) }, true);
    }
    const fact = this.#facts.strongest;
    const low = Math.max(load.bytes, rows.floor, fact?.bound ?? 0);
    if (low > this.capacity) return yield* this.#refuse({ ...scene, minimize, low }, load, fact);
    if (this.#settler.settle(rows.base + (minimize ? low : this.capacity))) return this.#outcome(low);
    // A plan of any peak first: whatever stops the run, there is one.
    if (minimize && this.#settler.settle(rows.base + this.capacity) && rows.peak <= low) return this.#outcome(low);
    return yield* this.#planAnew({ ...scene, minimize, low });
  }

  /** Tells why nothing fits, where that is known beforehand. */
  *#refuse(scene: Scene, load: { readonly bytes: number; readonly time: number }, fact: Fact | null): Asking {
    const { order, ids, low } = scene;
    const { rows } = this.layout;
    const { capacity } = this;
    const isLoad = load.bytes > capacity && rows.floor <= capacity && order.every((row) => rows.fixed[row]! < 0);
    const isObvious = load.bytes > capacity || rows.floor > capacity;
    if (isObvious && !isLoad) return yield* this.#planAnew(scene);
    if (isLoad || (fact?.isStack && fact.bound === low)) {
      // Those that live at that time alone are refused in the same words.
      const time = isLoad ? load.time : fact!.from;
      const chosen = this.#inOrder(order, this.layout.within(time, time + 1));
      const columns = columnsOf(rows, chosen, ids, { capacity, bound: 0 });
      const result = yield { columns, minimize: false, whole: null, lowerBound: low };
      if (result.infeasibility !== null) {
        return this.#refused(low, placed(result.infeasibility, chosen, order), result);
      }
    }
    if (fact !== null && !isObvious) {
      const chosen = this.#inOrder(order, this.layout.within(fact.from, fact.to));
      const positions = chosen.map((_, b) => b);
      const infeasibility = searchInfeasibility(positions, low, capacity);
      return this.#refused(low, placed(infeasibility, chosen, order), NOTHING_RUN);
    }
    return yield* this.#planAnew(scene);
  }

  /** Asks the planner about the part of time that is open, or about all (`isWhole`, or where more than one is open). */
  *#planAnew(scene: Scene, isWhole = false): Asking {
    const { order, ids, minimize, low } = scene;
    const { rows } = this.layout;
    const { capacity } = this;
    const pieces = this.layout.pieces();
    const limit = rows.base + (minimize ? low : capacity);
    const isOpen = ({ rows: own }: Piece): boolean =>
      own.some((row) => rows.offset[row]! < 0 || rows.offset[row]! + rows.size[row]! > limit);
    const open = low > capacity ? [] : pieces.filter(isOpen);
    const piece = !isWhole && open.length === 1 && pieces.length > 1 ? open[0]! : null;
    const chosen = piece === null ? order : this.#inOrder(order, Int32Array.from(piece.rows));
    const isTold = minimize && low <= capacity && low > this.#ownBound(piece) && low <= roomBeside(rows, chosen);
    const bound = isTold ? low : 0;
    const columns = columnsOf(rows, chosen, ids, { capacity, bound });
    const whole = piece === null ? order.length : null;
    const result = yield { columns, minimize, whole, lowerBound: low };
    const lowerBound = Math.max(low, result.lowerBound);
    if (result.lowerBound > low) this.#learn(columns, chosen, result);
    if (result.infeasibility !== null) {
      return this.#refused(lowerBound, placed(result.infeasibility, chosen, order), result);
    }
    if (result.offsets !== null) this.#adopt(chosen, result.offsets);
    if (chosen.some((row) => rows.offset[row]! < 0)) this.#settler.settle(rows.base + capacity);
    return this.#outcome(lowerBound, result);
  }

  /** The bound that the planner sees by itself. */
  #ownBound(piece: Piece | null): number {
    // Of a part, whatever it is: one more buffer costs less than to add it up.
    return piece === null ? Math.max(this.layout.load.bytes, this.layout.rows.floor) : 0;
  }

  /** Takes over a plan, unless the one in hand is complete and no higher. */
  #adopt(chosen: readonly number[], offsets: Float64Array): void {
    const { rows } = this.layout;
    let [isComplete, now, then] = [true, 0, 0];
    for (const [b, row] of chosen.entries()) {
      if (rows.offset[row]! < 0) isComplete = false;
      now = Math.max(now, rows.offset[row]! + rows.size[row]!);
      then = Math.max(then, offsets[b]! + rows.size[row]!);
    }
    if (isComplete && now <= then) return;
    for (const [b, row] of chosen.entries()) rows.offset[row] = offsets[b]!;
  }

  /** Keeps what a run has proved. */
  #learn(columns: ProblemColumns, chosen: readonly number[], result: PlanResult): void {
    const { rows } = this.layout;
    if (result.infeasibility !== null && !["stack", "search"].includes(result.infeasibility.cause)) return;
    const bound = result.lowerBound;
    const stack = result.steps === 0 ? stackFact(columns, bound, this.layout) : null;
    if (stack !== null) {
      this.#facts.add(stack);
      return;
    }
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const refuted = result.infeasibility?.buffers ?? [];
    for (const row of refuted.length > 0 ? refuted.map((b) => chosen[b]!) : chosen) {
      if (!rows.isSolid(row)) continue;
      from = Math.min(from, rows.lower[row]!);
      to = Math.max(to, rows.upper[row]!);
    }
    if (from < to) this.#facts.add({ from, to, bound, isStack: false });
  }

  #outcome(lowerBound: number, counted: Counted = NOTHING_RUN): PlainOutcome {
    const { rows } = this.layout;
    const { peak, high } = rows;
    let isPlan = peak <= this.capacity;
    for (let row = 0; row < high; row++) if (rows.present[row] === 1 && rows.offset[row]! < 0) isPlan = false;
    // A proof that comes with the plan leaves nothing that a limit has stopped.
    const stoppedBy = isPlan && peak <= lowerBound ? null : counted.stoppedBy;
    return { ...counts(counted), isPlan, peak, lowerBound, infeasibility: null, stoppedBy };
  }

  #refused(lowerBound: number, infeasibility: Infeasibility, counted: Counted): PlainOutcome {
    return { ...counts(counted), isPlan: false, peak: 0, lowerBound, infeasibility, stoppedBy: null };
  }

  /** Rows in the order of the problem. */
  #inOrder(order: readonly number[], chosen: Int32Array): number[] {
    const isChosen = new Uint8Array(this.layout.rows.high);
    for (const row of chosen) isChosen[row] = 1;
    return order.filter((row) => isChosen[row] === 1);
  }
}

/** What is planned, and what is known of it. */
interface Scene extends Lineup {
  readonly minimize: boolean;
  readonly low: number;
}

function counts({ steps, backtracks, restarts, threads, stoppedBy }: Counted): Counted {
  return { steps, backtracks, restarts, threads, stoppedBy };
}

/** Bytes that one more buffer may have beside the chosen ones, so that what is summed up stays exact. */
function roomBeside(rows: Rows, chosen: readonly number[]): number {
  let sum = rows.base;
  let fixedTop = 0;
  for (const row of chosen) {
    sum += rows.size[row]! + rows.alignment[row]! - 1;
    if (rows.fixed[row]! >= 0) fixedTop = Math.max(fixedTop, rows.fixed[row]! + rows.size[row]!);
  }
  return MAX_BYTES - sum - fixedTop;
}

/** A reason with positions in the whole problem in place of those among the chosen rows. */
function placed(infeasibility: Infeasibility, chosen: readonly number[], order: readonly number[]): Infeasibility {
  if (chosen === order) return infeasibility;
  const positions = new Map(order.map((row, position) => [row, position]));
  return { ...infeasibility, buffers: infeasibility.buffers.map((b) => positions.get(chosen[b]!)!) };
}
