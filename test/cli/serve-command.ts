import { Command } from "commander";
import { vi } from "vitest";
import { NO_PROBLEM_LOG, type ServeSettings } from "../../src/cli/commands/serve-flag.js";
import { addServeFlags } from "../../src/cli/commands/serve-options.js";
import { serveSettings } from "../../src/cli/commands/serve-settings.js";
import { defaultSettings } from "../../src/service/index.js";

export const SERVE_DEFAULTS: ServeSettings = {
  ...defaultSettings(),
  ...NO_PROBLEM_LOG,
  logLevel: "info",
  json: false,
  untilEof: false,
};

/** What `telaplan serve` is set to by a command line and by variables. */
export function settled(args: readonly string[], variables: Readonly<Record<string, string>> = {}): ServeSettings {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    return serveSettings(addServeFlags(new Command()).parse(args, { from: "user" }), SERVE_DEFAULTS);
  } finally {
    vi.unstubAllEnvs();
  }
}
