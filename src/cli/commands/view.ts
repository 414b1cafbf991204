import { spawn } from "node:child_process";
import { basename } from "node:path";
import { complain } from "../complain.js";
import { Unavailable, UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { displayName, readBytes, STDIN } from "../input/files.js";
import { type PageServer, type ServedFile, servePage } from "../output/page-server.js";
import { pageFiles } from "../page-files.js";
import { describeSystemError } from "../system-errors.js";
import { complainOfMissing } from "./each-file.js";

export interface ViewCommand {
  readonly port: number;
  /** Whether a browser is opened. */
  readonly open: boolean;
}

/**
 * Serves the page with the files on loopback, and opens the browser, until Ctrl-C.
 *
 * @throws UsageError where standard input is named more than once; Unavailable where the page was not built, or the
 * port cannot be had
 */
export async function view(files: readonly string[], { port, open }: ViewCommand): Promise<ExitCode> {
  if (files.filter((file) => file === STDIN).length > 1) throw new UsageError("standard input can be read once");
  const page = pageFiles();
  if (complainOfMissing(files).size > 0) return ExitCode.badInput;
  const server = await listen(page, await Promise.all(files.map(served)), port);
  process.stdout.write(`${server.url}\n`);
  complain(`the page is served to this machine alone, until Ctrl-C`);
  if (open) openBrowser(server.url);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await server.close();
  return ExitCode.ok;
}

async function served(file: string): Promise<ServedFile> {
  const name = basename(displayName(file));
  if (file !== STDIN) return { name, read: () => readBytes(file) };
  const content = await readBytes(file);
  return { name: "standard input", read: async () => content };
}

async function listen(
  page: ReadonlyMap<string, Uint8Array>,
  files: readonly ServedFile[],
  port: number,
): Promise<PageServer> {
  try {
    return await servePage(page, files, port);
  } catch (error) {
    throw new Unavailable(
      `--port: cannot listen on ${port}: ${describeSystemError(error) ?? (error as Error).message}`,
    );
  }
}

/** The user's browser; where there is none, the address is on standard output. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  const child = spawn(command!, args, { stdio: "ignore", detached: true });
  child.on("error", () => complain("no browser could be opened: the address is above"));
  child.unref();
}
