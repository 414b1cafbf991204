#!/usr/bin/env node
// Writes what is made from proto/telaplan/v1: the client's types, and the descriptors that reflection
// sends (with buf).
//   node scripts/proto.mjs                     src/client/generated and proto/telaplan.binpb
//   node scripts/proto.mjs <folder> <file>     elsewhere; a test compares the two
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "src/client/generated");
const descriptors = process.argv[3] ?? join(root, "proto/telaplan.binpb");
const loader = createRequire(import.meta.url).resolve("@grpc/proto-loader/package.json");
const options = ["--longs=Number", "--enums=String", "--defaults", "--oneofs", "--includeComments"];
const files = [
  "--grpcLib=@grpc/grpc-js",
  "--targetFileExtension=.ts",
  "--importFileExtension=.js",
  "--includeDirs=proto",
];
rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(dirname(loader), "build/bin/proto-loader-gen-types.js"),
    ...options,
    ...files,
    `--outDir=${folder}`,
    "telaplan/v1/planner.proto",
    "telaplan/v1/batch.proto",
  ],
  { cwd: root, stdio: "inherit" },
);
// The indices describe what `loadPackageDefinition` returns; the client names the services that there are.
for (const name of ["planner.ts", "batch.ts"]) rmSync(join(folder, name), { force: true });
const built = spawnSync(
  process.execPath,
  [join(root, "node_modules/@bufbuild/buf/bin/buf"), "build", "proto", "--exclude-source-info", "-o", descriptors],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = status || built.status || 0;
