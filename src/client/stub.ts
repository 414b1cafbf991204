import { loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { BATCH_FILE, PROTO_FILE, PROTO_FOLDER } from "../proto/index.js";

/** The stubs' classes, one a service. */
interface Stubs {
  readonly PlannerService: ServiceClientConstructor;
  readonly BatchService: ServiceClientConstructor;
}

let stubs: Stubs | undefined;

/** The stubs' classes, made once from the .proto files that are part of this package. */
export function stubClasses(): Stubs {
  if (stubs !== undefined) return stubs;
  const definition = loadSync([PROTO_FILE, BATCH_FILE], {
    includeDirs: [PROTO_FOLDER],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as { telaplan: { v1: Stubs } };
  stubs = loaded.telaplan.v1;
  return stubs;
}
