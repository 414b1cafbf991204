import { parentPort, workerData } from "node:worker_threads";
import { planSync } from "../../constrained/index.js";
import type { PlanResult } from "../../planner/index.js";
import { loadPolicyOrRules } from "../../policy/index.js";
import { InputError } from "../../problem/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { answerOf } from "../job/answer.js";
import { readTask, type Task } from "../job/job.js";
import type { Ask, ThreadData, Told } from "./messages.js";

// A thread that plans one job after the other. Whoever wants it to stop ends it: it has no turn in which to hear of it.

const { version } = workerData as ThreadData;
const policies = new Map<string, SearchPolicy>();

parentPort!.on("message", ({ id, text }: Ask) => tell(work(id, text)));
tell({ kind: "ready" });

function tell(told: Told): void {
  parentPort!.postMessage(told);
}

function work(id: string, text: string): Told {
  try {
    const result = planned(readTask(id, text, version));
    // The planner has had it replayed by the simulator.
    if (result.offsets !== null && result.verification?.ok !== true) throw new Error("a plan was not simulated");
    return { kind: "answer", text: JSON.stringify(answerOf(result)), status: result.status };
  } catch (error) {
    const fault = error instanceof InputError ? "" : "internal error: ";
    return { kind: "refused", reason: fault + (error instanceof Error ? error.message : String(error)) };
  }
}

function planned({ options, problem }: Task): PlanResult {
  const { minimize, timeLimitMs, stepLimit, seed, policy } = options;
  return planSync(problem, {
    minimize,
    seed,
    policy: policyNamed(policy),
    ...(timeLimitMs !== null && { timeLimitMs }),
    ...(stepLimit !== null && { stepLimit }),
  });
}

function policyNamed(name: string): SearchPolicy {
  let policy = policies.get(name);
  if (policy === undefined) {
    policy = loadPolicyOrRules(name, () => {});
    policies.set(name, policy);
  }
  return policy;
}
