// The files of the checkout that are committed or will be: what git ignores is not among them.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Paths below a folder, sorted, with slashes.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function committedFiles(root = ROOT) {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { status, stdout, stderr, error } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed in ${root}: ${error?.message ?? stderr}`);
  // What is deleted and not committed yet is still listed.
  const paths = stdout.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
  return [...new Set(paths)].sort();
}
