/** What is known, in words: of a buffer, of a memory at a time, of a plan. Texts alone; others lay them out. */
import { formatBytes, formatCount } from "../../src/draw/units.js";
import type { MemoryPicture, Picture } from "../../src/picture/picture.js";
import { shownName } from "../../src/picture/shown-name.js";
import type { Free } from "../scene/look-up.js";
import type { Scene } from "../scene/scene.js";
import { loadAt } from "../view/curve.js";

export type Fact = readonly [name: string, value: string];

/** `4,096 B (4 KiB)`; below 1,024 only the first. */
export function bytes(value: number): string {
  const exact = `${formatCount(value)} B`;
  return value < 1024 ? exact : `${formatBytes(value)} (${exact})`;
}

/** All that is known of a buffer. */
export function factsOfBuffer(scene: Scene, buffer: number): Fact[] {
  const { picture, index: b, at } = scene.locate(buffer);
  const { lower, upper, size, offset, alignment, memoryOf, memories, fixed, aliases, inplace, pieces, ids } = picture;
  const facts: Fact[] = [["size", bytes(size[b]!)]];
  if (offset !== null) {
    facts.push(["offset", `${formatCount(offset[b]!)} to ${formatCount(offset[b]! + size[b]!)}`]);
  }
  facts.push([
    "lives",
    `${formatCount(lower[b]!)} to ${formatCount(upper[b]!)} (${formatCount(upper[b]! - lower[b]!)})`,
  ]);
  const memory = memories[memoryOf[b]!];
  if (memory !== undefined && memory.memory !== "") facts.push(["memory", shownName(memory.memory, 60)]);
  if (alignment[b]! > 1) facts.push(["alignment", formatCount(alignment[b]!)]);
  if (fixed.includes(b)) facts.push(["fixed", "its offset is given"]);
  const name = (other: number): string => shownName(ids[other]!, 60);
  for (const { buffer: part, of, at: above } of aliases) {
    if (part === b) facts.push(["part of", `${name(of)}, ${formatCount(above)} B above its offset`]);
    if (of === b) facts.push(["has a part", name(part)]);
  }
  for (const { buffer: out, of } of inplace) {
    if (out === b) facts.push(["may overwrite", name(of)]);
    if (of === b) facts.push(["may be overwritten by", name(out)]);
  }
  const own = pieces.buffer.flatMap((other, i) => (other === b ? [i] : []));
  if (own.length > 0) {
    const said = own.slice(0, 6).map((i) => {
      const needed = pieces.to[i]! - pieces.from[i]!;
      const whole = needed === size[b]! ? "whole" : `${formatCount(needed)} B`;
      return `${formatCount(pieces.lower[i]!)} to ${formatCount(pieces.upper[i]!)}: ${whole}`;
    });
    facts.push(["needs bytes", `${said.join("; ")}${own.length > 6 ? "; …" : ""}`]);
  }
  const share =
    memory === undefined || memory.time === null || memory.liveBytes === 0
      ? null
      : memory.live.find((live) => live.buffer === b);
  if (share) facts.push(["at the peak", `${(100 * share.share).toFixed(1)} % of the live bytes`]);
  if (scene.pictures.length === 2) facts.push(["plan", at === 0 ? "before" : "after"], ...changeFacts(scene, buffer));
  return facts;
}

function changeFacts(scene: Scene, buffer: number): Fact[] {
  const other = scene.partner[buffer]!;
  if (other < 0) return [["change", scene.locate(buffer).at === 0 ? "it is not in the other plan" : "it is new"]];
  const [was, is] = scene.locate(buffer).at === 0 ? [buffer, other] : [other, buffer];
  const [from, to] = [scene.offsetOf(was), scene.offsetOf(is)];
  return [["change", from === to ? "it stays" : `moved from ${formatCount(from)} to ${formatCount(to)}`]];
}

/** Why bytes are free at a time. */
export function factsOfFree(
  scene: Scene,
  { from, to, below, above }: Free,
  facts: MemoryPicture,
  time: number,
): Fact[] {
  const name = (b: number): string => shownName(scene.idOf(b), 48);
  const height = facts.peak === null ? Infinity : facts.base + facts.peak;
  const told: Fact[] = [];
  if (above < 0 && from >= height) told.push(["free", "above the peak"]);
  else if (above < 0) told.push(["free", `${bytes(height - from)} up to the peak`]);
  else told.push(["free", bytes(to - from)]);
  if (above >= 0) {
    const hole = time === facts.time ? facts.waste?.holes.find((one) => one.from >= from && one.to <= to) : undefined;
    told.push(["below", below < 0 ? "the bottom" : name(below)], ["above", name(above)]);
    if (hole !== undefined) told.push(["why", causeWords(hole.cause)]);
  }
  return told;
}

/** Each cause of waste as a sentence. */
export function causeWords(cause: string): string {
  if (cause === "alignment") return "what lies above cannot come down by so little: its offset is a multiple";
  if (cause === "fixed") return "what lies above is fixed there";
  if (cause === "reserved") return "nothing may lie there, or too little is left below a reserved range";
  return "what lies above is held up by what lives at other times, by a rule, or by the plan";
}

/** A plan in a sentence, for the heading and for those who do not see it. */
export function sentenceOf(picture: Picture): string {
  const { status, peak, lowerBound, ids, memories, stoppedBy, fits } = picture;
  const count = `${formatCount(ids.length)} ${ids.length === 1 ? "buffer" : "buffers"}`;
  const load = memories.reduce((sum, { loadBytes }) => sum + loadBytes, 0);
  if (status === "infeasible") return `${count}: no plan fits. ${picture.message}`;
  if (peak === null) return `${count}, not planned yet. At most ${bytes(load)} live at once.`;
  if (!fits) return `${count}: no plan was found that fits. The closest has a peak of ${bytes(peak)}.`;
  const proved =
    status === "optimal" ? "No plan is lower." : status === "given" ? "" : `No plan is below ${bytes(lowerBound)}.`;
  const stopped = stoppedBy === null ? "" : ` The search was stopped (${stoppedBy}).`;
  return `${count} planned, peak ${bytes(peak)}. ${proved}${stopped}`;
}

/** The live bytes of all sheets at a time. */
export function loadOf(scene: Scene, time: number): number {
  return scene.sheets.reduce((sum, { facts }) => sum + loadAt(facts.load, time), 0);
}
