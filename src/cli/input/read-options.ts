import { type Command, Option } from "commander";
import { bytes, dimension, oneOf } from "./options.js";

/** Gives a command the options that say how files are read, but for the memory's. */
export function addReadOptions(command: Command, { plans = true } = {}): Command {
  command
    .addOption(
      new Option(
        "--ends <kind>",
        "lifetimes as exclusive [lower, upper), inclusive [lower, upper] or open (lower, upper)",
      ).argParser(oneOf("--ends", ["exclusive", "inclusive", "open"])),
    )
    .option(
      "--ignore <name>",
      "pass over the column or key of this name; may be repeated",
      (name, others: string[]) => [...(others ?? []), name],
    )
    .option("--strict", "refuse columns and keys that would be ignored");
  command.option("--pairs <file>", "a second file a,b,rule,value: what holds between pairs of buffers");
  addModelOptions(command);
  if (plans) command.option("--ignore-offsets", "pass over the offsets in the file: they are no constraints");
  return command;
}

/** What only readers of models and dumps take; for other files it is told as ignored. */
function addModelOptions(command: Command): void {
  command
    .option("--views", "one buffer for the input and the output of an operator that copies nothing (reshapes)")
    .option("--in-place", "operators that may write over an input do so")
    .option("--dim <name=size>", "size of a dimension that a model leaves open; may be repeated", dimension("--dim"))
    .option("--module <name>", "the module, graph or program that is meant, where a file has several")
    .option("--align <bytes>", "alignment of buffers whose own the file does not state", bytes("--align"))
    .option("--log <file>", "what TensorFlow Lite Micro printed of the same model: its scratch buffers");
}

/** Gives a command the options that say what memory is planned for. */
export function addMemoryOptions(command: Command): Command {
  return command
    .option(
      "-c, --capacity <bytes>",
      "size of the memory (1048576, 1MiB), over the one in the file or its name; none for no limit",
      bytes("--capacity", "none"),
    )
    .option(
      "--base <bytes>",
      "first address of the memory, over the one in the file; offsets count from 0",
      bytes("--base"),
    );
}
