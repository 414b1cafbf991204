import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor/index.js";
import { describe, expect, it } from "vitest";
import { prepare } from "../cli/run.js";

// docs/service.md says how the API may change. test/service/api/v1.binpb is the API as clients of v1 know it, made by
// `npm run api:publish`; what is in it may never change again.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PUBLISHED = join(ROOT, "test/service/api/v1.binpb");
const BUF = join(ROOT, "node_modules/@bufbuild/buf/bin/buf");
const PROTO = "telaplan/v1/planner.proto";
const at = prepare();

/** All that clients rely on, a line each: numbers, types and kinds of fields, values of enums, methods. */
function promises(root: protobuf.Root): string[] {
  const lines: string[] = [];
  const visit = (space: protobuf.NamespaceBase): void => {
    for (const one of space.nestedArray) {
      if (one instanceof protobuf.Enum)
        for (const [name, number] of Object.entries(one.values)) lines.push(`${one.fullName} ${number} ${name}`);
      if (one instanceof protobuf.Type)
        for (const field of one.fieldsArray) {
          const { id, name, type, repeated, partOf } = field.resolve();
          const kind = repeated ? "repeated" : (partOf?.name ?? "single");
          lines.push(`${one.fullName} ${id} ${name} ${type.replace(/^\..*\./, "")} ${kind}`);
        }
      if (one instanceof protobuf.Service)
        for (const { name, requestType, responseType, requestStream, responseStream } of one.methodsArray)
          lines.push(`${one.fullName} ${name} ${[requestType, requestStream, responseType, responseStream]}`);
      if (one instanceof protobuf.Namespace) visit(one);
    }
  };
  visit(root.lookup("telaplan") as protobuf.Namespace);
  return lines.map((line) => line.replace(/\.telaplan\.v1\./g, ""));
}

/** A set of descriptors, as buf writes it. */
function rootOf(path: string): protobuf.Root {
  const set = descriptor.FileDescriptorSet.decode(readFileSync(path));
  return (protobuf.Root as unknown as { fromDescriptor(set: unknown): protobuf.Root }).fromDescriptor(set);
}

/** Promises of one API that another does not keep. */
function broken(published: protobuf.Root, now: protobuf.Root): string[] {
  const kept = new Set(promises(now));
  return promises(published).filter((line) => !kept.has(line));
}

/** A copy of the .proto with one change, and its descriptors; null where buf cannot be run. */
function changed(name: string, from: string | RegExp, to: string): { folder: string; set: string | null } {
  const folder = join(at.folder, name);
  for (const part of ["proto", "buf.yaml"]) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const path = join(folder, "proto", PROTO);
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
  const set = join(folder, "set.binpb");
  const { status } = spawnSync(process.execPath, [BUF, "build", "--exclude-source-info", "-o", set], { cwd: folder });
  return { folder, set: status === 0 ? set : null };
}

const hasBuf = spawnSync(process.execPath, [BUF, "--version"]).status === 0;
const breaking = (folder: string): number | null =>
  spawnSync(process.execPath, [BUF, "breaking", "--against", PUBLISHED], { cwd: folder }).status;

describe("the API", () => {
  it("keeps every promise that clients of v1 have: fields, numbers, types, values and methods", () => {
    const published = rootOf(PUBLISHED);
    expect(promises(published).length).toBeGreaterThan(400);
    expect(broken(published, rootOf(join(ROOT, "proto/telaplan.binpb")))).toEqual([]);
    if (hasBuf) expect(breaking(ROOT)).toBe(0);
  });

  it.each([
    ["renumbered", /int32 max_sessions = 14;/, "int32 max_sessions = 99;"],
    ["retyped", /int32 max_sessions = 14;/, "int64 max_sessions = 14;"],
    ["renamed", /int32 max_sessions = 14;/, "int32 most_sessions = 14;"],
    ["multiplied", /int32 max_sessions = 14;/, "repeated int32 max_sessions = 14;"],
    ["revalued", /PLAN_STATUS_FEASIBLE = 2;/, "PLAN_STATUS_FEASIBLE = 12;"],
    ["streamed", /rpc Verify\(VerifyRequest\)/, "rpc Verify(stream VerifyRequest)"],
  ])("that is %s is found out, by buf where it can be had and by this test", (name, from, to) => {
    const { folder, set } = changed(name, from, to);
    if (!hasBuf || set === null) {
      // Without buf there are no descriptors of the change: the published ones against none at all.
      expect(
        broken(rootOf(PUBLISHED), protobuf.Root.fromJSON({ nested: { telaplan: { nested: {} } } })).length,
      ).toBeGreaterThan(400);
      return;
    }
    expect(broken(rootOf(PUBLISHED), rootOf(set))).not.toEqual([]);
    expect(breaking(folder)).not.toBe(0);
  });

  it("may have new fields, values and methods", () => {
    const more = "int32 max_sessions = 14;\n  // New.\n  int32 something_new = 1000;";
    const { folder, set } = changed("grown", /int32 max_sessions = 14;/, more);
    if (set === null) return expect(hasBuf).toBe(false);
    expect(broken(rootOf(PUBLISHED), rootOf(set))).toEqual([]);
    expect(breaking(folder)).toBe(0);
  });
});
