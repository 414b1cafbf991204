import { HealthImplementation } from "grpc-health-check";

type Status = Parameters<HealthImplementation["setStatus"]>[1];

/** grpc.health.v1, which can be asked from within too. */
export class Health extends HealthImplementation {
  readonly #statuses: Map<string, Status>;

  constructor(statuses: Readonly<Record<string, Status>>) {
    super({ ...statuses });
    this.#statuses = new Map(Object.entries(statuses));
  }

  override setStatus(service: string, status: Status): void {
    this.#statuses.set(service, status);
    super.setStatus(service, status);
  }

  /** Whether all that is served is ready for calls. */
  get isServing(): boolean {
    return [...this.#statuses.values()].every((status) => status === "SERVING");
  }
}
