import { createHash, createHmac } from "node:crypto";
import type { SearchPolicy } from "../../search/index.js";
import type { PlanTask } from "../wire/task.js";

/**
 * Names of answers in a store: equal for tasks whose answers are equal on every server that has the same version and
 * the same secret. A policy counts by what it says, as two servers may have different ones of one name.
 */
export class AnswerNames {
  readonly #version: string;
  /** Tells secrets apart, and shows nothing of them. */
  readonly #secretMark: string;
  #policies = new Map<string, string>();

  constructor(version: string, secret: Buffer | null, policies: readonly SearchPolicy[]) {
    this.#version = version;
    this.#secretMark = secret === null ? "" : createHmac("sha256", secret).update("mark").digest("hex");
    this.change(policies);
  }

  /** Policies were read again. */
  change(policies: readonly SearchPolicy[]): void {
    this.#policies = new Map(policies.map((policy) => [policy.name, digest(JSON.stringify(policy))]));
  }

  /** As in telaplan:answer:0.1.0:9f86d08…; null for a policy that is not known. */
  of({ key, policy }: Pick<PlanTask, "key" | "policy">): string | null {
    const content = this.#policies.get(policy);
    if (content === undefined) return null;
    return `telaplan:answer:${this.#version}:${digest(`${this.#secretMark} ${content} ${key}`)}`;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
