import { InputError, type Problem, type ProblemColumns, shown, TERMS } from "../../problem/index.js";
import { type GivenPlan, readBuffers, readGivenPlan } from "../given-plan.js";
import type { Placements } from "../placements.js";
import { Exemptions } from "./exemptions.js";
import { bufferFault, checkInteger } from "./faults.js";
import { type Lifetimes, readLifetimes } from "./lifetimes.js";
import { type Memberships, type MemoryFacts, readMemberships, readMemories } from "./memories.js";
import { type Relations, readRelations } from "./relations.js";

/** A problem with constraints and a plan for it, as given. Buffers go by their positions in the problem. */
export interface ConstrainedPlan {
  /** With the alignments that memories say for buffers that say none. */
  readonly problem: ProblemColumns;
  readonly raw: Problem;
  readonly given: GivenPlan;
  readonly memories: readonly MemoryFacts[];
  readonly memberships: Memberships;
  /** The memory of every buffer; −1 where it lies nowhere: in no memory that there is, or at no usable offset. */
  readonly memoryOf: Int32Array;
  readonly lifetimes: Lifetimes;
  readonly relations: Relations;
  readonly exemptions: Exemptions;
}

/** What a problem says, read and checked, before a plan is looked at. */
export type ConstrainedProblem = Pick<ConstrainedPlan, "problem" | "raw" | "memories" | "lifetimes" | "relations">;

/**
 * Reads a problem with constraints. Nothing here trusts an earlier validation.
 *
 * @param capacity over that of each memory
 * @throws InputError where what it says means nothing or contradicts itself
 */
export function readConstrainedProblem(raw: Problem, capacity?: number): ConstrainedProblem {
  const { buffers } = raw;
  const problem = readBuffers(raw);
  const positions = new Map<string, number>();
  for (let b = 0; b < buffers.length; b++) {
    const { id } = buffers[b]!;
    if (typeof id !== "string" || id === "") {
      const text = `buffer ${b}: id must be a non-empty string, got ${shown(id)}`;
      throw new InputError(text, { bufferIndex: b, field: "id" });
    }
    const first = positions.get(id);
    if (first !== undefined) throw bufferFault(id, b, "id", `id is used twice, by buffers ${first} and ${b}`);
    positions.set(id, b);
  }
  for (const [term, value] of Object.entries(raw.limits ?? {})) {
    const fail = (text: string): InputError => new InputError(`limits: ${text}`, { field: "limits" });
    if (!(TERMS as readonly string[]).includes(term)) throw fail(`${shown(term)} is none of ${TERMS.join(", ")}`);
    checkInteger(term, value, 0, fail);
  }
  return {
    problem,
    raw,
    memories: readMemories(raw, capacity),
    lifetimes: readLifetimes(buffers, problem),
    relations: readRelations(raw, positions),
  };
}

/**
 * Reads a plan.
 *
 * @param chosen ids of memories by buffer
 * @param placements scratch
 * @throws InputError as `readGivenPlan`, and where the memories of the plan are missing
 */
export function readConstrainedPlan(
  read: ConstrainedProblem,
  offsets: ArrayLike<number>,
  chosen: ArrayLike<string> | undefined,
  given: GivenPlan,
  placements: Placements,
): ConstrainedPlan {
  const { problem, raw, memories, relations } = read;
  readGivenPlan(problem, offsets, given, placements);
  const memberships = readMemberships(raw, memories, chosen);
  const memoryOf = memberships.memoryOf.slice();
  for (let b = 0; b < memoryOf.length; b++) {
    const memory = memoryOf[b]!;
    if (memory >= 0) problem.alignment[b] = raw.buffers[b]!.alignment ?? memories[memory]!.alignment;
    if (given.offset[b]! < 0) memoryOf[b] = -1;
  }
  return { ...read, given, memberships, memoryOf, exemptions: new Exemptions(relations, given.offset) };
}

/** Whether a buffer can meet others: it lies somewhere, has bytes, and lives at some time, if only in gaps. */
export function canMeet({ problem, memoryOf }: ConstrainedPlan, b: number): boolean {
  return memoryOf[b]! >= 0 && problem.size[b]! > 0 && problem.upper[b]! > problem.lower[b]!;
}

/** Buffers that lie in one memory, and their groups. */
export interface Gathered {
  readonly memory: number;
  readonly members: readonly number[];
  readonly groupOf: readonly number[];
}

/** Those members of a list that can meet others, memory by memory; memories with one of them are left out. */
export function gather(plan: ConstrainedPlan, members: readonly number[], groupOf: readonly number[]): Gathered[] {
  const byMemory = new Map<number, { memory: number; members: number[]; groupOf: number[] }>();
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!;
    if (!canMeet(plan, member)) continue;
    const memory = plan.memoryOf[member]!;
    let gathered = byMemory.get(memory);
    if (gathered === undefined) {
      gathered = { memory, members: [], groupOf: [] };
      byMemory.set(memory, gathered);
    }
    gathered.members.push(member);
    gathered.groupOf.push(groupOf[i]!);
  }
  return [...byMemory.values()].filter((gathered) => gathered.members.length > 1);
}

/** The members, group by group. */
export function groupsOf({ members, groupOf }: Pick<Gathered, "members" | "groupOf">): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < members.length; i++) {
    const group = groups.get(groupOf[i]!);
    if (group === undefined) groups.set(groupOf[i]!, [members[i]!]);
    else group.push(members[i]!);
  }
  return [...groups.values()];
}

/** ` of memory "L1"`, or nothing where the problem lists none. */
export function ofMemory({ memories }: ConstrainedPlan, memory: number): string {
  const { id } = memories[memory]!;
  return id === "" ? "" : ` of memory ${JSON.stringify(id)}`;
}
