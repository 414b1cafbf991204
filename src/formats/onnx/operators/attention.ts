/** Attention and what stands around it, ONNX's own and onnxruntime's fused ones. */
import type { Call } from "../call.js";
import { NotStatic, type Result, result } from "../known.js";
import { FLOAT, INT32 } from "../types.js";
import { alike, each, like, type Operators } from "./operator.js";

/** ONNX's own: [batch, heads, sequence, features], or [batch, sequence, heads × features]. */
function attention(call: Call): Result[] {
  const [q, k, v] = [0, 1, 2].map((i) => call.ranked(i, 3).shape);
  const { type } = call.input(0);
  const isFlat = q!.length === 3;
  const qHeads = isFlat ? call.integer("q_num_heads", 1) : q![1]!;
  const heads = isFlat ? call.integer("kv_num_heads", 1) : k![1]!;
  const width = (shape: readonly number[]): number => (isFlat ? shape[2]! / heads : shape[3]!);
  const past = call.optional(4)?.shape[2] ?? 0;
  const batch = q![0]!;
  const total = past + k!.at(-2)!;
  const out = isFlat ? [batch, q![1]!, qHeads * width(v!)] : [batch, qHeads, q![2]!, v![3]!];
  return [
    result(type, out),
    result(call.input(1).type, [batch, heads, total, width(k!)]),
    result(call.input(2).type, [batch, heads, total, width(v!)]),
    result(type, [batch, qHeads, q!.at(-2)!, total]),
  ];
}

/** onnxruntime's: inputs [batch, sequence, features], weights for queries, keys and values side by side. */
function fusedAttention(call: Call): Result[] {
  const { shape: x, type } = call.ranked(0, 3);
  const sizes = call.integers("qkv_hidden_sizes");
  const hidden = sizes?.[2] ?? call.ranked(1, 2).shape[1]! / 3;
  const heads = call.integer("num_heads", 1);
  const past = call.optional(4)?.shape[3] ?? 0;
  const present = [2, x[0]!, heads, past + x[1]!, hidden / heads];
  return [result(type, [x[0]!, x[1]!, hidden]), result(type, present)];
}

/** Queries, keys and values apart, or packed in the first input as [batch, sequence, heads, 3, features]. */
function multiHeadAttention(call: Call): Result[] {
  const { shape: query, type } = call.ranked(0, 3);
  const heads = call.integer("num_heads", 1);
  const [batch, sequence] = query as [number, number];
  const key = call.optional(1)?.shape;
  const value = call.optional(2)?.shape;
  const isPacked = query.length === 5;
  const last = value ?? key ?? query;
  const isByHeads = value !== undefined && value.length === 4;
  const width = last.length === 3 ? last[2]! / heads : last.at(-1)!;
  const own = isPacked ? sequence : isByHeads ? value[2]! : (key?.[1] ?? sequence);
  const past = call.optional(6)?.shape[2] ?? 0;
  const present = (size: number): Result => result(type, [batch, heads, past + own, size]);
  const keyWidth = key?.length === 3 ? key[2]! / heads : (key?.at(-1) ?? width);
  return [result(type, [batch, sequence, heads * width]), present(keyWidth), present(width)];
}

/** Fewer heads for keys and values than for queries. How long the past may get is the content of an input. */
function groupQueryAttention(call: Call): Result[] {
  const { shape: query, type } = call.ranked(0, 3);
  const heads = call.integer("num_heads", 1);
  const pairs = call.integer("kv_num_heads", 1);
  const isPacked = call.optional(1) === null;
  const width = query[2]! / (isPacked ? heads + 2 * pairs : heads);
  const out = result(type, [query[0]!, query[1]!, heads * width]);
  if (call.outputCount < 2) return [out];
  const past = call.ranked(3, 3).shape[2]!;
  const total = call.input(6);
  if (!total.isFixed || total.content === null) {
    throw new NotStatic(`gives as many keys as ${call.nameOf(6)} says, which only a run tells`);
  }
  const present = result(type, [query[0]!, pairs, Math.max(past, total.content[0] ?? 0), width]);
  return [out, present, present];
}

/** Words, positions and segments as vectors, normalised; then which are masked, and the sums. */
function embedding(call: Call): Result[] {
  const { shape: ids } = call.ranked(0, 2);
  const { shape: words, type } = call.ranked(2, 2);
  const out = result(type, [...ids, words[1]!]);
  return [out, result(INT32, ids.slice(0, 1)), out];
}

/** The normalised sum, two measures of each row, and the sum. */
function skipNormalization(call: Call): Result[] {
  const { shape } = call.input(0);
  const rows = result(FLOAT, [...shape.slice(0, -1), 1]);
  return [alike(call, 0), rows, rows, alike(call, 0)];
}

export const ATTENTION: Operators = {
  Attention: { infer: attention },
  RotaryEmbedding: like(0),
};

export const FUSED_ATTENTION: Operators = {
  Attention: { infer: fusedAttention },
  MultiHeadAttention: { infer: multiHeadAttention },
  GroupQueryAttention: { infer: groupQueryAttention },
  RotaryEmbedding: like(0),
  EmbedLayerNormalization: { infer: embedding },
  ...each("SkipLayerNormalization SkipSimplifiedLayerNormalization", { infer: skipNormalization }),
};
