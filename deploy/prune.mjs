// Leaves in node_modules what the image needs: telaplan's packages, those of its service, with --otlp=on
// OpenTelemetry's SDK, and with --fleet=on what a queue and a shared cache need. package-lock.json says what needs
// what, so that nothing is asked of a registry.
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SERVER_PACKAGES } from "../dist/cli/service-packages.js";

/**
 * The folders of packages that the service runs with, as in node_modules/pino.
 *
 * @param {Record<string, any>} packages of package-lock.json
 * @param {{ otlp: boolean, fleet: boolean }} parts
 * @returns {Set<string>}
 */
export function neededPackages(packages, { otlp, fleet }) {
  const { dependencies, peerDependencies } = packages[""];
  const sdk = Object.keys(peerDependencies).filter((name) => name.startsWith("@opentelemetry/"));
  const names = [
    ...Object.keys(dependencies),
    ...SERVER_PACKAGES,
    ...(otlp ? sdk : []),
    ...(fleet ? ["bullmq", "ioredis", "pg"] : []),
  ];
  const needed = new Set();
  const waiting = names.map((name) => ({ name, from: "" }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = folderOf(packages, next.name, next.from);
    if (folder === null || needed.has(folder)) continue;
    needed.add(folder);
    const {
      dependencies: own = {},
      optionalDependencies: optional = {},
      peerDependencies: peers = {},
    } = packages[folder];
    for (const name of Object.keys({ ...own, ...optional, ...peers })) waiting.push({ name, from: folder });
  }
  return needed;
}

/**
 * Where Node finds a package: in the folder that asks, or the nearest around it. Null for an optional one that is not
 * there.
 *
 * @param {Record<string, any>} packages
 * @param {string} name
 * @param {string} from
 * @returns {string | null}
 */
function folderOf(packages, name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const folder = `${at}${at === "" ? "" : "/"}node_modules/${name}`;
    if (folder in packages) return folder;
    if (at === "") return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const needed = neededPackages(packages, {
    otlp: process.argv.includes("--otlp=on"),
    fleet: process.argv.includes("--fleet=on"),
  });
  for (const folder of Object.keys(packages)) {
    const isKept = [...needed].some((path) => path === folder || path.startsWith(`${folder}/`));
    if (folder !== "" && !isKept) rmSync(folder, { recursive: true, force: true });
  }
}
