/** Names in rectangles, where they fit. */
import { shownName } from "../../src/picture/shown-name.js";
import { inkOn } from "../scene/colours.js";
import type { Box } from "./layout.js";
import { NAME_FONT } from "./theme.js";

/** Pixels that a rectangle has at least for a name. */
export const NAME_ROOM = { width: 30, height: 13 };
/** Names on the canvas at most: more could not be read, and each costs some microseconds. */
const MOST_NAMES = 700;
const PADDING = 4;
const LEAST_LETTERS = 3;

export interface NamedBox {
  readonly box: Box;
  readonly buffer: number;
  readonly name: string;
  readonly fill: number;
  readonly size: string;
  /** Pixels at the left that are taken. */
  readonly inset: number;
}

/** Whether a buffer is what is seen at a place. */
export type Owns = (x: number, y: number, buffer: number) => boolean;

export class Names {
  readonly #shown = new Map<string, string>();
  #letter = 0;

  /** Pixels of one letter; the font has letters of one width, as far as they are Latin. */
  #letterWidth(canvas: CanvasRenderingContext2D): number {
    if (this.#letter === 0) this.#letter = canvas.measureText("mmmmmmmmmm").width / 10;
    return this.#letter;
  }

  /** @param boxes what has room, with name and fill; those of greater area have their names first */
  draw(canvas: CanvasRenderingContext2D, boxes: readonly NamedBox[], owns: Owns): number {
    canvas.font = NAME_FONT;
    canvas.textBaseline = "middle";
    canvas.textAlign = "left";
    const letter = this.#letterWidth(canvas);
    const order =
      boxes.length <= MOST_NAMES ? boxes : boxes.toSorted((a, b) => area(b.box) - area(a.box)).slice(0, MOST_NAMES);
    let drawn = 0;
    for (const { box, name, fill, size, buffer, inset } of order) {
      const width = box.width - 2 * PADDING - inset;
      const letters = Math.floor(width / letter);
      const text = this.#fitting(canvas, name, letters, width);
      if (text === "") continue;
      const left = box.left + PADDING + inset;
      const hasSize = box.height >= 30 && size.length <= letters;
      const half = hasSize ? 14 : 7;
      // Parts of it may lie on its middle.
      const right = left + Math.min(width, Math.max(text.length, hasSize ? size.length : 0) * letter);
      const isFree = (y: number): boolean =>
        [y - half + 2, y + half - 2].every((at) => owns(left, at, buffer) && owns(right, at, buffer));
      const places = [box.top + box.height / 2, box.top + half, box.top + box.height - half];
      const middle = places.find(isFree);
      if (middle === undefined) continue;
      canvas.fillStyle = inkOn(fill);
      canvas.fillText(text, left, hasSize ? middle - 7 : middle);
      if (hasSize) canvas.fillText(size, left, middle + 7);
      drawn++;
    }
    return drawn;
  }

  #fitting(canvas: CanvasRenderingContext2D, name: string, letters: number, width: number): string {
    if (letters < LEAST_LETTERS) return "";
    let shown = this.#shown.get(name);
    if (shown === undefined) {
      shown = shownName(name, 80);
      if (this.#shown.size > 20_000) this.#shown.clear();
      this.#shown.set(name, shown);
    }
    if (/^[ -~]*$/.test(shown)) return shown.length <= letters ? shown : cutMiddle(shown, letters);
    // Other letters may be wider, or narrower.
    if (canvas.measureText(shown).width <= width) return shown;
    const cut = cutMiddle(shown, Math.floor(letters / 2));
    return letters >= 2 * LEAST_LETTERS && canvas.measureText(cut).width <= width ? cut : "";
  }
}

/** The ends of names tell more than their middle. */
function cutMiddle(text: string, letters: number): string {
  const own = Array.from(text);
  const head = Math.ceil((letters - 1) / 2);
  return `${own.slice(0, head).join("")}…${own.slice(own.length - (letters - 1 - head)).join("")}`;
}

function area({ width, height }: Box): number {
  return width * height;
}
