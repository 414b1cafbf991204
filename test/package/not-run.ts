import { spawnSync } from "node:child_process";

/**
 * The commands of the documents that no test runs, and why. Everything else is run as it is printed; a command that is
 * neither here nor possible fails its test.
 */
export const NOT_RUN: readonly { readonly command: RegExp; readonly why: string }[] = [
  {
    command: /^npm run (bench|regress|laws|optima|versus|train|mutation)\b|^node bench\//,
    why: "takes from a minute to half an hour",
  },
  { command: /^(git clone|npm install) /, why: "needs the network" },
  { command: /^(mkdir -p|cp -r) \.\.\//, why: "writes outside of the checkout" },
  { command: /^npm run page\b|^telaplan view /, why: "test/page tries the page and its server" },
  { command: /^npm pack\b/, why: "takes long; test/package/pack.test.ts packs and installs the package" },
  { command: /^XLA_FLAGS=/, why: "needs JAX" },
  { command: /^import torch/, why: "needs PyTorch and a GPU" },
  { command: /^(iree-compile|mlir-opt|vela) /, why: "needs that compiler" },
  { command: /^UPDATE_DOCS=1 /, why: "runs this test" },
  {
    command: /^telaplan policy (train|eval --from) /,
    why: "takes minutes, and TensorFlow.js has to be added; test/cli/policy.test.ts trains",
  },
  { command: /^import environment/, why: "needs a server with --environment; test/service/environment.test.ts plays" },
  {
    command: /^telaplan (batch \w+ (?!--ordered examples)|worker )|^export TELAPLAN_QUEUE/,
    why: "needs a queue; test/fleet and test/cli/batch.test.ts have one",
  },
];

/** What some commands and blocks need of the machine. Where it is missing they are not run, and the test says so. */
export const NEEDS: readonly { readonly command: RegExp; readonly what: string; readonly isThere: () => boolean }[] = [
  { command: /\bprotoc\b/, what: "protobuf-compiler", isThere: () => works("protoc", "--version") },
  {
    command: /grpc_python_plugin/,
    what: "protobuf-compiler-grpc",
    isThere: () => works("sh", "-c", "command -v grpc_python_plugin"),
  },
  { command: /\bpython3 /, what: "python3-grpcio", isThere: () => pythonWithGrpc() !== undefined },
  {
    command: /^import numpy/,
    what: "python3-numpy",
    isThere: () => works(pythonWithGrpc() ?? "python3", "-c", "import numpy"),
  },
  {
    command: /\bg\+\+ |grpc_cpp_plugin|planner_client localhost/,
    what: "g++, pkg-config, libgrpc++-dev and protobuf-compiler-grpc",
    isThere: () => works("sh", "-c", "command -v g++ grpc_cpp_plugin && pkg-config --exists grpc++ protobuf"),
  },
  {
    command: /\bbuf /,
    what: "a buf for this platform",
    isThere: () => works("npx", "--no-install", "buf", "--version"),
  },
];

/** Why a command is not run; null where it is. */
export function reasonNotToRun(command: string): string | null {
  const listed = NOT_RUN.find((entry) => entry.command.test(command));
  if (listed !== undefined) return listed.why;
  const missing = NEEDS.find((need) => need.command.test(command) && !need.isThere());
  return missing === undefined ? null : `${missing.what} is not installed`;
}

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** The Python that has gRPC: the system's may, where another one comes first. One that has NumPy too is preferred. */
export function pythonWithGrpc(): string | undefined {
  const having = (modules: string): string | undefined =>
    ["python3", "/usr/bin/python3"].find((python) => works(python, "-c", `import ${modules}`));
  return having("grpc, google.protobuf, numpy") ?? having("grpc, google.protobuf");
}
