/**
 * Scratch buffers, which kernels of TensorFlow Lite Micro ask for when they are prepared. No model lists them; TFLM's
 * log does.
 */
import { type ArenaBuffer, roundUp } from "./arena.js";
import { type Allocation, type AllocationLog, DEFAULT_ALIGNMENT } from "./log.js";
import type { Model } from "./model.js";
import { CUSTOM, WITH_SCRATCH } from "./schema.js";

/**
 * The scratch buffers of a log of the same model: what it has behind the tensors.
 *
 * @param isExact whether lifetimes here are TFLM's to the step; else TFLM's lie within them
 * @throws FormatError at the first line that does not fit the model's tensors
 */
export function scratchIn(log: AllocationLog, tensors: readonly ArenaBuffer[], isExact: boolean): Allocation[] {
  const { allocations, errorAt } = log;
  const noun = `tensor${tensors.length === 1 ? "" : "s"}`;
  for (const [id, tensor] of tensors.entries()) {
    const line = allocations[id];
    if (line === undefined) {
      const { position } = allocations.at(-1)!;
      throw errorAt(position, `this is the last of ${id} allocations, and the model has ${tensors.length} ${noun}`);
    }
    if (fits(line, tensor, isExact)) continue;
    const { size, lower, upper, called } = tensor;
    const printed = `size=${line.size}, first_used=${line.first} last_used=${line.last}`;
    const own = `size=${size}, first_used=${lower} last_used=${upper - 1}`;
    throw errorAt(line.position, `id ${id} has ${printed}, and ${called} of the model ${own}: a log of another model?`);
  }
  return allocations.slice(tensors.length);
}

function fits({ size, first, last }: Allocation, tensor: ArenaBuffer, isExact: boolean): boolean {
  if (size !== tensor.size && size !== roundUp(tensor.bytes, DEFAULT_ALIGNMENT)) return false;
  // TFLM counts uses of a variable, though its bytes must stay.
  if (tensor.isVariable || !isExact) return first >= -1 && last < Math.max(tensor.upper, 0);
  return first === tensor.lower && last === tensor.upper - 1;
}

/** What is to be told where there is no log: the operators that may use scratch buffers. Null where there are none. */
export function scratchNote({ subgraphs }: Model): string | null {
  const counts = new Map<string, number>();
  for (const { operators } of subgraphs) {
    for (const { code, custom } of operators) {
      const name = code === CUSTOM ? JSON.stringify(custom) : WITH_SCRATCH[code];
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return null;
  const names = Array.from(counts, ([name, count]) => (count === 1 ? name : `${name} (${count})`));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return (
    `scratch buffers are not in the file, and these operators may use some: ${names.slice(0, LISTED).join(", ")}` +
    `${more}; --log takes the list that TensorFlow Lite Micro prints`
  );
}

/** Names that a note lists at most. */
const LISTED = 12;
