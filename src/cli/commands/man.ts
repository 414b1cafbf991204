import type { Command } from "commander";
import { PROGRAM_HELP } from "./help.js";

/** A manual page in roff, made from the commands themselves. */
export function manPage(program: Command, version: string): string {
  const pieces: string[] = [
    `.TH TELAPLAN 1 "" "telaplan ${version}" "User Commands"`,
    ".SH NAME",
    "telaplan \\- plan memory for ML accelerators",
    ".SH SYNOPSIS",
    ".B telaplan",
    "\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]...",
    ".SH DESCRIPTION",
    roff(program.description()),
    ".SH COMMANDS",
  ];
  const visit = (command: Command, path: string): void => {
    const help = command.createHelp();
    for (const each of help.visibleCommands(command)) {
      if (!command.commands.includes(each)) continue;
      const name = `${path} ${each.name()}`;
      const usage = `${name} ${each.usage()}`;
      pieces.push(`.SS ${roff(usage)}`, roff(each.description()));
      for (const option of each.createHelp().visibleOptions(each)) {
        pieces.push(".TP", `\\fB${roff(option.flags)}\\fR`, roff(each.createHelp().optionDescription(option)));
      }
      visit(each, name);
    }
  };
  visit(program, "telaplan");
  pieces.push(
    ".SH EXAMPLES, FILES AND EXIT STATUS",
    "What follows is the end of the help; each command has its own.",
    ".nf",
    roff(PROGRAM_HELP.trim()),
    ".fi",
  );
  return `${pieces.join("\n")}\n`;
}

/** A text as roff takes it: nothing in it is a command. */
function roff(text: string): string {
  return text
    .replace(/\\/g, "\\e")
    .replace(/-/g, "\\-")
    .replace(/^([.'])/gm, "\\&$1");
}
