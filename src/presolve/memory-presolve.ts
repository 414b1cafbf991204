import { type BodyProblem, freeBuffers } from "../bodies/body-problem.js";
import { mergeCells } from "../bodies/bounds/merge-cells.js";
import { lowestPlace } from "../bodies/bounds/place.js";
import { componentsOf, oneComponent } from "./components.js";
import { dropRules } from "./drop.js";
import { fillGaps, isRectangle } from "./fill-gaps.js";
import { isOnePiece, trimMemory } from "./ground.js";
import type { PlainBodies } from "./plain.js";
import { plainParts } from "./plain-parts.js";
import type { BodyPart, Part, PresolveSteps, PresolveTally } from "./presolved.js";
import { retime } from "./retime.js";
import { Rows } from "./rows.js";

/** Work of re-timing in one memory: some tenths of a second. Small components go first. */
const RETIME_WORK = 5e6;

/** What became of one memory's bodies. */
export interface PresolvedMemory {
  readonly parts: readonly Part[];
  /** Bodies of the model that are laid already, with their absolute offsets. */
  readonly placed: readonly (readonly [body: number, offset: number])[];
}

/** The steps of presolve, on the bodies of one memory. */
export class MemoryPresolve {
  readonly #whole: BodyProblem;
  /** What the steps have left. Its bodies are those of the whole problem, by row. */
  readonly #problem: BodyProblem;
  readonly #memory: number;
  readonly #steps: Readonly<Required<PresolveSteps>>;
  readonly #tally: PresolveTally;
  readonly #hasBank: Uint8Array;
  readonly #budget = { left: RETIME_WORK };
  /** By body: 1 for those of no bytes, which are laid before anything else. */
  readonly #isLaid: Uint8Array;
  readonly #placed: [number, number][] = [];
  readonly #plain: PlainBodies[] = [];
  readonly #retimed: PlainBodies[] = [];
  /** Rows of the bodies that keep their rules, by part. */
  readonly #others: Int32Array[] = [];

