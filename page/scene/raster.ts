/**
 * Rectangles into pixels. Those of a plan do not overlap, so that all of them together fill the picture once at most,
 * however many they are: what a frame costs goes with its pixels and the number of buffers, not with their product.
 *
 * First every pixel gets the number of its buffer; then colours and edges follow from these numbers. What is thinner
 * than a pixel adds the part that it covers, and shows as that much of its colour where nothing else lies.
 */
import type { Scene } from "./scene.js";

/** Where a sheet is drawn, in device pixels, and what of it is seen. */
export interface Place {
  /** Position in `Scene.sheets`. */
  readonly sheet: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Time at the left and at the right edge. */
  readonly begin: number;
  readonly end: number;
  /** Address at the bottom and at the top edge. */
  readonly low: number;
  readonly high: number;
}

/** A pixel that is covered whole by what is thin. */
const FULL = 256;
/** Far below where sums of 16 bits end. */
const MOST_COVER = 60_000;

/** Pixels across and up from which on a name may fit. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export class Raster {
  width = 0;
  height = 0;
  /** By pixel: 1 + the buffer that fills it; 0 where none does. */
  ids = new Int32Array(0);
  /** By pixel: how much of it thin buffers cover, in 256ths; and 1 + the last of them. */
  cover = new Uint16Array(0);
  thin = new Int32Array(0);
  /** Rectangles with room for a name, of the latest paint. */
  readonly roomy: number[] = [];

  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.ids = new Int32Array(width * height);
    this.cover = new Uint16Array(width * height);
    this.thin = new Int32Array(width * height);
  }

  clear(): void {
    this.ids.fill(0);
    this.cover.fill(0);
    this.roomy.length = 0;
  }

  /** Draws one sheet, clipped to its place. */
  paint(scene: Scene, place: Place, room: Room): void {
    const { buffer, lower, upper, from, to } = scene;
    const { first, last } = scene.sheets[place.sheet]!;
    const { left, top, width, height, begin, end, low, high } = place;
    const right = left + width;
    const bottom = top + height;
    const across = width / (end - begin);
    const up = height / (high - low);
    const { roomy } = this;
    for (let r = first; r < last; r++) {
      const lo = lower[r]!;
      const hi = upper[r]!;
      if (hi <= begin || lo >= end) continue;
      const under = from[r]!;
      const above = to[r]!;
      if (above <= low || under >= high) continue;
      const x0 = left + (lo - begin) * across;
      const x1 = left + (hi - begin) * across;
      const y0 = bottom - (above - low) * up;
      const y1 = bottom - (under - low) * up;
      const px0 = Math.max(left, Math.round(x0));
      const px1 = Math.min(right, Math.round(x1));
      const py0 = Math.max(top, Math.round(y0));
      const py1 = Math.min(bottom, Math.round(y1));
      if (px1 > px0 && py1 > py0) {
        this.#fill(px0, px1, py0, py1, buffer[r]! + 1);
        if (px1 - px0 >= room.width && py1 - py0 >= room.height) roomy.push(r);
      } else {
        this.#cover(Math.max(left, x0), Math.min(right, x1), Math.max(top, y0), Math.min(bottom, y1), buffer[r]! + 1);
      }
    }
  }

  #fill(x0: number, x1: number, y0: number, y1: number, id: number): void {
    const { ids, width } = this;
    if (x1 - x0 < 12) {
      for (let y = y0; y < y1; y++) for (let i = y * width + x0, stop = y * width + x1; i < stop; i++) ids[i] = id;
      return;
    }
    for (let y = y0; y < y1; y++) ids.fill(id, y * width + x0, y * width + x1);
  }

  /** Adds the part of each pixel that lies within. */
  #cover(x0: number, x1: number, y0: number, y1: number, id: number): void {
    const { cover, thin, width, height } = this;
    const lastX = Math.min(width - 1, Math.ceil(x1) - 1);
    const lastY = Math.min(height - 1, Math.ceil(y1) - 1);
    for (let y = Math.floor(y0); y <= lastY; y++) {
      const up = Math.min(y + 1, y1) - Math.max(y, y0);
      for (let x = Math.floor(x0); x <= lastX; x++) {
        const across = Math.min(x + 1, x1) - Math.max(x, x0);
        const at = y * width + x;
        const now = cover[at]!;
        if (now < MOST_COVER) cover[at] = now + Math.max(1, across * up * FULL);
        thin[at] = id;
      }
    }
  }

  /**
   * The colours of all pixels.
   *
   * @param pixels RGBA as one number, as `ImageData` has it on machines of little end
   * @param fill by buffer; `edge` likewise, for the pixels along the left and the upper side
   */
  colour(pixels: Uint32Array, fill: Uint32Array, edge: Uint32Array, paper: number): void {
    const { ids, cover, thin, width, height } = this;
    for (let y = 0, at = 0; y < height; y++) {
      const isFirst = y === 0;
      const isLast = y === height - 1;
      for (let x = 0; x < width; x++, at++) {
        const id = ids[at]!;
        if (id === 0) {
          const part = cover[at]!;
          pixels[at] = part === 0 ? paper : mixed(paper, fill[thin[at]! - 1]!, part >= FULL ? 1 : part / FULL);
          continue;
        }
        // An edge only where the buffer goes on behind it: a line of pixels is not all edge.
        const isEdge =
          (x > 0 && ids[at - 1] !== id && ids[at + 1] === id) ||
          (!isFirst && ids[at - width] !== id && !isLast && ids[at + width] === id);
        pixels[at] = isEdge ? edge[id - 1]! : fill[id - 1]!;
      }
    }
  }
}

/** A colour between two, channel by channel. */
export function mixed(a: number, b: number, part: number): number {
  const red = (a & 255) + ((b & 255) - (a & 255)) * part;
  const green = ((a >> 8) & 255) + (((b >> 8) & 255) - ((a >> 8) & 255)) * part;
  const blue = ((a >> 16) & 255) + (((b >> 16) & 255) - ((a >> 16) & 255)) * part;
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
