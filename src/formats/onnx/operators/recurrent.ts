/** Layers that walk over a sequence: RNN, GRU, LSTM. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import type { Operators } from "./operator.js";

/**
 * All hidden states, the last one, and the last state of the cell. The input is [sequence, batch, features], or with
 * `layout` 1 [batch, sequence, features].
 */
export function recurrent(call: Call): Result[] {
  const { shape: x, type } = call.input(0);
  if (x.length !== 3) call.fail(`needs an input of 3 dimensions, not ${x.length}`);
  const weights = call.input(2).shape;
  const hidden = call.integer("hidden_size", weights.at(-1) ?? 0);
  const directions = call.text("direction", "forward") === "bidirectional" ? 2 : 1;
  const isBatchFirst = call.integer("layout", 0) === 1;
  const [sequence, batch] = isBatchFirst ? [x[1]!, x[0]!] : [x[0]!, x[1]!];
  const all = isBatchFirst ? [batch, sequence, directions, hidden] : [sequence, directions, batch, hidden];
  const last = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
  return [result(type, all), result(type, last), result(type, last)];
}

export const RECURRENT: Operators = {
  RNN: { infer: recurrent },
  GRU: { infer: recurrent },
  LSTM: { infer: recurrent },
};
