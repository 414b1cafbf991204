// Original file: proto/telaplan/v1/planner.proto

import type { Problem as _telaplan_v1_Problem, Problem__Output as _telaplan_v1_Problem__Output } from '../../telaplan/v1/Problem.js';
import type { Objective as _telaplan_v1_Objective, Objective__Output as _telaplan_v1_Objective__Output } from '../../telaplan/v1/Objective.js';
import type { Limits as _telaplan_v1_Limits, Limits__Output as _telaplan_v1_Limits__Output } from '../../telaplan/v1/Limits.js';
import type { ReportOptions as _telaplan_v1_ReportOptions, ReportOptions__Output as _telaplan_v1_ReportOptions__Output } from '../../telaplan/v1/ReportOptions.js';
import type { Priority as _telaplan_v1_Priority, Priority__Output as _telaplan_v1_Priority__Output } from '../../telaplan/v1/Priority.js';
import type { Long } from '@grpc/proto-loader';

/**
 * One problem and how it is to be planned.
 */
export interface PlanRequest {
  /**
   * Required.
   */
  'problem'?: (_telaplan_v1_Problem | null);
  /**
   * Fit or minimise.
   */
  'objective'?: (_telaplan_v1_Objective);
  /**
   * Absent: the server's default time limit and no limit on steps.
   */
  'limits'?: (_telaplan_v1_Limits | null);
  /**
   * Breaks ties in the search; at least 0. The same problem, seed and step limit give the same answer on every machine,
   * unless a time limit or deadline came first.
   */
  'seed'?: (number | string | Long);
  /**
   * Name of the policy that guides the search, one of the capabilities' `policies`. Empty: the first of them.
   */
  'policy'?: (string);
  /**
   * Absent: offsets and no timeline.
   */
  'report'?: (_telaplan_v1_ReportOptions | null);
  /**
   * Where TERM_MOVED is minimised, and only hints and the peak matter: end with what the heuristics near the hints have
   * found, beyond some thirty buffers, and look for no proof. Absent: so only where `minimize` does not name the term.
   */
  'quick'?: (boolean);
  /**
   * Whose turn it is among the searches of one caller that wait. But for PRIORITY_BATCH it has no effect on those of
   * other callers; it has none on the answer, and in a session, whose plans do not wait.
   */
  'priority'?: (_telaplan_v1_Priority);
}

/**
 * One problem and how it is to be planned.
 */
export interface PlanRequest__Output {
  /**
   * Required.
   */
  'problem': (_telaplan_v1_Problem__Output | null);
  /**
   * Fit or minimise.
   */
  'objective': (_telaplan_v1_Objective__Output);
  /**
   * Absent: the server's default time limit and no limit on steps.
   */
  'limits': (_telaplan_v1_Limits__Output | null);
  /**
   * Breaks ties in the search; at least 0. The same problem, seed and step limit give the same answer on every machine,
   * unless a time limit or deadline came first.
   */
  'seed': (number);
  /**
   * Name of the policy that guides the search, one of the capabilities' `policies`. Empty: the first of them.
   */
  'policy': (string);
  /**
   * Absent: offsets and no timeline.
   */
  'report': (_telaplan_v1_ReportOptions__Output | null);
  /**
   * Where TERM_MOVED is minimised, and only hints and the peak matter: end with what the heuristics near the hints have
   * found, beyond some thirty buffers, and look for no proof. Absent: so only where `minimize` does not name the term.
   */
  'quick': (boolean);
  /**
   * Whose turn it is among the searches of one caller that wait. But for PRIORITY_BATCH it has no effect on those of
   * other callers; it has none on the answer, and in a session, whose plans do not wait.
   */
  'priority': (_telaplan_v1_Priority__Output);
}
