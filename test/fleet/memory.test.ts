import { describe } from "vitest";
import { MemoryQueue, MemoryStore } from "../../src/fleet/index.js";
import { queueContract, storeContract } from "./contract.js";

describe("a store in memory", () => {
  const store = new MemoryStore();
  storeContract(() => store);
});

describe("a queue in memory", () => {
  queueContract(() => new MemoryQueue());
});
