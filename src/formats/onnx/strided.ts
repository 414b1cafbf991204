/** Small tensors, element by element: which element of one stands where in another. All are row-major. */

/** How far apart two elements are that differ by 1 in each dimension. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Those of a tensor that is read as one of `shape`: a dimension of size 1 that is repeated has none. */
export function broadcastStrides(own: readonly number[], shape: readonly number[]): number[] {
  const strides = stridesOf(own);
  const lacking = shape.length - own.length;
  return shape.map((_, axis) => (axis < lacking || own[axis - lacking] === 1 ? 0 : strides[axis - lacking]!));
}

/** For each element of a tensor of `shape`, in its order, the position that these strides give it. */
export function positions(shape: readonly number[], strides: readonly number[], first = 0): number[] {
  // Else a large dimension before one of size 0 would be walked for nothing.
  if (shape.includes(0)) return [];
  let found = [first];
  for (const [axis, size] of shape.entries()) {
    const stride = strides[axis]!;
    const next: number[] = [];
    for (const position of found) for (let i = 0; i < size; i++) next.push(position + i * stride);
    found = next;
  }
  return found;
}

/** The elements of `content`, a tensor of shape `own`, repeated to `shape`. */
export function broadcastContent(
  content: readonly number[],
  own: readonly number[],
  shape: readonly number[],
): readonly number[] {
  if (own.length === shape.length && own.every((size, axis) => size === shape[axis])) return content;
  return positions(shape, broadcastStrides(own, shape)).map((at) => content[at]!);
}
