import type { Problem, Term } from "../../problem/index.js";
import { deal } from "../deal.js";
import type { MemoryReport, SimulationOptions, SimulationReport } from "../report.js";
import { alignmentRule } from "../rules/alignment.js";
import { clobberedReadRule } from "../rules/clobbered-read.js";
import { fixedRule } from "../rules/fixed.js";
import { NO_VIOLATIONS, VIOLATION_KINDS, type Violation, type ViolationKind } from "../rules/index.js";
import { offsetRule } from "../rules/offset.js";
import type { OverlapViolation } from "../rules/overlap.js";
import { Found } from "../rules/rule.js";
import { timingReport } from "../timing.js";
import { giveBackWorkspace, takeWorkspace, type Workspace } from "../workspace.js";
import { type ConstrainedPlan, readConstrainedPlan, readConstrainedProblem } from "./constrained-plan.js";
import { type ClobberedReads, type MemoryReplay, replayMemory } from "./replay-memory.js";
import { aliasRule } from "./rules/alias.js";
import { apartRule } from "./rules/apart.js";
import { bankRule } from "./rules/bank.js";
import { capacityRule } from "./rules/capacity.js";
import { exclusiveRule } from "./rules/exclusive.js";
import { limitRule } from "./rules/limit.js";
import { memoryRule } from "./rules/memory.js";
import { addClockOverlaps, addOverlaps } from "./rules/overlap.js";
import { reservedRule } from "./rules/reserved.js";
import { termsOf } from "./terms.js";
import { measure, timelineOf, together } from "./usage.js";

/**
 * Verifies the plan of a problem with constraints, from the problem as it was given: nothing of how the planner sees it
 * is shared.
 *
 * Each memory is replayed by itself, each piece of a lifetime as an owner of its own. In the timeline and the figures
 * of the whole, bytes in use and tops are the sums over the memories. Where lifetimes are vector clocks, the replay is
 * that of one order that suits them, the sums of the entries; whether two live together is asked of the clocks.
 *
 * @param limit violations that are told, at most
 * @throws InputError as `simulate` says
 */
export function simulateConstrained(
  raw: Problem,
  offsets: ArrayLike<number>,
  { capacity, memories: chosen, timeline = false }: SimulationOptions,
  limit: number,
): SimulationReport {
  const read = readConstrainedProblem(raw, capacity);
  const workspace = takeWorkspace(Math.max(read.problem.count, read.lifetimes.count));
  try {
    const { given, placements } = workspace;
    const plan = readConstrainedPlan(read, offsets, chosen, given, placements);
    const peaks = peaksOf(plan);
    const replayed = replayAll(plan, workspace, limit);
    const { overlap, reads } = replayed;
    if (reads.count > 0 && overlap.count === 0) {
      throw new Error("simulator: a buffer was overwritten, but no pair of buffers overlaps");
    }
    const timing = plan.memoryOf.includes(-1) ? null : timingReport(raw, chosen);
    const terms = termsOf(plan, peaks, timing);
    const found: Record<ViolationKind, Found<Violation>> = {
      offset: offsetRule.check(plan, limit),
      fixed: fixedRule.check(plan, limit),
      alignment: alignmentRule.check(plan, limit),
      capacity: capacityRule.check(plan, limit),
      overlap,
      "clobbered-read": clobberedReadRule.check({ problem: plan.problem, replay: { clobberedReads: reads } }, limit),
      reserved: reservedRule.check(plan, limit),
      memory: memoryRule.check(plan, limit),
      alias: aliasRule.check(plan, limit),
      apart: apartRule.check(plan, limit),
      exclusive: exclusiveRule.check(plan, limit),
      bank: bankRule.check(plan, limit),
      limit: limitRule.check({ ...plan, terms }, limit),
    };
    return { ...reportOf(plan, peaks, replayed, terms, found, limit, timeline), timing };
  } finally {
    giveBackWorkspace(workspace);
  }
}

/** The greatest offset + size in each memory, counted from its base. */
function peaksOf({ problem, given, memories, memoryOf }: ConstrainedPlan): number[] {
  const peaks = memories.map(() => 0);
  for (let b = 0; b < problem.count; b++) {
    const memory = memoryOf[b]!;
    if (memory < 0) continue;
    peaks[memory] = Math.max(peaks[memory]!, given.offset[b]! + problem.size[b]! - memories[memory]!.base);
  }
  return peaks;
}

