/** How peak and bound come together while a plan is looked for: two lines over the steps of a run. */

import type { Theme } from "../scene/colours.js";
import { INKS } from "../view/theme.js";

interface Point {
  readonly ms: number;
  readonly peak: number | null;
  readonly bound: number;
}

const WIDTH = 300;
const HEIGHT = 64;

export class GapChart {
  readonly canvas = document.createElement("canvas");
  #points: Point[] = [];

  constructor() {
    this.canvas.className = "gap";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "Peak of the best plan and lower bound over time");
    this.canvas.width = WIDTH * 2;
    this.canvas.height = HEIGHT * 2;
  }

  clear(): void {
    this.#points = [];
  }

  add(point: Point): void {
    this.#points.push(point);
    // Every second one is enough of what is long ago.
    if (this.#points.length > 800) this.#points = this.#points.filter((_, i) => i % 2 === 0 || i > 600);
  }

  draw(theme: Theme): void {
    const pen = this.canvas.getContext("2d")!;
    const inks = INKS[theme];
    pen.setTransform(2, 0, 0, 2, 0, 0);
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    const points = this.#points;
    const last = points.at(-1);
    if (last === undefined) return;
    const peaks = points.flatMap(({ peak }) => (peak === null ? [] : [peak]));
    const bounds = points.map(({ bound }) => bound);
    const high = Math.max(...peaks, ...bounds, 1);
    const low = Math.min(...peaks.slice(-1), ...bounds.slice(-1)) * 0.9;
    const x = (ms: number): number => 2 + (ms / Math.max(1, last.ms)) * (WIDTH - 4);
    const y = (bytes: number): number => HEIGHT - 4 - ((bytes - low) / Math.max(1, high - low)) * (HEIGHT - 10);
    const line = (of: (point: Point) => number | null, colour: string, dashes: number[]): void => {
      pen.strokeStyle = colour;
      pen.lineWidth = 1.8;
      pen.setLineDash(dashes);
      pen.beginPath();
      let before: number | null = null;
      for (const point of points) {
        const value = of(point);
        if (value === null) continue;
        if (before === null) pen.moveTo(x(point.ms), y(value));
        else {
          pen.lineTo(x(point.ms), y(before));
          pen.lineTo(x(point.ms), y(value));
        }
        before = value;
      }
      pen.stroke();
      pen.setLineDash([]);
    };
    line(({ bound }) => bound, inks.bound, [4, 3]);
    line(({ peak }) => peak, inks.ink, []);
  }
}
