import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** What a reader's checkout does not have, or what nothing that is shown looks at. */
const LEFT_OUT = new Set(["node_modules", "coverage", "out", "build", ".git", "test"]);

/**
 * A copy of the checkout as it is after `npm run setup`, in a folder of its own. Its packages are linked in one by one.
 */
export function checkoutOf(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-reader-"));
  cpSync(root, folder, { recursive: true, filter: (source) => !LEFT_OUT.has(relative(root, source)) });
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    const [from, to] = [join(root, "node_modules", name), join(folder, "node_modules", name)];
    if (name.startsWith(".telaplan-") || name === ".package-lock.json") copyFileSync(from, to);
    else if (!name.startsWith(".") || name === ".bin") symlinkSync(from, to, "junction");
  }
  mkdirSync(join(folder, ".prefix/bin"), { recursive: true });
  return folder;
}

/** Puts the package's commands where `npm link` would, for documents that take them for granted. */
export function linkCommand(folder: string): void {
  for (const [name, file] of [
    ["telaplan", "main"],
    ["minimalloc", "minimalloc"],
  ]) {
    const script = `#!/bin/sh\nexec "${process.execPath}" "${join(folder, `dist/cli/${file}.js`)}" "$@"\n`;
    writeFileSync(join(folder, `.prefix/bin/${name}`), script, { mode: 0o755 });
  }
}

/** The environment of a reader's shell: no settings of whoever runs the tests, and no network for npm. */
export function environmentOf(folder: string, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const mine = /^(npm_|VITEST|TELAPLAN_|(NODE_ENV|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|CI|TEST)$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !mine.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [join(folder, ".prefix/bin"), process.env.PATH].join(":"),
    npm_config_prefix: join(folder, ".prefix"),
    npm_config_offline: "true",
    ...more,
  };
}
