import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { telaplan } from "../cli/run.js";

/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly content: string;
  /** Where the content begins and ends in the text. */
  readonly begin: number;
  readonly end: number;
}

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const begin = match.index + 3 + match[1]!.length + 1;
    return { language: match[1]!, content: match[2]!, begin, end: begin + match[2]!.length };
  });
}

/** A command of a console block and what the block says that it prints. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The commands of a `console` block: lines that begin with `$ `, each with the lines up to the next. */
export function commandsOf({ content }: Block): Shown[] {
  return content
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const end = text.indexOf("\n");
      return { command: text.slice(0, end), output: text.slice(end + 1) };
    });
}

/**
 * A shell that knows three words, in a folder of its own: `telaplan`; `cat`, which makes the file as shown where there
 * is none; and `echo $?`. Returns what the command printed, errors after results.
 */
export class Shell {
  #code: number | null = 0;

  constructor(private readonly folder: string) {}

  run({ command, output }: Shown): string {
    if (command === "echo $?") return `${this.#code}\n`;
    const [word, ...args] = command.split(" ");
    if (word === "cat" && args.length === 1) {
      const path = join(this.folder, args[0]!);
      if (!existsSync(path)) writeFileSync(path, output);
      return readFileSync(path, "utf8");
    }
    if (word !== "telaplan") throw new Error(`the README shows a command that nothing runs: ${command}`);
    const { code, stdout, stderr } = telaplan(args, { cwd: this.folder });
    this.#code = code;
    return stdout + stderr;
  }
}

/**
 * Output without what differs from run to run (times) and from version to version of the search (its counters): the
 * last two columns of a table, and the same fields of a JSON line. What is left is what an example is about.
 */
export function stable(output: string): string {
  return output
    .replace(/ +[\d,]+ +[\d.]+ (ms|s)$/gm, "")
    .replace(/ +steps +time$/gm, "")
    .replace(/[\d.]+ (ms|s)$/gm, "…")
    .replace(/"(steps|backtracks|restarts|solveMs)":[\d.]+/g, '"$1":…');
}

/** Runs a program to its end; throws with all that it printed where it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
