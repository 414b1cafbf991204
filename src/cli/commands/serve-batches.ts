import { wholeNumber } from "../input/options.js";
import type { ServeFlag } from "./serve-flag.js";
import { onOff, path, unseen } from "./serve-parsers.js";

/** Flags of the queue of batches. */
export const BATCH_FLAGS: readonly ServeFlag[] = [
  {
    name: "queue",
    key: "queue",
    value: "<url>",
    parse: unseen("--queue-password-file"),
    description: "queue of batches, as in redis://HOST:6379, rediss:// for TLS, or postgres://HOST/DATABASE",
  },
  {
    name: "queue-password-file",
    key: "queuePassword",
    value: "<file>",
    parse: path,
    description: "password for it",
  },
  {
    name: "queue-ca",
    key: "queueCa",
    value: "<file>",
    parse: path,
    description: "authorities of its certificate, PEM",
  },
  {
    name: "queue-insecure",
    key: "queueInsecure",
    parse: onOff,
    description: "allow a queue on another machine without TLS",
  },
  {
    name: "max-batches-per-caller",
    key: "maxBatchesPerCaller",
    value: "<n>",
    parse: (s) => wholeNumber(s, 1, 10_000),
    description: "batches of one caller that are not over",
  },
  {
    name: "max-batch-problems-per-caller",
    key: "maxBatchProblemsPerCaller",
    value: "<n>",
    parse: (s) => wholeNumber(s, 1, 1_000_000_000),
    description: "problems of one caller without an answer, above which his submissions wait",
  },
];
