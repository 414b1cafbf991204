import type { Buffer } from "../problem/index.js";
import { nameInside } from "./rectangles.js";

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels across or up within which the names of two rectangles that overlap would lie on one another. */
const ROOM = { across: 45, up: 26 };

/** The names of buffers whose rectangles may overlap, which their names must not. */
export class Names {
  /** Rectangles with a name in their middle, by cells of the size of `ROOM`. */
  readonly #taken = new Map<string, Box[]>();

  /**
   * The name in the middle of its rectangle, else in that of its upper or its lower half, or beside the parts of it
   * that have outlines; null where it has no room, or others are there.
   */
  put(buffer: Buffer, box: Box, parts: readonly Box[] = []): string | null {
    for (const room of parts.length === 0 ? [box, ...halvesOf(box)] : besides(box, parts)) {
      const text = nameInside(buffer, room.x, room.y, room.width, room.height);
      if (text !== "" && this.#take(room)) return text;
    }
    return null;
  }

  #take(box: Box): boolean {
    const [x, y] = middleOf(box);
    const [column, row] = [Math.floor(x / ROOM.across), Math.floor(y / ROOM.up)];
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const near = this.#taken.get(`${column + i} ${row + j}`) ?? [];
        if (near.some((other) => overlap(box, other) && isNear([x, y], middleOf(other)))) return false;
      }
    }
    const key = `${column} ${row}`;
    const cell = this.#taken.get(key);
    if (cell === undefined) this.#taken.set(key, [box]);
    else cell.push(box);
    return true;
  }
}

function halvesOf(box: Box): Box[] {
  const height = box.height / 2;
  return [
    { ...box, height },
    { ...box, y: box.y + height, height },
  ];
}

/** What is left of a rectangle beside all that lie in it: above, below, on the left and on the right; largest first. */
function besides({ x, y, width, height }: Box, parts: readonly Box[]): Box[] {
  const [left, top] = [Math.min(...parts.map((part) => part.x)), Math.min(...parts.map((part) => part.y))];
  const right = Math.max(...parts.map((part) => part.x + part.width));
  const bottom = Math.max(...parts.map((part) => part.y + part.height));
  return [
    { x, y, width, height: top - y },
    { x, y: bottom, width, height: y + height - bottom },
    { x, y, width: left - x, height },
    { x: right, y, width: x + width - right, height },
  ].toSorted((a, b) => Math.max(0, b.width) * Math.max(0, b.height) - Math.max(0, a.width) * Math.max(0, a.height));
}

type Point = readonly [x: number, y: number];

function middleOf({ x, y, width, height }: Box): Point {
  return [x + width / 2, y + height / 2];
}

function isNear([x, y]: Point, [u, v]: Point): boolean {
  return Math.abs(u - x) < ROOM.across && Math.abs(v - y) < ROOM.up;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
