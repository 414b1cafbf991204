/**
 * A header for C11 and C++17: each memory as an array of bytes with its size and alignment, the offset and size of each
 * buffer as macros, and a list of all as an X macro, from which a program makes whatever table it needs. It defines no
 * object unless one source file asks for the memory itself.
 */
import type { Document } from "../document.js";
import { type Arena, arenasOf, memoryCount } from "./arenas.js";
import { cFileComment, cString, cWords, modelWord } from "./c-names.js";
import type { Plan, Target } from "./target.js";

/** The greatest alignment that compilers give an object of ELF. */
const MOST_ALIGNED = 2 ** 28;

export const cHeaderTarget: Target = {
  name: "c-header",
  title: "a C header",
  extensions: [".h", ".hh", ".hpp"],
  summary: "a header for C and C++: the arena, and each buffer's offset by name",
  needsPlan: true,
  refusals: ({ problem }) => {
    const of = problem.buffers.find(({ alignment = 1 }) => powerIn(alignment) > MOST_ALIGNED);
    if (of === undefined) return [];
    return [
      `the alignment ${of.alignment} of buffer ${JSON.stringify(of.id)}: compilers align to ${MOST_ALIGNED} at most`,
    ];
  },
  losses: ({ problem }) => {
    const odd = problem.buffers.filter(({ alignment = 1 }) => powerIn(alignment) !== alignment);
    if (odd.length === 0) return [];
    const which = `the alignment ${odd[0]!.alignment} of buffer ${JSON.stringify(odd[0]!.id)}`;
    return [`${which} is no power of two, and holds from the arena's begin alone`];
  },
  write: (document, plan) => headerOf(document, plan!),
};

function headerOf(document: Document, plan: Plan): string {
  const { problem, fileName } = document;
  const model = modelWord(fileName);
  const arenas = arenasOf(problem, plan);
  const words = cWords(
    problem.buffers.map(({ id }) => id),
    "BUFFER",
  );
  const several = memoryCount(problem) > 1;
  const ends = several
    ? cWords(
        arenas.map(({ id }) => id!),
        "MEMORY",
      ).map((word) => `_${word}`)
    : [""];
  const count = problem.buffers.length;
  const guard = `TELAPLAN_${model}_ARENA_H`;
  const head = [
    `/* ${cFileComment(fileName)}: ${count} ${count === 1 ? "buffer" : "buffers"}, planned by telaplan.`,
    `   One source file defines ${model}_DEFINE_ARENA before it includes this: the memory itself is there. */`,
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "#include <stdint.h>",
    "#ifndef __cplusplus",
    "#include <stdalign.h>",
    "#endif",
    "",
    "#ifdef __cplusplus",
    'extern "C" {',
    "#endif",
    "",
  ];
  const body = arenas.flatMap((arena, i) => arenaLines(model, ends[i]!, arena, document, plan, words));
  const tail = ["#ifdef __cplusplus", "}", "#endif", "", `#endif /* ${guard} */`];
  return `${[...head, ...body, ...tail].join("\n")}\n`;
}

function arenaLines(
  model: string,
  end: string,
  { base, peak, alignment: greatest, buffers }: Arena,
  { problem }: Document,
  { offsets }: Plan,
  words: readonly string[],
): string[] {
  let alignment = 1;
  for (const b of buffers) alignment = Math.max(alignment, powerIn(problem.buffers[b]!.alignment ?? 1));
  alignment = Math.max(alignment, Math.min(powerIn(greatest), MOST_ALIGNED));
  // Offsets are aligned as addresses are: the array begins where an address of that alignment is.
  const lead = base % alignment;
  const begin = base - lead;
  const array = `${model.toLowerCase()}_arena${end.toLowerCase()}`;
  const declared = `alignas(${model}_ARENA_ALIGNMENT${end}) %uint8_t ${array}[${model}_ARENA_SIZE${end}];`;
  return [
    ...(begin === 0 ? [] : [`/* Byte 0 of the array stands for the address ${begin} of the plan. */`]),
    `#define ${model}_ARENA_SIZE${end} ${Math.max(1, peak + lead)}`,
    `#define ${model}_ARENA_ALIGNMENT${end} ${alignment}`,
    declared.replace("%", "extern "),
    `#ifdef ${model}_DEFINE_ARENA`,
    declared.replace("%", ""),
    "#endif",
    "",
    ...buffers.flatMap((b) => [
      `#define ${model}_OFFSET_${words[b]} ${offsets[b]! - begin}`,
      `#define ${model}_SIZE_${words[b]} ${problem.buffers[b]!.size}`,
    ]),
    "",
    "/* X(name, text, offset, size) for each buffer. */",
    [
      `#define ${model}_BUFFERS${end}(X)`,
      ...buffers.map((b) => {
        const { id, size } = problem.buffers[b]!;
        return `  X(${words[b]}, ${cString(id)}, ${offsets[b]! - begin}, ${size})`;
      }),
    ].join(" \\\n"),
    "",
  ];
}

/** The greatest power of two that divides `value`, which is above 0. */
function powerIn(value: number): number {
  let power = 1;
  while (value % (2 * power) === 0) power *= 2;
  return power;
}
