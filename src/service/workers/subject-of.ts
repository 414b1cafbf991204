import { isConstrainedRequest, type PlanTask } from "../wire/task.js";
import { ConstrainedSubject } from "./constrained-subject.js";
import { PlainSubject } from "./plain-subject.js";
import type { Subject } from "./subject.js";

/** What a task is about. Only a problem with constraints goes the way of those. */
export function subjectOf({ problem, quick }: PlanTask): Subject {
  return isConstrainedRequest(problem) ? new ConstrainedSubject(problem, quick) : new PlainSubject(problem);
}
