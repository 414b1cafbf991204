/**
 * Rectangles into pixels. Those of a plan do not overlap, so that all of them together fill the picture once at most,
 * however many they are: what a frame costs goes with its pixels and the number of buffers, not with their product.
 *
 * First every pixel gets the number of its buffer; then colours and edges follow from these numbers. What is thinner
 * than a pixel adds its colour as far as it covers pixels, and shows where nothing else lies. It is noted where that
 * begins in a row and where it ends, and summed along the row later: tens of thousands of buffers that live long and
 * are lower than a pixel would else take 35 ms a frame.
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
  /** By pixel, four numbers: by how much cover, red, green and blue change from the pixel before it in its row. */
  #changes = new Float32Array(0);
  /** By row: 1 where it has changes. */
  #changed = new Uint8Array(0);
  /** Rectangles with room for a name, of the latest paint. */
  readonly roomy: number[] = [];

  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.ids = new Int32Array(width * height);
    // A change may fall behind the last pixel.
    this.#changes = new Float32Array(4 * (width + 2) * height);
    this.#changed = new Uint8Array(height);
  }

  clear(): void {
    this.ids.fill(0);
    const row = 4 * (this.width + 2);
    for (let y = 0; y < this.height; y++) {
      if (this.#changed[y] === 1) this.#changes.fill(0, y * row, (y + 1) * row);
    }
    this.#changed.fill(0);
    this.roomy.length = 0;
  }

  /**
   * Draws one sheet, clipped to its place.
   *
   * @param fill by buffer, for what is thinner than a pixel
   */
  paint(scene: Scene, place: Place, room: Room, fill: Uint32Array): void {
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
      if (x1 - x0 >= 1 && y1 - y0 >= 1) {
        this.#fill(px0, px1, py0, py1, buffer[r]! + 1);
        if (px1 - px0 >= room.width && py1 - py0 >= room.height) roomy.push(r);
      } else {
        const [l, r0] = [Math.max(left, x0), Math.min(right, x1)];
        this.#cover(l, r0, Math.max(top, y0), Math.min(bottom, y1), fill[buffer[r]!]!);
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

  /** Adds a colour to each pixel by the part of it that lies within. */
  #cover(x0: number, x1: number, y0: number, y1: number, colour: number): void {
    if (x1 <= x0) return;
    const lastY = Math.min(this.height - 1, Math.ceil(y1) - 1);
    const [from, to] = [Math.floor(x0), Math.floor(x1)];
    for (let y = Math.floor(y0); y <= lastY; y++) {
      const up = Math.min(y + 1, y1) - Math.max(y, y0);
      const row = y * (this.width + 2);
      this.#changed[y] = 1;
      // Half way into a pixel means half there, and all from the next one on.
      this.#change(row + from, up * (from + 1 - x0), colour);
      this.#change(row + from + 1, up * (x0 - from), colour);
      this.#change(row + to, -up * (to + 1 - x1), colour);
      this.#change(row + to + 1, -up * (x1 - to), colour);
    }
  }

  #change(at: number, by: number, colour: number): void {
    const changes = this.#changes;
    const i = 4 * at;
    changes[i]! += by;
    changes[i + 1]! += by * (colour & 255);
    changes[i + 2]! += by * ((colour >> 8) & 255);
    changes[i + 3]! += by * ((colour >> 16) & 255);
  }

  /**
   * The colours of all pixels.
   *
   * @param pixels RGBA as one number, as `ImageData` has it on machines of little end
   * @param fill by buffer; `edge` likewise, for the pixels along the left and the upper side
   */
  colour(pixels: Uint32Array, fill: Uint32Array, edge: Uint32Array, paper: number): void {
    const { width, height } = this;
    for (let y = 0; y < height; y++) {
      if (this.#changed[y] === 1) this.#sumRow(pixels, y, paper);
      else pixels.fill(paper, y * width, (y + 1) * width);
      this.#colourRow(pixels, y, fill, edge);
    }
  }

  /** Paper, with what is thin on it. */
  #sumRow(pixels: Uint32Array, y: number, paper: number): void {
    const { width } = this;
    const changes = this.#changes;
    let [part, red, green, blue] = [0, 0, 0, 0];
    for (let x = 0, at = y * width, i = 4 * y * (width + 2); x < width; x++, at++, i += 4) {
      part += changes[i]!;
      red += changes[i + 1]!;
      green += changes[i + 2]!;
      blue += changes[i + 3]!;
      if (part < LEAST_PART) pixels[at] = paper;
      else {
        const colour = 0xff000000 | (byte(blue / part) << 16) | (byte(green / part) << 8) | byte(red / part);
        pixels[at] = part >= 1 ? colour : mixed(paper, colour, part);
      }
    }
  }

  #colourRow(pixels: Uint32Array, y: number, fill: Uint32Array, edge: Uint32Array): void {
    const { ids, width, height } = this;
    const [isFirst, isLast] = [y === 0, y === height - 1];
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const id = ids[at]!;
      if (id === 0) continue;
      // An edge only where the buffer goes on behind it: a line of pixels is not all edge.
      const isEdge =
        (x > 0 && ids[at - 1] !== id && ids[at + 1] === id) ||
        (!isFirst && ids[at - width] !== id && !isLast && ids[at + width] === id);
      pixels[at] = isEdge ? edge[id - 1]! : fill[id - 1]!;
    }
  }
}

/** A part of a pixel that nobody sees; sums of fractions are not exact. */
const LEAST_PART = 1 / 512;

function byte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}

/** A colour between two, channel by channel. */
export function mixed(a: number, b: number, part: number): number {
  const red = (a & 255) + ((b & 255) - (a & 255)) * part;
  const green = ((a >> 8) & 255) + (((b >> 8) & 255) - ((a >> 8) & 255)) * part;
  const blue = ((a >> 16) & 255) + (((b >> 16) & 255) - ((a >> 16) & 255)) * part;
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
