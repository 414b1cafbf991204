/** Who lies where: questions to a scene, each in one pass over its rectangles. */
import type { Scene } from "./scene.js";

/** Bytes that nobody has at a time. */
export interface Free {
  readonly from: number;
  readonly to: number;
  /** Who lies next below and above; −1 where nobody does. */
  readonly below: number;
  readonly above: number;
}

export interface Live {
  readonly buffer: number;
  readonly sheet: number;
  readonly from: number;
  readonly to: number;
}

/** The rectangle at a time and an address; −1 where there is none. Of several, the one that is drawn last. */
export function rectangleAt(scene: Scene, sheet: number, time: number, address: number): number {
  const { first, last } = scene.sheets[sheet]!;
  const { lower, upper, from, to } = scene;
  for (let r = last - 1; r >= first; r--) {
    if (lower[r]! <= time && time < upper[r]! && from[r]! <= address && address < to[r]!) return r;
  }
  return -1;
}

/** The rectangle nearest to a place, within so much time and so many bytes: for those thinner than a pixel. */
export function rectangleNear(
  scene: Scene,
  sheet: number,
  time: number,
  address: number,
  reach: { readonly time: number; readonly bytes: number },
): number {
  const exact = rectangleAt(scene, sheet, time, address);
  if (exact >= 0) return exact;
  const { first, last } = scene.sheets[sheet]!;
  const { lower, upper, from, to } = scene;
  let best = -1;
  let nearest = 1;
  for (let r = first; r < last; r++) {
    const across = Math.max(lower[r]! - time, time - upper[r]!, 0) / reach.time;
    if (across >= nearest) continue;
    const up = Math.max(from[r]! - address, address - to[r]!, 0) / reach.bytes;
    const far = Math.max(across, up);
    if (far < nearest) {
      nearest = far;
      best = r;
    }
  }
  return best;
}

/** The bytes around an address that are free at a time; null where they are not. */
export function freeAt(scene: Scene, sheet: number, time: number, address: number): Free | null {
  const { first, last, facts } = scene.sheets[sheet]!;
  const { lower, upper, from, to, buffer } = scene;
  let free: Free = { from: facts.base, to: Infinity, below: -1, above: -1 };
  for (let r = first; r < last; r++) {
    if (time < lower[r]! || time >= upper[r]!) continue;
    if (from[r]! <= address && address < to[r]!) return null;
    if (to[r]! <= address && to[r]! > free.from) free = { ...free, from: to[r]!, below: buffer[r]! };
    if (from[r]! > address && from[r]! < free.to) free = { ...free, to: from[r]!, above: buffer[r]! };
  }
  return free;
}

/** Who lives at a time, the largest first; in all sheets, or in one. */
export function liveAt(scene: Scene, time: number, only = -1): Live[] {
  const { lower, upper, from, to, buffer } = scene;
  const found: Live[] = [];
  for (const [s, { first, last }] of scene.sheets.entries()) {
    if (only >= 0 && s !== only) continue;
    for (let r = first; r < last; r++) {
      if (lower[r]! <= time && time < upper[r]!)
        found.push({ buffer: buffer[r]!, sheet: s, from: from[r]!, to: to[r]! });
    }
  }
  return found.sort((a, b) => b.to - b.from - (a.to - a.from) || a.buffer - b.buffer);
}

/** Buffers whose name has the words in it, whatever their case; at most so many. */
export function named(scene: Scene, words: string, most = 10_000): number[] {
  const wanted = words.trim().toLowerCase();
  const found: number[] = [];
  if (wanted === "") return found;
  for (const [p, { ids }] of scene.pictures.entries()) {
    for (let b = 0; b < ids.length && found.length < most; b++) {
      if (ids[b]!.toLowerCase().includes(wanted)) found.push(scene.starts[p]! + b);
    }
  }
  return found;
}

/** The rectangle of a buffer with the greatest area, and its sheet; null where it is not drawn. */
export function placeOf(scene: Scene, buffer: number): { readonly rectangle: number; readonly sheet: number } | null {
  let best: { rectangle: number; sheet: number } | null = null;
  let most = -1;
  for (const [sheet, { first, last }] of scene.sheets.entries()) {
    for (let r = first; r < last; r++) {
      if (scene.buffer[r] !== buffer) continue;
      const area = (scene.upper[r]! - scene.lower[r]!) * (scene.to[r]! - scene.from[r]!);
      if (area > most) {
        most = area;
        best = { rectangle: r, sheet };
      }
    }
  }
  return best;
}