interface ReplayedMemories {
  /** By memory. */
  readonly usages: readonly (MemoryReplay & { readonly pieces: number })[];
  readonly overlap: Found<OverlapViolation>;
  readonly reads: ClobberedReads;
}

/** Replays one memory after the other in the same workspace, and looks for overlaps where something collided. */
function replayAll(plan: ConstrainedPlan, workspace: Workspace, limit: number): ReplayedMemories {
  const { memories, memoryOf, lifetimes, exemptions } = plan;
  const { placements, cuts, sorter, byLower, byUpper } = workspace;
  const overlap = new Found<OverlapViolation>(limit);
  const reads: ClobberedReads = { count: 0, first: [] };
  const members: number[][] = memories.map(() => []);
  for (let b = 0; b < memoryOf.length; b++) if (memoryOf[b]! >= 0) members[memoryOf[b]!]!.push(b);
  const usages = memories.map(({ base }, memory) => {
    fill(plan, workspace, members[memory]!);
    cuts.cut(placements, sorter);
    sorter.sort(placements.lower, placements.count, byLower);
    sorter.sort(placements.upper, placements.count, byUpper);
    const usage = replayMemory(workspace, base, exemptions, reads, limit);
    if (lifetimes.clocks !== null) addClockOverlaps(plan, memory, members[memory]!, overlap);
    else if (usage.collided) addOverlaps(plan, memory, workspace, overlap);
    return { ...usage, pieces: placements.count };
  });
  return { usages, overlap, reads };
}

/** Makes placements of the pieces of these buffers. */
function fill({ given, lifetimes }: ConstrainedPlan, { placements }: Workspace, members: readonly number[]): void {
  const { first, lower, upper, from, to } = lifetimes;
  let count = 0;
  for (const b of members) {
    const offset = given.offset[b]!;
    for (let piece = first[b]!; piece < first[b + 1]!; piece++) {
      placements.bufferIndex[count] = b;
      placements.lower[count] = lower[piece]!;
      placements.upper[count] = upper[piece]!;
      placements.offset[count] = offset + from[piece]!;
      placements.top[count++] = offset + to[piece]!;
    }
  }
  placements.count = count;
}

function reportOf(
  { memories }: ConstrainedPlan,
  peaks: readonly number[],
  { usages }: ReplayedMemories,
  terms: Readonly<Record<Term, number>>,
  found: Readonly<Record<ViolationKind, Found<Violation>>>,
  limit: number,
  withTimeline: boolean,
): Omit<SimulationReport, "timing"> {
  const counts = { ...NO_VIOLATIONS };
  let violationCount = 0;
  for (const kind of VIOLATION_KINDS) {
    counts[kind] = found[kind].count;
    violationCount += found[kind].count;
  }
  const whole = together(usages);
  const { peak } = terms;
  const figures = measure(whole, peak);
  const { peakTime, maxLiveBytes, maxLiveTime, spanTime, busyTime } = figures;
  const events = usages.reduce((sum, { pieces }) => sum + pieces, 0);
  return {
    ok: violationCount === 0,
    violations:
      violationCount === 0
        ? []
        : deal(
            VIOLATION_KINDS.map((kind) => found[kind]),
            limit,
          ),
    violationCount,
    counts,
    capacity: memories.reduce((sum, memory) => sum + memory.capacity, 0),
    peak,
    peakTime,
    maxLiveBytes,
    maxLiveTime,
    utilization: {
      max: peak > 0 ? maxLiveBytes / peak : 1,
      mean: peak === 0 ? 1 : spanTime > 0 ? figures.liveByteTime / spanTime / peak : 0,
    },
    fragmentation: {
      max: figures.maxFragmentation,
      maxTime: figures.maxFragmentationTime,
      mean: busyTime > 0 ? figures.fragmentationTime / busyTime : 0,
    },
    events: { allocations: events, writes: events, reads: events, frees: events },
    timeline: withTimeline ? timelineOf(whole) : null,
    memories: memories.map(({ id, capacity }, m): MemoryReport => {
      const { peakTime, maxLiveBytes, maxLiveTime } = measure(usages[m]!, peaks[m]!);
      return { id, capacity, peak: peaks[m]!, peakTime, maxLiveBytes, maxLiveTime };
    }),
    terms,
  };
}
