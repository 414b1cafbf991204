import { basename, extname } from "node:path";
import { capacityFromFileName, withCapacity } from "../formats/index.js";

/**
 * What is to be said where a CSV file is written whose content cannot hold the capacity, and whose name does not;
 * null where nothing is lost.
 */
export function lostCapacity(target: string, capacity: number | undefined): string | null {
  if (capacity === undefined || extname(target).toLowerCase() === ".json") return null;
  if (carries(target, capacity)) return null;
  const extension = extname(target);
  const better = withCapacity(basename(target, extension), capacity, extension.slice(1) || "csv");
  return `${target}: the capacity of ${capacity} is lost, as CSV has it only in the file's name (${better})`;
}

function carries(target: string, capacity: number): boolean {
  try {
    return capacityFromFileName(target) === capacity;
  } catch {
    return false;
  }
}
