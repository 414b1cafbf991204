/**
 * Who asks, on two levels: what the server knows the caller by (token, certificate, address), and the connection.
 * Shares are cut between those of one level: a caller with many connections has one caller's share, and his connections
 * have equal parts of it.
 */
export interface Party {
  readonly caller: string;
  readonly connection: string;
}
