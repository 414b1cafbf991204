// Leaves in node_modules what the image needs: packages of production, with --otlp=on OpenTelemetry's SDK, and with
// --fleet=on what a queue and a shared cache need.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const npm = (...args) => execFileSync("npm", args, { stdio: "inherit" });

npm("prune", "--omit=dev", "--omit=peer");
const isWanted = (name) =>
  (process.argv.includes("--otlp=on") && name.startsWith("@opentelemetry/")) ||
  (process.argv.includes("--fleet=on") && ["bullmq", "ioredis", "pg"].includes(name));
const wanted = Object.entries(peerDependencies).filter(([name]) => isWanted(name));
if (wanted.length > 0) {
  npm("install", "--no-save", "--omit=dev", ...wanted.map(([name, version]) => `${name}@${version}`));
}
