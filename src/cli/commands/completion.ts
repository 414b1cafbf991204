import type { Command, Option } from "commander";
import { UsageError } from "../errors.js";

/** Shells that have a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A command with what may stand behind it. */
interface Described {
  /** As in "policy show"; empty for telaplan itself. */
  readonly path: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
}

interface DescribedOption {
  /** As in -o and --output. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** The commands of a program, itself first. What is hidden is left out. */
export function described(program: Command): Described[] {
  const found: Described[] = [];
  const visit = (command: Command, path: string): void => {
    const visible = command.createHelp().visibleCommands(command);
    found.push({
      path,
      summary: command.summary() || command.description(),
      options: command.createHelp().visibleOptions(command).map(describedOption),
      commands: visible.map((each) => ({ name: each.name(), summary: each.summary() || each.description() })),
    });
    for (const each of command.commands) if (visible.includes(each)) visit(each, `${path} ${each.name()}`.trim());
  };
  visit(program, "");
  return found;
}

function describedOption({ short, long, description, required, optional, argChoices }: Option): DescribedOption {
  const flags = [short, long].filter((flag) => flag != null);
  return { flags, description, takesValue: required || optional, choices: argChoices ?? [] };
}

/**
 * The script that makes a shell complete commands, options and files, made from the commands themselves.
 *
 * @throws UsageError for a shell that has none
 */
export function completion(shell: string, program: Command): string {
  const commands = described(program);
  if (shell === "bash") return bash(commands);
  if (shell === "zsh") return `#compdef telaplan\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
  if (shell === "fish") return fish(commands);
  throw new UsageError(`completion: must be ${SHELLS.join(", ")}, got ${JSON.stringify(shell)}`);
}

/** Words that may follow a command: those of its options that begin with a dash only where one was typed. */
function bash(commands: readonly Described[]): string {
  const quoted = (words: readonly string[]): string => words.join(" ");
  const cases = commands.map(({ path, options, commands: below }) => {
    const flags = quoted(options.flatMap((option) => option.flags));
    return `    "${path}") commands="${quoted(below.map(({ name }) => name))}"; options="${flags}" ;;`;
  });
  const values = commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, takesValue, choices }) =>
      takesValue ? flags.map((flag) => `    "${path} ${flag}") values="${quoted(choices)}"; isValue=1 ;;`) : [],
    ),
  );
  return `# Completion of telaplan; made by: telaplan completion bash
_telaplan() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="" next="" commands="" options="" values="" isValue="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${path:+$path }\${COMP_WORDS[i]}"
    case "$next" in
      ${commands.flatMap(({ path }) => (path === "" ? [] : [`"${path}"`])).join("|")}) path="$next" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  case "$path $before" in
${values.join("\n")}
  esac
  if [ -n "$isValue" ] && [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$word"))
  elif [ -n "$isValue" ]; then COMPREPLY=($(compgen -f -- "$word"))
  elif [ "\${word#-}" != "$word" ]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [ -n "$commands" ]; then COMPREPLY=($(compgen -W "$commands" -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -o bashdefault -F _telaplan telaplan
`;
}

function fish(commands: readonly Described[]): string {
  const quote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const lines = commands.flatMap(({ path, options, commands: below }) => {
    const words = path === "" ? [] : path.split(" ");
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const none =
      below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.map(({ name }) => name).join(" ")}`];
    const only = `-n ${quote([...seen, ...none].join("; and ") || "true")}`;
    return [
      ...below.map(({ name, summary }) => `complete -c telaplan ${only} -f -a ${name} -d ${quote(summary)}`),
      ...options.map(({ flags, description, takesValue, choices }) => {
        const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        const value = !takesValue ? "" : choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : " -r";
        return `complete -c telaplan ${only} ${names.join(" ")}${value} -d ${quote(description)}`;
      }),
    ];
  });
  return `# Completion of telaplan; made by: telaplan completion fish\n${lines.join("\n")}\n`;
}
