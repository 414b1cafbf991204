import { type Problem, toArrays } from "../../src/problem/index.js";
import { Experience } from "../../src/search/guidance/experience.js";
import type { Branching } from "../../src/search/policy/search-policy.js";
import { Floors } from "../../src/search/state/floors.js";
import { buildModel } from "../../src/search/state/model.js";
import { SectionSearch } from "../../src/search/tree/section-search.js";

/** A search for a plan within the capacity, decision by decision, as text: each with the state that it leads to. */
export function traceSearch(problem: Problem & { capacity: number }, branching: Branching): string {
  const model = buildModel(toArrays(problem));
  const floors = new Floors(model, false);
  const { sectionCount, sectionStart, bufferStart, bufferSections, count } = model;
  const name = (b: number): string => problem.buffers[b]!.id;
  const told = (what: number): string =>
    what < 0 ? `nothing covers floor ${-1 - what}` : `${name(what)} at ${floors.offset[what]!}`;
  const lines: string[] = [];
  const row = (title: string, cell: (s: number) => string | number): void => {
    const cells = Array.from({ length: sectionCount }, (_, s) => String(cell(s)).padStart(8));
    lines.push(`  ${title.padEnd(8)}${cells.join("")}`);
  };
  const tell = (): void => {
    const { floor, never, total, members, open, least } = floors;
    row("floor", (s) => (floor[s] === never ? "-" : floor[s]!));
    row("total", (s) => total[s]!);
    row("open", (s) => {
      const inside = Array.from(members.subarray(sectionStart[s]!, sectionStart[s]! + open[s]!)).sort((a, b) => a - b);
      return inside.map((b) => `${name(b)}${least[b]!}`).join(" ") || "-";
    });
    row("reason", (s) => (floor[s] === never ? "-" : `{${decisionsOf(floors.reason, s * floors.words)}}`));
  };
  const decisionsOf = (set: Int32Array, at: number): string =>
    Array.from({ length: floors.depth }, (_, d) => d)
      .filter((d) => (set[at + (d >> 5)]! & (1 << (d & 31))) !== 0)
      .map((d) => d + 1)
      .join(",");

  /** What a step of the search did, told at its failures, before anything is taken back. */
  let made = 0;
  const search: SectionSearch = new SectionSearch(floors, new Experience(model, branching), {
    fullReasons: true,
    onFailure: () => {
      const { depth, failedSection, failedBuffer } = floors;
      const fresh = search.steps > made;
      made = search.steps;
      if (fresh) {
        const where = failedBuffer < 0 ? `section ${failedSection}` : name(failedBuffer);
        lines.push("", `step ${search.steps}, decision ${depth}: ${told(floors.decision[depth - 1]!)}`);
        tell();
        lines.push(`  fails: ${where} does not fit; conflict {${decisionsOf(floors.conflict, 0)}}`);
      } else {
        const s = search.nodes.section[depth]!;
        lines.push(`  section ${s}: no answer is left; conflict {${decisionsOf(floors.conflict, 0)}}`);
      }
      return false;
    },
  });
  search.begin(problem.capacity / model.unit);
  row("section", (s) => s);
  row("live", (s) => {
    return Array.from({ length: count }, (_, b) => b)
      .filter((b) => bufferSections.subarray(bufferStart[b]!, bufferStart[b + 1]!).includes(s))
      .map(name)
      .join(" ");
  });
  lines.push("", "at the root");
  tell();
  for (let outcome = "paused"; outcome === "paused"; ) {
    const { backtracks } = search;
    outcome = search.run(1);
    if (search.steps > made) {
      made = search.steps;
      lines.push("", `step ${made}, decision ${floors.depth}: ${told(floors.decision[floors.depth - 1]!)}`);
      tell();
    } else if (search.backtracks > backtracks) {
      const back = search.backtracks - backtracks;
      lines.push(`  back: ${back} ${back === 1 ? "decision" : "decisions"}, to before decision ${floors.depth + 1}`);
    }
    if (outcome !== "paused") lines.push("", outcome);
  }
  return lines.join("\n");
}
