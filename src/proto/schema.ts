import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

/** The folder of the .proto files; it lies beside `src` and beside `dist`. */
export const PROTO_FOLDER = fileURLToPath(new URL("../../proto/", import.meta.url));

/** The files of the services, below `PROTO_FOLDER`. */
export const PROTO_FILE = "telaplan/v1/planner.proto";
export const BATCH_FILE = "telaplan/v1/batch.proto";
export const ENVIRONMENT_FILE = "telaplan/v1/environment.proto";

/** Full names of the services. */
export const SERVICE = "telaplan.v1.PlannerService";
export const BATCH_SERVICE = "telaplan.v1.BatchService";
export const ENVIRONMENT_SERVICE = "telaplan.v1.EnvironmentService";

let loaded: protobuf.Root | undefined;

/** The messages of telaplan/v1 and of google/rpc, parsed once. */
export function schema(): protobuf.Root {
  if (loaded !== undefined) return loaded;
  const root = new protobuf.Root();
  // Imports are named from the folder; what protobufjs brings along (google/protobuf/any.proto) it finds by itself.
  root.resolvePath = (_origin, target) => (target.startsWith(PROTO_FOLDER) ? target : PROTO_FOLDER + target);
  const files = [PROTO_FILE, BATCH_FILE, ENVIRONMENT_FILE, "google/rpc/error_details.proto"];
  root.loadSync(files, { keepCase: true });
  root.resolveAll();
  loaded = root;
  return root;
}

const types = new Map<string, protobuf.Type>();

/** A message type of `telaplan.v1`, or one with its full name. */
export function messageType(name: string): protobuf.Type {
  let type = types.get(name);
  if (type === undefined) {
    type = schema().lookupType(name.includes(".") ? name : `telaplan.v1.${name}`);
    types.set(name, type);
  }
  return type;
}

/**
 * Encodes a plain object whose fields are named as in the .proto; enums as numbers, repeated numbers in any kind of
 * array.
 */
export function encode(name: string, message: object): Uint8Array {
  return messageType(name).encode(message).finish();
}

/**
 * The files as a compiler sees them, each an encoded FileDescriptorProto. `npm run proto` makes them: those that
 * protobufjs derives have neither imports nor optional fields, and foreign clients refuse them.
 *
 * @param without names of files that are left out, because the server does not serve what is in them
 */
export function fileDescriptors(without: readonly string[] = []): Uint8Array[] {
  const reader = protobuf.Reader.create(readFileSync(`${PROTO_FOLDER}telaplan.binpb`));
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    reader.uint32();
    const file = reader.bytes();
    // The name of a file is its first field.
    if (!without.includes(textField(file, 1))) files.push(file);
  }
  return files;
}

/** A message of texts and of messages that are encoded already, each with the number of its field. */
export function wrapped(...fields: readonly (readonly [number, string | Uint8Array])[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [number, value] of fields) {
    writer.uint32(number * 8 + 2);
    if (typeof value === "string") writer.string(value);
    else writer.bytes(value);
  }
  return writer.finish();
}

/** The text in the field of this number, looked for in a message that may be broken; empty where none can be found. */
export function textField(bytes: Uint8Array, number: number): string {
  let found = "";
  try {
    const reader = protobuf.Reader.create(bytes);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag !== number * 8 + 2) {
        reader.skipType(tag & 7);
        continue;
      }
      const text = reader.bytes();
      if (isUtf8(text)) found = Buffer.from(text).toString("utf8");
    }
  } catch {
    // What was found before the break is the best that can be said.
  }
  return found;
}

/** A number of a message, the last where there are several, as text fields are found; undefined where it is absent. */
export function numberField(bytes: Uint8Array, number: number): number | undefined {
  let found: number | undefined;
  try {
    const reader = protobuf.Reader.create(bytes);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === number * 8) found = reader.int32();
      else reader.skipType(tag & 7);
    }
  } catch {
    // As above.
  }
  return found;
}

/** Decodes a message that a server sent to a plain object; what the schema does not know is left out. */
export function decode(name: string, bytes: Uint8Array): Record<string, unknown> {
  const type = messageType(name);
  return type.toObject(type.decode(bytes), { longs: Number, arrays: true });
}
