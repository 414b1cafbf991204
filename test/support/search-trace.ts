import { type Problem, toArrays } from "../../src/problem/index.js";
import { Experience } from "../../src/search/guidance/experience.js";
import type { Branching } from "../../src/search/policy/search-policy.js";
import { Floors } from "../../src/search/state/floors.js";
import { buildModel, type SearchModel } from "../../src/search/state/model.js";
import { SectionSearch } from "../../src/search/tree/section-search.js";

const CELL = 17;

/** What a search does, decision by decision, as text, and the plan that it ends with. */
export interface Trace {
  /** The state at the root and after each step: one string a step, with its failure and jump back if it has one. */
  readonly steps: readonly string[];
  /** Sections across, levels up. */
  readonly picture: string;
}

/** Follows a search for a plan within the capacity. Decisions are counted from 1, as depths are from 0. */
export function traceSearch(problem: Problem & { capacity: number }, branching: Branching): Trace {
  const model = buildModel(toArrays(problem));
  const floors = new Floors(model, false);
  const nameOf = (b: number): string => problem.buffers[b]!.id;
  const steps: string[] = [];
  let lines = ["at the root"];
  /** Decisions that there were at a failure which has not been followed back yet. */
  let failedAt = 0;
  const flush = (): void => {
    steps.push(lines.join("\n"));
  };
  const tellBackTo = (depth: number): void => {
    const undone = Array.from({ length: Math.max(0, failedAt - depth) }, (_, i) => failedAt - i);
    if (undone.length > 0) lines.push(`  back: ${undone.join(", ")} taken back`);
    failedAt = 0;
  };
  const tellStep = (): void => {
    tellBackTo(floors.depth - 1);
    flush();
    const what = floors.decision[floors.depth - 1]!;
    const decision = what < 0 ? `nothing covers section ${-1 - what}` : `${nameOf(what)} at ${floors.offset[what]!}`;
    lines = [`step ${steps.length}, decision ${floors.depth}: ${decision}`, ...stateOf(floors, nameOf)];
  };
  const search: SectionSearch = new SectionSearch(floors, new Experience(model, branching), {
    fullReasons: true,
    onFailure: () => {
      const conflict = `conflict ${decisionsOf(floors, floors.conflict, 0)}`;
      if (search.steps > steps.length) {
        tellStep();
        const { failedBuffer: b, failedSection: s } = floors;
        lines.push(`  failure: ${b < 0 ? `section ${s}` : nameOf(b)} no longer fits, ${conflict}`);
      } else {
        tellBackTo(floors.depth);
        lines.push(`  no child is left at section ${search.nodes.section[floors.depth]!}: ${conflict}`);
      }
      failedAt = floors.depth;
      return false;
    },
  });
  search.begin(problem.capacity / model.unit);
  lines.push(...stateOf(floors, nameOf));
  for (let outcome = "paused"; outcome === "paused"; ) {
    outcome = search.run(1);
    if (search.steps > steps.length) tellStep();
  }
  flush();
  return { steps, picture: pictureOf(model, floors, nameOf) };
}

/** A table: what the state says of each section. */
function stateOf(floors: Floors, nameOf: (b: number) => string): string[] {
  const { floor, hole, total, never, members, open, least, reason, words, model } = floors;
  const row = (title: string, cell: (s: number) => string): string => {
    const cells = Array.from({ length: model.sectionCount }, (_, s) => cell(s).padStart(CELL));
    return `  ${title.padEnd(8)}${cells.join("")}`;
  };
  const openIn = (s: number): string => {
    const begin = model.sectionStart[s]!;
    const inside = Array.from(members.subarray(begin, begin + open[s]!)).sort((a, b) => a - b);
    return inside.map((b) => `${nameOf(b)} ${least[b]!}`).join(", ");
  };
  const isDone = (s: number): boolean => floor[s] === never;
  const hasWaste = Array.from(floor.keys()).some((s) => !isDone(s) && hole[s]! < floor[s]!);
  return [
    row("section", String),
    row("floor", (s) => (isDone(s) ? "-" : `${floor[s]!}`)),
    ...(hasWaste
      ? [row("waste", (s) => (!isDone(s) && hole[s]! < floor[s]! ? `${hole[s]!} to ${floor[s]!}` : "-"))]
      : []),
    row("total", (s) => `${total[s]!}`),
    row("least", (s) => openIn(s) || "-"),
    row("reason", (s) => (isDone(s) ? "-" : decisionsOf(floors, reason, s * words))),
  ];
}

/** The decisions of a bitset that begins at `at`, counted from 1. */
function decisionsOf({ depth }: Floors, set: Int32Array, at: number): string {
  const depths = Array.from({ length: depth }, (_, d) => d);
  const inside = depths.filter((d) => (set[at + (d >> 5)]! & (1 << (d & 31))) !== 0);
  return `{${inside.map((d) => d + 1).join(", ")}}`;
}

function pictureOf(model: SearchModel, { offset, capacity }: Floors, nameOf: (b: number) => string): string {
  const lines: string[] = [];
  for (let level = capacity - 1; level >= 0; level--) {
    const cells = Array.from({ length: model.sectionCount }, (_, s) => {
      const row = model.sectionBuffers.subarray(model.sectionStart[s]!, model.sectionStart[s + 1]!);
      const b = row.find((c) => offset[c]! <= level && level < offset[c]! + model.size[c]!);
      return (b === undefined ? "." : nameOf(b)).repeat(5);
    });
    lines.push(`  ${String(level).padStart(2)}  ${cells.join(" ")}`);
  }
  return lines.join("\n");
}
