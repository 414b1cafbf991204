import { loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { PROTO_FILE, PROTO_FOLDER } from "../proto/index.js";

let stub: ServiceClientConstructor | undefined;

/** The stub's class, made once from the .proto that is part of this package. */
export function stubClass(): ServiceClientConstructor {
  if (stub !== undefined) return stub;
  const definition = loadSync(PROTO_FILE, {
    includeDirs: [PROTO_FOLDER],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as {
    telaplan: { v1: { PlannerService: ServiceClientConstructor } };
  };
  stub = loaded.telaplan.v1.PlannerService;
  return stub;
}
