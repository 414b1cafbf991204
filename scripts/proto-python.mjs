#!/usr/bin/env node
// Writes the stubs of the Python client from proto/: messages, their types, and the service. It needs protoc and
// grpc_python_plugin (Debian's protobuf-compiler 3.21 and protobuf-compiler-grpc 1.51): what these write runs with
// every later protobuf and grpcio too, and what later ones write does not run with these.
//   node scripts/proto-python.mjs               clients/python/src/telaplan/{v1,rpc}
//   node scripts/proto-python.mjs <folder>      elsewhere; a test compares the two
//
// Two things are changed in what protoc writes. The modules are those of the package: google/rpc becomes telaplan.rpc.
// And descriptors go to a pool of their own, so that no other package's google.rpc, and nobody's own stubs of
// planner.proto, of whatever version, can be in their way.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.argv[2] ?? join(root, "clients/python/src/telaplan");

/** The files, and where in the package their modules go. */
const FILES = [
  { proto: "telaplan/v1/planner", module: "v1/planner", service: "PlannerService" },
  { proto: "telaplan/v1/batch", module: "v1/batch", service: "BatchService" },
  { proto: "telaplan/v1/environment", module: "v1/environment", service: "EnvironmentService" },
  { proto: "google/rpc/status", module: "rpc/status", service: null },
  { proto: "google/rpc/error_details", module: "rpc/error_details", service: null },
];

/** @param {string} text */
function inPackage(text) {
  return text
    .replaceAll("from google.rpc import", "from telaplan.rpc import")
    .replace(/^from google\.protobuf import descriptor_pool as _descriptor_pool$/m, "from telaplan._pool import POOL")
    .replaceAll("_descriptor_pool.Default()", "POOL");
}

/**
 * The types of a service's stub, which grpc_python_plugin does not write.
 *
 * @param {string} proto the text of its file
 * @param {string} service its name
 * @param {string} module the name of its messages' module, without _pb2
 */
function stubTypes(proto, service, module) {
  const methods = [...proto.matchAll(/^ {2}rpc (\w+)\((stream )?(\w+)\) returns \((stream )?(\w+)\);/gm)];
  const lines = methods.map(([, name, many, request, stream, response]) => {
    const kind = `${many ? "Stream" : "Unary"}${stream ? "Stream" : "Unary"}`;
    return `    ${name}: _${kind}[_pb2.${request}, _pb2.${response}]`;
  });
  /** @param {string} kind @param {string} request @param {string} result @param {string} more */
  const protocol = (kind, request, result, more) => `class _${kind}(Protocol[_Request, _Response]):
    def __call__(
        self,
        request: ${request},
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> ${result}: ...
${more}`;
  const withCall = `    def with_call(
        self,
        request: _Request,
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> Tuple[_Response, Any]: ...
`;
  return `# Written by scripts/proto-python.mjs. DO NOT EDIT!
from typing import Any, Iterator, Optional, Protocol, Sequence, Tuple, TypeVar, Union

from telaplan.v1 import ${module}_pb2 as _pb2

_Request = TypeVar("_Request", contravariant=True)
_Response = TypeVar("_Response", covariant=True)

class _Call(Iterator[_Response], Protocol[_Response]):
    def cancel(self) -> bool: ...
    def trailing_metadata(self) -> Any: ...

${protocol("UnaryUnary", "_Request", "_Response", withCall)}
${protocol("UnaryStream", "_Request", "_Call[_Response]", "")}
${protocol("StreamUnary", "Iterator[_Request]", "_Response", "")}
${protocol("StreamStream", "Iterator[_Request]", "_Call[_Response]", "")}
class ${service}Stub:
    def __init__(self, channel: Any) -> None: ...
${lines.join("\n")}
`;
}

const folder = mkdtempSync(join(tmpdir(), "telaplan-stubs-"));
const plugin = process.env.GRPC_PYTHON_PLUGIN ?? "grpc_python_plugin";
const found = spawnSync("sh", ["-c", 'command -v "$1"', "sh", plugin], { encoding: "utf8" }).stdout.trim();
const made = spawnSync(
  "protoc",
  [
    "-Iproto",
    `--plugin=protoc-gen-grpc_python=${found}`,
    `--python_out=${folder}`,
    `--pyi_out=${folder}`,
    `--grpc_python_out=${folder}`,
    ...FILES.map(({ proto }) => `${proto}.proto`),
  ],
  { cwd: root, stdio: "inherit" },
);
if (made.error !== undefined) console.error(`protoc: ${made.error.message}; Debian has it in protobuf-compiler`);
if (made.status === 0) {
  for (const { proto, module, service } of FILES) {
    mkdirSync(dirname(join(target, module)), { recursive: true });
    const endings = service !== null ? ["_pb2.py", "_pb2.pyi", "_pb2_grpc.py"] : ["_pb2.py", "_pb2.pyi"];
    for (const ending of endings) {
      writeFileSync(join(target, module + ending), inPackage(readFileSync(join(folder, proto + ending), "utf8")));
    }
    const text = readFileSync(join(root, "proto", `${proto}.proto`), "utf8");
    const types = `${module}_pb2_grpc.pyi`;
    if (service !== null) writeFileSync(join(target, types), stubTypes(text, service, module.slice("v1/".length)));
  }
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = made.status ?? 1;