  constructor(
    whole: BodyProblem,
    memory: number,
    { drop = true, merge = true, split = true, loose = true, ground = true, cut = true, ...more }: PresolveSteps,
    tally: PresolveTally,
  ) {
    this.#whole = whole;
    this.#memory = memory;
    this.#steps = { drop, merge, split, loose, ground, cut, retime: more.retime ?? true };
    this.#tally = tally;
    this.#isLaid = this.#layEmpty();
    this.#problem = this.#simplified();
    this.#hasBank = new Uint8Array(whole.count);
    for (const { body } of this.#problem.withinBank) this.#hasBank[body] = 1;
    for (const pair of this.#problem.otherBanks) for (const { body } of pair) this.#hasBank[body] = 1;
  }

  run(): PresolvedMemory {
    const components = this.#steps.split ? componentsOf(this.#problem) : oneComponent(this.#problem);
    const rows = new Rows(
      this.#problem,
      components.partOf.map((part, b) => (this.#isLaid[b] === 1 ? -1 : part)),
    );
    const isFree = this.#freeBodies();
    const before = this.#tally.retimedBodies;
    const bySize = Array.from(components.members.entries()).sort(([, a], [, b]) => a.length - b.length);
    for (const [part, all] of bySize) {
      const members = all.filter((b) => this.#isLaid[b] === 0);
      if (members.length === 0) continue;
      if (this.#laysLoose(members)) continue;
      const isPlain = members.every((b) => isRectangle(this.#problem, b) && isFree[b] === 0 && this.#mayBePlain(b));
      if (isPlain && rows.rulesOf(part).length === 0) this.#plain.push(this.#asTheyLive(members));
      else if (!this.#retimes(rows, part, members)) this.#others.push(members);
    }
    if (this.#tally.retimedBodies > before) this.#tally.retimedMemories++;
    return { parts: this.#parts(), placed: this.#placed };
  }

  /** Bodies of no bytes meet neither others nor reserved ranges. */
  #layEmpty(): Uint8Array {
    const { count, extents, bodies } = this.#whole;
    const isLaid = new Uint8Array(count);
    for (let b = 0; b < count && this.#steps.loose; b++) {
      if (extents[b]!.length > 0) continue;
      const offset = lowestPlace(this.#whole, b);
      if (offset === Number.POSITIVE_INFINITY) continue;
      this.#placed.push([bodies[b]!, offset]);
      this.#tally.looseBodies++;
      isLaid[b] = 1;
    }
    return isLaid;
  }

  /** Fewer rules, fewer cells, fewer reserved ranges. */
  #simplified(): BodyProblem {
    let problem = this.#whole;
    if (this.#steps.drop) {
      const dropped = dropRules(problem);
      this.#tally.droppedRules += dropped.count;
      problem = dropped.problem;
    }
    if (this.#steps.merge) {
      const merged = fillGaps(mergeCells(problem));
      for (let b = 0; b < problem.count && merged !== problem; b++) {
        if (isRectangle(merged, b) && !isRectangle(problem, b)) this.#tally.mergedBodies++;
      }
      problem = merged;
    }
    if (this.#steps.ground) {
      const trimmed = trimMemory(problem, this.#isLaid);
      this.#tally.trimmedRanges += problem.reserved.length - trimmed.reserved.length;
      problem = trimmed;
    }
    return problem;
  }

  /** Bodies of which a buffer is free of another. */
  #freeBodies(): Uint8Array {
    const { count, cellStart, cellBuffer } = this.#problem;
    const own = freeBuffers(this.#problem);
    const found = new Uint8Array(count);
    for (let b = 0; b < count && own.size > 0; b++) {
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) if (own.has(cellBuffer[c]!)) found[b] = 1;
    }
    return found;
  }

  /** A body that meets no other goes to its lowest place, if it has one. */
  #laysLoose(members: Int32Array): boolean {
    if (!this.#steps.loose || members.length !== 1 || this.#hasBank[members[0]!] === 1) return false;
    const offset = lowestPlace(this.#problem, members[0]!);
    if (offset === Number.POSITIVE_INFINITY) return false;
    this.#placed.push([this.#problem.bodies[members[0]!]!, offset]);
    this.#tally.looseBodies++;
    return true;
  }

  /** Whether a plain problem can say where the body may lie. */
  #mayBePlain(b: number): boolean {
    const { reserved, residue, fixedOffset } = this.#problem;
    if (this.#hasBank[b] === 1) return false;
    if (!this.#steps.ground && (reserved.length > 0 || (residue[b] !== 0 && fixedOffset[b]! < 0))) return false;
    return reserved.length === 0 || isOnePiece(this.#problem, b);
  }

  #asTheyLive(members: Int32Array): PlainBodies {
    const { cellStart, cellLower, cellUpper } = this.#problem;
    return {
      members,
      lower: Float64Array.from(members, (b) => cellLower[cellStart[b]!]!),
      upper: Float64Array.from(members, (b) => cellUpper[cellStart[b]!]!),
    };
  }

  /** Gives new lifetimes to what can have them, and keeps the rest; false where it is too much to look at. */
  #retimes(rows: Rows, part: number, members: Int32Array): boolean {
    if (!this.#steps.retime) return false;
    const own = rows.problemOf(part, members);
    const pieces = retime(own, this.#steps.split, this.#budget);
    if (pieces === null) return false;
    const retimedRow = new Uint8Array(members.length);
    for (const { members: within, lifetimes } of pieces) {
      const piece = within.map((row) => members[row]!);
      if (this.#laysLoose(piece)) continue;
      if (lifetimes === null || !piece.every((b) => this.#mayBePlain(b))) {
        this.#others.push(piece);
        continue;
      }
      this.#retimed.push({ members: piece, ...lifetimes });
      this.#tally.retimedBodies += piece.length;
      for (const row of within) retimedRow[row] = 1;
    }
    for (const { a } of own.forbidden) this.#tally.retimedRules += retimedRow[a]!;
    return true;
  }

  #parts(): Part[] {
    const lift = this.#problem.base - this.#whole.base;
    const { parts, left } = plainParts(this.#problem, this.#memory, lift, this.#plain, this.#retimed, this.#steps.cut);
    for (const part of parts) {
      if (part.kind === "plain" && part.shift !== 0) this.#tally.shiftedParts++;
    }
    this.#tally.groundedRanges += Math.max(0, ...parts.map(({ ranges }) => ranges.length));
    if (this.#problem.reserved.length > 0 && parts.some(({ ranges }) => ranges.length === 0)) {
      this.#tally.cutRanges += this.#problem.reserved.length;
    }
    return [...parts, ...this.#bodyParts([...this.#others, ...left], lift)];
  }

  #bodyParts(members: readonly Int32Array[], lift: number): BodyPart[] {
    const partOf = new Int32Array(this.#problem.count).fill(-1);
    for (const [part, own] of members.entries()) for (const b of own) partOf[b] = part;
    const rows = new Rows(this.#problem, partOf);
    return members.map((own, part): BodyPart => {
      const problem = rows.problemOf(part, own);
      return { kind: "bodies", memory: this.#memory, bodies: problem.bodies, shift: 0, lift, problem };
    });
  }
}
