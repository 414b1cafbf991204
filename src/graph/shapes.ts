/** Side lengths that layers of convolutional networks produce. */

/** A kernel that slides over height and width. A single number stands for both. */
export interface Window {
  readonly kernel: number | readonly [number, number];
  /** 1 if absent. */
  readonly stride?: number;
  /** Zeros added on each side; 0 if absent. */
  readonly padding?: number | readonly [number, number];
}

export function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

/** Height and width after a convolution or a pooling; places where the kernel would stick out are dropped. */
export function windowed(height: number, width: number, window: Window): [number, number] {
  const { stride = 1 } = window;
  const [kernelHeight, kernelWidth] = pair(window.kernel);
  const [padHeight, padWidth] = pair(window.padding ?? 0);
  return [
    Math.floor((height + 2 * padHeight - kernelHeight) / stride) + 1,
    Math.floor((width + 2 * padWidth - kernelWidth) / stride) + 1,
  ];
}

/** Side after a transposed convolution without padding. */
export function unwindowed(side: number, kernel: number, stride: number): number {
  return (side - 1) * stride + kernel;
}

/** Shape of a · b over the last two axes, the leading ones being equal. Throws where the shapes do not fit. */
export function multiplied(a: readonly number[], b: readonly number[], transposeB: boolean): number[] {
  const rows = a.at(-2)!;
  const inner = a.at(-1)!;
  const [innerOfB, columns] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  const batch = a.slice(0, -2);
  if (inner !== innerOfB || batch.join() !== b.slice(0, -2).join()) {
    throw new Error(`cannot multiply [${a.join(", ")}] by [${b.join(", ")}]${transposeB ? " transposed" : ""}`);
  }
  return [...batch, rows, columns];
}

/** Shape of tensors put one after the other along axis 1. Throws where another axis differs. */
export function concatenated(shapes: readonly (readonly number[])[]): number[] {
  const [first, ...others] = shapes;
  let channels = first![1]!;
  for (const other of others) {
    const fits = other.length === first!.length && other.every((side, axis) => axis === 1 || side === first![axis]);
    if (!fits) throw new Error(`cannot concatenate [${first!.join(", ")}] and [${other.join(", ")}]`);
    channels += other[1]!;
  }
  return first!.map((side, axis) => (axis === 1 ? channels : side));
}
