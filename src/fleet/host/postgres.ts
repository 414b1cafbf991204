import type { Fleet } from "../batch/fleet.js";
import type { ConnectOptions } from "./options.js";

export async function connectPostgres(_options: ConnectOptions): Promise<Fleet> {
  throw new Error("later");
}
