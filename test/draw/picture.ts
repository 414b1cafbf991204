import { drawPlan } from "../../src/draw/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { elementsOf, type Node, parseXml } from "./well-formed.js";

export const buffer = (id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer => ({
  id,
  lower,
  upper,
  size,
  ...more,
});
export const draw = (problem: Problem, at: ArrayLike<number>, options = {}): Node =>
  parseXml(drawPlan(problem, at, options));
export const textsIn = (picture: Node): string[] =>
  elementsOf(picture, "text").map(({ text, children }) => children.map((child) => child.text).join("") + text);

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly node: Node;
}

/** The rectangles of a buffer, or of what else the first line of a tooltip names, in the order of the file. */
export function rectanglesOf(picture: Node, name: string): Rectangle[] {
  return elementsOf(picture, "rect")
    .filter(({ children }) => children.some((child) => child.name === "title" && child.text.split("\n")[0] === name))
    .map((node) => {
      const { x, y, width, height } = node.attributes;
      return { x: Number(x), y: Number(y), width: Number(width), height: Number(height), node };
    });
}

export function isWithin(inner: Rectangle, outer: Rectangle): boolean {
  const slack = 0.02;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}
