import { type Command, Option } from "commander";
import { bytes, oneOf } from "./options.js";

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
  if (plans) command.option("--ignore-offsets", "pass over the offsets in the file: they are no constraints");
  return command;
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
