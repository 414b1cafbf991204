/**
 * `npm run release:check`: what has to hold before a release. Packs the package and asks publint and
 * are-the-types-wrong about it, then looks at sizes and at the version. Ends with 1 where anything is wrong.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The most that each may have: bytes of the tarball, of what it unpacks to, and of what a page loads, packed. */
const MOST = { tarball: 4_000_000, unpacked: 16_000_000, browser: 60_000 };

const folder = mkdtempSync(join(tmpdir(), "telaplan-release-"));
/** @type {string[]} */
const faults = [];
try {
  const listing = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [{ filename, unpackedSize }] = JSON.parse(listing.slice(listing.indexOf("[\n")));
  const tarball = join(folder, filename);
  run("node_modules/.bin/publint", ["run", tarball, "--strict"]);
  // What is required in CommonJS is the ES module itself, which Node 20.19 and 22.12 load: docs/api.md tells it.
  // The resolution of TypeScript 4 knows no exports at all. A .proto has no types.
  const passed = ["--ignore-rules", "cjs-resolves-to-esm", "--profile", "node16"];
  run("node_modules/.bin/attw", [tarball, ...passed, "--exclude-entrypoints", "planner.proto", "--no-emoji"]);
  atMost("tarball", statSync(tarball).size);
  atMost("unpacked", unpackedSize);
  atMost("browser", gzipSync(firstLoaded("telaplan.js"), { level: 9 }).length);
  const { version } = JSON.parse(read("package.json"));
  if (!new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\]`, "m").test(read("CHANGELOG.md"))) {
    faults.push(`CHANGELOG.md has no section [${version}], which package.json names`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "ready for a release" : `${faults.length} things to mend before a release`);
process.exitCode = faults.length === 0 ? 0 : 1;

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string} what it printed
 */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) faults.push(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/**
 * @param {keyof typeof MOST} what
 * @param {number} bytes
 */
function atMost(what, bytes) {
  console.log(`${what}: ${bytes} bytes, at most ${MOST[what]}`);
  if (bytes > MOST[what]) faults.push(`${what} has ${bytes} bytes, ${MOST[what]} at most`);
}

/**
 * A bundled module of dist/browser with those that it imports at once.
 *
 * @param {string} name
 * @param {Set<string>} seen
 * @returns {string}
 */
function firstLoaded(name, seen = new Set()) {
  if (seen.has(name)) return "";
  seen.add(name);
  const text = read(`dist/browser/${name}`);
  const imported = [...text.matchAll(/from\s*"\.\/([^"]+)"/g)].map(([, next]) => firstLoaded(String(next), seen));
  return text + imported.join("\n");
}

/** @param {string} name */
function read(name) {
  return readFileSync(join(root, name), "utf8");
}
