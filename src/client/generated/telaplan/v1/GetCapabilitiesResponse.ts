// Original file: proto/telaplan/v1/planner.proto

import type { Constraint as _telaplan_v1_Constraint, Constraint__Output as _telaplan_v1_Constraint__Output } from '../../telaplan/v1/Constraint.js';
import type { Objective as _telaplan_v1_Objective, Objective__Output as _telaplan_v1_Objective__Output } from '../../telaplan/v1/Objective.js';
import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What this server is, understands and takes.
 */
export interface GetCapabilitiesResponse {
  /**
   * Version of telaplan.
   */
  'version'?: (string);
  /**
   * What problems may ask for.
   */
  'constraints'?: (_telaplan_v1_Constraint)[];
  /**
   * Objectives that are understood.
   */
  'objectives'?: (_telaplan_v1_Objective)[];
  /**
   * Names for PlanRequest.policy; the first is the default.
   */
  'policies'?: (string)[];
  /**
   * Bytes of one request.
   */
  'maxMessageBytes'?: (number | string | Long);
  /**
   * Buffers of one problem.
   */
  'maxBuffers'?: (number | string | Long);
  /**
   * Greatest time_limit_ms.
   */
  'maxTimeLimitMs'?: (number | string | Long);
  /**
   * What is used where a request gives none.
   */
  'defaultTimeLimitMs'?: (number | string | Long);
  /**
   * Searches that run at one time.
   */
  'workers'?: (number);
  /**
   * Requests that may be waiting or running at one time; above it, RESOURCE_EXHAUSTED.
   */
  'maxInFlight'?: (number);
  /**
   * Requests of one PlanMany stream that may be unanswered at one time; beyond it the server reads on when it has
   * answered some.
   */
  'planManyWindow'?: (number);
  /**
   * What Problem.minimize and limits may name.
   */
  'terms'?: (_telaplan_v1_Term)[];
  /**
   * Entries that all lists of a problem's constraints may have together, and pairs of buffers that they may stand for.
   */
  'maxConstraints'?: (number | string | Long);
  /**
   * Sessions (PlanSession) that may be open at one time. 0: this server keeps none.
   */
  'maxSessions'?: (number);
  /**
   * Milliseconds that a session may wait for its next message, or for its answer to be taken, before the server ends
   * it.
   */
  'sessionIdleMs'?: (number | string | Long);
  /**
   * Greatest proof_bytes. 0: this server makes no proofs.
   */
  'maxProofBytes'?: (number | string | Long);
}

/**
 * What this server is, understands and takes.
 */
export interface GetCapabilitiesResponse__Output {
  /**
   * Version of telaplan.
   */
  'version': (string);
  /**
   * What problems may ask for.
   */
  'constraints': (_telaplan_v1_Constraint__Output)[];
  /**
   * Objectives that are understood.
   */
  'objectives': (_telaplan_v1_Objective__Output)[];
  /**
   * Names for PlanRequest.policy; the first is the default.
   */
  'policies': (string)[];
  /**
   * Bytes of one request.
   */
  'maxMessageBytes': (number);
  /**
   * Buffers of one problem.
   */
  'maxBuffers': (number);
  /**
   * Greatest time_limit_ms.
   */
  'maxTimeLimitMs': (number);
  /**
   * What is used where a request gives none.
   */
  'defaultTimeLimitMs': (number);
  /**
   * Searches that run at one time.
   */
  'workers': (number);
  /**
   * Requests that may be waiting or running at one time; above it, RESOURCE_EXHAUSTED.
   */
  'maxInFlight': (number);
  /**
   * Requests of one PlanMany stream that may be unanswered at one time; beyond it the server reads on when it has
   * answered some.
   */
  'planManyWindow': (number);
  /**
   * What Problem.minimize and limits may name.
   */
  'terms': (_telaplan_v1_Term__Output)[];
  /**
   * Entries that all lists of a problem's constraints may have together, and pairs of buffers that they may stand for.
   */
  'maxConstraints': (number);
  /**
   * Sessions (PlanSession) that may be open at one time. 0: this server keeps none.
   */
  'maxSessions': (number);
  /**
   * Milliseconds that a session may wait for its next message, or for its answer to be taken, before the server ends
   * it.
   */
  'sessionIdleMs': (number);
  /**
   * Greatest proof_bytes. 0: this server makes no proofs.
   */
  'maxProofBytes': (number);
}
