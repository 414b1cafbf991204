/** Shapes that are stretched to one another. Source: "Multidirectional Broadcasting", ONNX. */
import type { Call } from "../call.js";

/** The shape that all can be stretched to; null where there is none. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] | null {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  const common = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const lacking = rank - shape.length;
    for (const [axis, size] of shape.entries()) {
      const at = axis + lacking;
      if (common[at] === 1) common[at] = size;
      else if (size !== 1 && size !== common[at]) return null;
    }
  }
  return common;
}

/** As `broadcastShape`. @throws FormatError where there is none */
export function broadcast(call: Call, shapes: readonly (readonly number[])[]): number[] {
  const common = broadcastShape(shapes);
  if (common !== null) return common;
  const listed = shapes.map((shape) => `[${shape}]`).join(" and ");
  return call.fail(`has inputs that no shape fits: ${listed}`);
}
