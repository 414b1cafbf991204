/**
 * The `BufferPlan` of TensorFlow Lite Micro's `NonPersistentMemoryPlannerShim`, as C++: a count, then an offset for
 * each request of memory, in the order in which the runtime makes them; the tensors of all subgraphs, then the scratch
 * buffers. The ids in TFLM's log of allocations are those of the requests. Layout and meaning:
 * tensorflow/lite/micro/memory_planner/memory_plan_struct.h.
 */
import { InputError } from "../../problem/index.js";
import type { Document } from "../document.js";
import { memoryCount } from "./arenas.js";
import { cComment, cFileComment, modelWord } from "./c-names.js";
import type { Plan, Target } from "./target.js";

/** Offsets are 32 bits wide, with a sign. */
const MOST = 2 ** 31 - 1;

export const tflmBufferPlanTarget: Target = {
  name: "tflm-buffer-plan",
  title: "a BufferPlan",
  extensions: [".cc", ".cpp", ".cxx"],
  summary: "C++ for TensorFlow Lite Micro: the BufferPlan of its planner shim",
  needsPlan: true,
  refusals: ({ problem }) => {
    const several = memoryCount(problem);
    return several > 1 ? [`${several} memories: a BufferPlan is for one arena`] : [];
  },
  losses: ({ source }) => {
    if (source.requests !== undefined) return [];
    return ["the buffers are taken to be the runtime's requests, in its order, as its log numbers them"];
  },
  write: (document, plan) => planText(document, plan!),
};

function planText({ problem, fileName, source }: Document, { offsets }: Plan): string {
  const { buffers, base: stated = 0, memories = [] } = problem;
  const base = memories[0]?.base ?? stated;
  const name = modelWord(fileName).toLowerCase();
  const requests = source.requests ?? buffers.map((_, b) => b);
  let [size, alignment] = [0, 1];
  for (const [b, buffer] of buffers.entries()) {
    size = Math.max(size, offsets[b]! - base + buffer.size);
    alignment = Math.max(alignment, buffer.alignment ?? memories[0]?.alignment ?? 1);
  }
  const entries = requests.map((b, request) => {
    const offset = offsets[b]! - base;
    const { id } = buffers[b]!;
    if (offset > MOST) throw new InputError(`buffer ${JSON.stringify(id)}: offset ${offset} has no room in 32 bits`);
    return `        {${offset}},  // ${request}: ${cComment(id)}`;
  });
  const count = requests.length;
  const head = `${cFileComment(fileName)}: ${count} requests of memory, planned by telaplan`;
  return `// ${head}: ${size} bytes, aligned to ${alignment}.
#include <cstdint>

#include "tensorflow/lite/micro/memory_planner/memory_plan_struct.h"

namespace {

// A tflite::BufferPlan with all its entries: that type says one, and is read on behind it.
struct Plan {
  int32_t buffer_count;
  tflite::BufferDescriptor entries[${Math.max(1, count)}];
};
static_assert(sizeof(Plan) == tflite::SizeOfBufferPlan(${count}), "the layout of tflite::BufferPlan has changed");

constexpr Plan kPlan = {
    ${count},
    {
${count === 0 ? "        {0}," : entries.join("\n")}
    }};

}  // namespace

// For tflite::NonPersistentMemoryPlannerShim.
extern const tflite::BufferPlan* const ${name}_buffer_plan;
const tflite::BufferPlan* const ${name}_buffer_plan = reinterpret_cast<const tflite::BufferPlan*>(&kPlan);
`;
}
