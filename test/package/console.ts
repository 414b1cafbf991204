import { spawnSync } from "node:child_process";

/** A fenced block of a Markdown text. */
export interface Block {
  /** The first word after the fence; empty where there is none. */
  readonly language: string;
  readonly content: string;
  /** Where the content begins and ends in the text. */
  readonly begin: number;
  readonly end: number;
  /** The line of its fence, from 1. */
  readonly line: number;
}

/** All fenced blocks, those without a language as well. Throws where a fence is never closed. */
export function blocksOf(markdown: string): Block[] {
  const fence = /^( *)(`{3,}|~{3,})([^\n]*)\n(.*?)^\1\2 *$/gms;
  const blocks = [...markdown.matchAll(fence)].map((match) => {
    const [, indent, ticks, info, content] = match as unknown as [string, string, string, string, string];
    const begin = match.index + indent.length + ticks.length + info.length + 1;
    const line = markdown.slice(0, match.index).split("\n").length;
    return { language: info.trim().split(/\s/)[0]!, content, begin, end: begin + content.length, line };
  });
  const fences = markdown.match(/^ *(`{3,}|~{3,})/gm)?.length ?? 0;
  if (fences !== 2 * blocks.length) throw new Error(`${fences} fences make ${blocks.length} blocks: one is not closed`);
  return blocks;
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
      // A line that ends in a backslash goes on.
      const [command] = /^(?:.*\\\n)*.*/.exec(text)!;
      return { command, output: text.slice(command.length + 1) };
    });
}

/** The commands of an `sh` block, one for each line that is not continued. */
export function linesOf({ content }: Block): string[] {
  const commands = content.match(/^(?:.*\\\n)*.+$/gm) ?? [];
  return commands.filter((command) => !command.startsWith("#"));
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

/** The widest line of a document. */
export const COLUMNS = 120;

/**
 * Output as a document shows it: a line that is too wide goes on in the next, indented by four, after a space or a
 * comma.
 */
export function wrapped(output: string): string {
  return output.split("\n").map(wrappedLine).join("\n");
}

function wrappedLine(line: string): string {
  if ([...line].length <= COLUMNS) return line;
  const [head] = /^ *\S.{0,114}(?:,|(?= ))/u.exec(line) ?? [line];
  return head.length === line.length ? line : `${head}\n${wrappedLine(`    ${line.slice(head.length).trimStart()}`)}`;
}

/** The same output in one line again. */
export function unwrapped(shown: string): string {
  return shown.replace(/,\n {4}(?=")/g, ",").replace(/\n {4}(?=\S)/g, " ");
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
