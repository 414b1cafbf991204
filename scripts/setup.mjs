#!/usr/bin/env node
// Makes a checkout ready: installs the locked packages when they are missing or out of date, and compiles `src` when it
// is newer than `dist`. Every other script calls it first, so that a fresh clone needs nothing but Node and npm.
//   node scripts/setup.mjs            install and build
//   node scripts/setup.mjs --quiet    the same as none, silent unless something fails
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const quiet = process.argv.includes("--quiet");

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`telaplan needs Node 20 or newer, this is ${process.version}`);

ensure(
  "node_modules/.telaplan-lock",
  "node_modules/.package-lock.json",
  // The lockfile has the dependencies of package.json too; what else stands there changes no package.
  hashOf(["package-lock.json"]),
  "Installing packages",
  () => run("npm", ["ci", "--no-audit", "--no-fund"]),
);
const sources = filesUnder("src").sort();
ensure(
  "node_modules/.telaplan-build",
  "dist/index.js",
  hashOf(["tsconfig.json", "tsconfig.build.json", "scripts/browser.mjs", "scripts/cli.mjs", ...sources]),
  "Compiling",
  () => {
    // Nothing of a source that is gone may stay behind.
    rmSync(join(root, "dist"), { recursive: true, force: true });
    run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
    for (const name of ["browser", "cli"]) run(process.execPath, [`scripts/${name}.mjs`]);
    // `npm link` makes the commands executable once; what is compiled anew has to stay so.
    for (const name of ["main", "minimalloc"]) chmodSync(join(root, `dist/cli/${name}.js`), 0o755);
  },
);

ensure(
  "node_modules/.telaplan-page",
  "dist/page/report.html",
  hashOf([
    "scripts/page.mjs",
    "policy/learned.json",
    "examples/model.1024.csv",
    ...sources,
    ...filesUnder("page").sort(),
  ]),
  "Building the page",
  () => run(process.execPath, ["scripts/page.mjs"]),
);

/**
 * Runs `action` unless its product is there and the stamp file carries `wanted`; writes the stamp after success.
 *
 * @param {string} stampFile
 * @param {string} product
 * @param {string} wanted
 * @param {string} title
 * @param {() => void} action
 */
function ensure(stampFile, product, wanted, title, action) {
  const stamp = join(root, stampFile);
  if (existsSync(join(root, product)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (!quiet) console.error(`${title} …`);
  action();
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const onWindows = process.platform === "win32" && command === "npm";
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    shell: onWindows,
  });
  if (result.status !== 0) fail(`${command} ${args.join(" ")} failed\n${result.stdout ?? ""}${result.stderr ?? ""}`);
}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    for (const part of [file, "\0", readFileSync(join(root, file)), "\0"]) hash.update(part);
  }
  return hash.digest("hex");
}

/** @param {string} folder */
function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length));
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(2);
}
