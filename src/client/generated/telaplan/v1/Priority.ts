// Original file: proto/telaplan/v1/planner.proto

/**
 * How soon a search is to have its turn, among those of the same caller. A caller is who has the same token, client
 * certificate or address, over one connection.
 */
export const Priority = {
  /**
   * As PRIORITY_NORMAL.
   */
  PRIORITY_UNSPECIFIED: 'PRIORITY_UNSPECIFIED',
  /**
   * After all others: what nobody waits for.
   */
  PRIORITY_LOW: 'PRIORITY_LOW',
  /**
   * In the order in which requests came.
   */
  PRIORITY_NORMAL: 'PRIORITY_NORMAL',
  /**
   * Before all others: somebody sits and waits.
   */
  PRIORITY_HIGH: 'PRIORITY_HIGH',
  /**
   * After all others of all callers, whatever their priority: part of a batch.
   */
  PRIORITY_BATCH: 'PRIORITY_BATCH',
} as const;

/**
 * How soon a search is to have its turn, among those of the same caller. A caller is who has the same token, client
 * certificate or address, over one connection.
 */
export type Priority =
  /**
   * As PRIORITY_NORMAL.
   */
  | 'PRIORITY_UNSPECIFIED'
  | 0
  /**
   * After all others: what nobody waits for.
   */
  | 'PRIORITY_LOW'
  | 1
  /**
   * In the order in which requests came.
   */
  | 'PRIORITY_NORMAL'
  | 2
  /**
   * Before all others: somebody sits and waits.
   */
  | 'PRIORITY_HIGH'
  | 3
  /**
   * After all others of all callers, whatever their priority: part of a batch.
   */
  | 'PRIORITY_BATCH'
  | 4

/**
 * How soon a search is to have its turn, among those of the same caller. A caller is who has the same token, client
 * certificate or address, over one connection.
 */
export type Priority__Output = typeof Priority[keyof typeof Priority]
