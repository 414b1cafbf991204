/**
 * ExecuTorch programs (`.pte`): the tensors of one method that ExecuTorch planned, with its own plan beside ours. The
 * alignment, which the file does not state, is 16. Several memories of a method become memories of the problem.
 */
import { BinaryView } from "../binary/view.js";
import type { FileContent } from "../content.js";
import { clip } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { countOf, type DumpRow, listOf, readingOf } from "../producer/dump.js";
import { UniqueNames } from "../unique-names.js";
import { type Lives, livesIn } from "./lifetimes.js";
import { IDENTIFIER, type Method, methodOf, methodsIn } from "./program.js";

/** What ExecuTorch's memory planning pass aligns to by default. */
const ALIGNMENT = 16;

export const executorchForm: FileForm = {
  name: "ExecuTorch program (.pte)",
  takes: ["module", "alignment"],
  sniff: ({ bytes }) => IDENTIFIER.every((byte, i) => bytes[4 + i] === byte),
  read: readProgram,
};

function readProgram(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const view = new BinaryView(file.bytes, file.fileName);
  const method = methodOf(chosen(view, options.module));
  const lives = livesIn(method);
  const memories = [...new Set(lives.tensors.map(({ tensor }) => tensor.memory))].sort((a, b) => a - b);
  const names = new UniqueNames();
  const ids = new Map(lives.tensors.map(({ id, value }) => [value, names.take(id)]));
  const rows = lives.tensors.map(
    ({ value, lower, upper, tensor }): DumpRow => ({
      id: ids.get(value)!,
      lower,
      upper,
      size: tensor.size,
      offset: tensor.offset,
      ...(memories.length > 1 && { memory: String(tensor.memory) }),
    }),
  );
  return readingOf(
    {
      rows,
      aliases: lives.aliases,
      planner: "ExecuTorch",
      peak: memories.reduce((sum, memory) => sum + Math.max(0, method.memorySizes[memory] ?? 0), 0),
      alignment: ALIGNMENT,
      ends: "exclusive",
      notes: notesOf(method, lives),
      errorAt: (row, _field, detail) =>
        view.errorAt(row === undefined ? method.at : lives.tensors[row]!.tensor.at, detail),
      timesNote: "times are the numbers of instructions, counted from 0",
    },
    options,
  );
}

/** The method that is meant. */
function chosen(view: BinaryView, wanted: string | undefined): ReturnType<typeof methodsIn>[number] {
  const methods = methodsIn(view);
  const there = listOf(methods.map(({ name }) => name));
  const [first] = methods;
  if (first === undefined) view.fail(0, "the program has no method");
  if (wanted === undefined) {
    if (methods.length === 1) return first;
    view.fail(first.table.at, `the program has several methods; --module names one: ${there}`);
  }
  const found = methods.find(({ name }) => name === wanted);
  if (found === undefined) view.fail(first.table.at, `no method is called ${clip(wanted)}: it has ${there}`);
  return found;
}

function notesOf(
  { unbounded, chainCount, inputs, values }: Method,
  { aliases, state, unused, empty }: Lives,
): string[] {
  const notes: string[] = [];
  if (aliases.length > 0)
    notes.push(
      `${countOf(aliases.length, "tensor is a view", "tensors are views")} that no instruction makes: parts of others`,
    );
  if (state.length > 0) notes.push(`taken as kept between runs, and live throughout: ${listOf(state)}`);
  if (unused.length > 0) notes.push(`named by no instruction, and live throughout: ${listOf(unused)}`);
  if (empty > 0) notes.push(`${countOf(empty, "tensor has", "tensors have")} no bytes: left out`);
  if (unbounded > 0)
    notes.push(
      `${countOf(unbounded, "tensor has", "tensors have")} an unbounded shape and no place: the runtime finds one`,
    );
  const given = inputs.filter((index) => values[index]!.tensor === null && values[index]!.isTensor).length;
  if (given > 0) notes.push(`${countOf(given, "input has", "inputs have")} no place: the caller gives the bytes`);
  if (chainCount > 1) notes.push(`the ${chainCount} chains of instructions are taken to run one after the other`);
  return notes;
}
