import { Tuple, type Value } from "./pickle-writer.js";

type Dict = { readonly [key: string]: Value };

/** An event as PyTorch 2.6 writes it. */
export function event(action: string, addr: number | bigint, size: number, more: Dict = {}): Dict {
  const rest = { compile_context: "N/A", user_metadata: "", time_us: 1_700_000_000_000_123 };
  return { action, [action === "oom" ? "device_free" : "addr"]: addr, size, stream: 0, ...rest, ...more };
}

export function frame(filename: string, line: number, name: string): Dict {
  return { name, filename, line };
}

export function segment(address: number | bigint, total_size: number, blocks: readonly Dict[], more: Dict = {}): Dict {
  const sizes = { total_size, allocated_size: 0, active_size: 0, requested_size: 0 };
  const rest = { stream: 0, segment_type: "large", segment_pool_id: new Tuple([0, 0]), is_expandable: false };
  return { device: 0, address, ...sizes, ...rest, frames: [], ...more, blocks };
}

export function block(address: number | bigint, size: number, state: string, more: Dict = {}): Dict {
  return { address, size, requested_size: size, state, frames: [], ...more };
}

export function snapshot(traces: readonly (readonly Dict[])[], segments: readonly Dict[] = [], more: Dict = {}): Value {
  return { segments, device_traces: traces, allocator_settings: {}, external_annotations: [], ...more };
}

const A = 0x7f00_0000_0000;
const own = [
  frame("/opt/conda/lib/python3.11/site-packages/torch/nn/modules/linear.py", 125, "forward"),
  frame("/home/u/train/model.py", 45, "forward"),
  frame("/home/u/train/train.py", 9, "<module>"),
];

/** The example of `replay.ts`: a, b, c and d, with what is reserved for them. */
export const EXAMPLE: Value = snapshot(
  [
    [
      event("segment_alloc", A, 8192),
      event("alloc", A + 512, 1000, { frames: own }),
      event("free_requested", A, 400),
      event("free_completed", A, 400),
      event("alloc", A + 2048, 3000, { frames: own.slice(1) }),
      event("free_requested", A + 512, 1000),
      event("free_completed", A + 512, 1000),
      event("snapshot", 0, 0),
    ],
  ],
  [
    segment(A, 8192, [
      block(A, 2048, "inactive"),
      block(A + 2048, 3072, "active_allocated", { requested_size: 3000 }),
      block(A + 5120, 3072, "inactive"),
    ]),
    segment(A + 65_536, 2048, [block(A + 65_536, 2048, "active_allocated", { requested_size: 2000, frames: own })]),
  ],
);
