/**
 * The tables of a store, in a schema of its own. Times are milliseconds since the epoch.
 *
 * `items.done` is the place of an answer in the order of its batch: it is counted in the batch's row, which is locked
 * meanwhile, so that no number is seen before a lower one.
 */
export const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS telaplan;
CREATE TABLE IF NOT EXISTS telaplan.batches (
  id text PRIMARY KEY,
  version text NOT NULL,
  options text NOT NULL,
  created bigint NOT NULL,
  expires bigint NOT NULL,
  total bigint,
  cancelled boolean NOT NULL DEFAULT false,
  submitted bigint NOT NULL DEFAULT 0,
  answered bigint NOT NULL DEFAULT 0,
  counts jsonb NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS telaplan.jobs (
  id text PRIMARY KEY,
  task text NOT NULL,
  expires bigint NOT NULL,
  answer text,
  status text,
  queued boolean NOT NULL DEFAULT false,
  deaths integer NOT NULL DEFAULT 0,
  worker text,
  alone boolean,
  aside_reason text,
  aside_at bigint
);
CREATE INDEX IF NOT EXISTS jobs_asides ON telaplan.jobs (aside_at) WHERE aside_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS telaplan.items (
  batch text NOT NULL REFERENCES telaplan.batches ON DELETE CASCADE,
  place bigint NOT NULL,
  job text,
  rest text NOT NULL,
  done bigint,
  released boolean NOT NULL DEFAULT false,
  PRIMARY KEY (batch, place)
);
CREATE INDEX IF NOT EXISTS items_job ON telaplan.items (job) WHERE done IS NULL AND NOT released;
CREATE INDEX IF NOT EXISTS items_owner ON telaplan.items (job);
CREATE UNIQUE INDEX IF NOT EXISTS items_done ON telaplan.items (batch, done) WHERE done IS NOT NULL;
CREATE TABLE IF NOT EXISTS telaplan.workers (
  name text PRIMARY KEY,
  until bigint NOT NULL,
  info text NOT NULL
);
`;
