/** Targets that say the problem, and are read again: CSV, JSON, and the file as it was read, with offsets put in. */
import { format, formatBytes, formatPieces } from "../document.js";
import { serialize, unsaidInCsv } from "../serialize.js";
import type { Target } from "./target.js";

export const csvTarget: Target = {
  name: "csv",
  title: "CSV",
  extensions: [".csv"],
  summary: "CSV as MiniMalloc and telaplan read it, written anew",
  needsPlan: false,
  refusals: ({ problem }) => unsaidInCsv(problem),
  write: ({ problem }, plan) => serialize(problem, "csv", plan?.offsets, plan?.memories ?? null),
};

/** The richest form: it says all of any problem. */
export const jsonTarget: Target = {
  name: "json",
  title: "JSON",
  extensions: [".json"],
  summary: "JSON as telaplan reads it, written anew: all of any problem",
  needsPlan: false,
  refusals: () => [],
  write: ({ problem }, plan) => serialize(problem, "json", plan?.offsets, plan?.memories ?? null),
};

/** What `-o` writes where nothing asks for more. */
export const sameTarget: Target = {
  name: "same",
  title: "the form of the file",
  extensions: [],
  summary: "the file as it was read, with its offsets (the default)",
  needsPlan: true,
  refusals: ({ form, source, problem: { base = 0 } }) => {
    if (form.write === undefined && form.writeBytes === undefined) return ["a file of this form holds no plan"];
    // Runtimes add the offsets of a model to where its arena is.
    if (form.writeBytes !== undefined && base !== 0)
      return [`its offsets count from the begin of the memory, which is to begin at ${base}: plan it without a base`];
    const reason = form.unwritable?.(source) ?? null;
    return reason === null ? [] : [reason];
  },
  write: (document, plan) => {
    const { offsets, memories } = plan!;
    return document.form.writeBytes === undefined
      ? format(document, offsets, memories)
      : formatBytes(document, offsets, memories);
  },
  pieces: (document, plan) => formatPieces(document, plan!.offsets, plan!.memories),
};
