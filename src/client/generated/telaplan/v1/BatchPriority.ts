// Original file: proto/telaplan/v1/batch.proto

/**
 * Whose turn it is in the queue.
 */
export const BatchPriority = {
  /**
   * As BATCH_PRIORITY_BATCH.
   */
  BATCH_PRIORITY_UNSPECIFIED: 'BATCH_PRIORITY_UNSPECIFIED',
  /**
   * After all that is interactive.
   */
  BATCH_PRIORITY_BATCH: 'BATCH_PRIORITY_BATCH',
  /**
   * Before all others: somebody sits and waits.
   */
  BATCH_PRIORITY_INTERACTIVE: 'BATCH_PRIORITY_INTERACTIVE',
} as const;

/**
 * Whose turn it is in the queue.
 */
export type BatchPriority =
  /**
   * As BATCH_PRIORITY_BATCH.
   */
  | 'BATCH_PRIORITY_UNSPECIFIED'
  | 0
  /**
   * After all that is interactive.
   */
  | 'BATCH_PRIORITY_BATCH'
  | 1
  /**
   * Before all others: somebody sits and waits.
   */
  | 'BATCH_PRIORITY_INTERACTIVE'
  | 2

/**
 * Whose turn it is in the queue.
 */
export type BatchPriority__Output = typeof BatchPriority[keyof typeof BatchPriority]
