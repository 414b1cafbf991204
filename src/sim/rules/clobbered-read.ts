import { idOf, type ProblemColumns } from "../../problem/index.js";
import type { Replay } from "../replay.js";
import { Found, type PlanRule, quote, range, type ViolationBase } from "./rule.js";

/**
 * `buffer`, read whole at the end of its lifetime, did not hold what was written to it. At most one for each buffer; it
 * is the consequence of an overlap, which is reported beside it.
 */
export interface ClobberedReadViolation extends ViolationBase {
  readonly kind: "clobbered-read";
  /** The lowest run of clobbered bytes that one buffer wrote. */
  readonly from: number;
  readonly to: number;
  /** Id of the buffer that last wrote [from, to), and when it did. */
  readonly writer: string;
  readonly writerIndex: number;
  readonly writtenAt: number;
  /** Time of the read. */
  readonly time: number;
  /** All clobbered bytes of the buffer, whoever wrote them. */
  readonly clobberedBytes: number;
}

export interface Reads {
  readonly problem: ProblemColumns;
  readonly replay: Pick<Replay, "clobberedReads">;
}

export const clobberedReadRule: PlanRule<ClobberedReadViolation, Reads> = {
  kind: "clobbered-read",
  // What a read saw is known only while the memory is as it was then: the replay has looked.
  check({ problem, replay }, limit) {
    const found = new Found<ClobberedReadViolation>(limit);
    found.count = replay.clobberedReads.count;
    for (const read of replay.clobberedReads.first) {
      const { bufferIndex, time, clobberedBytes, from, to, writerIndex, writtenAt } = read;
      const buffer = idOf(problem, bufferIndex);
      const size = problem.size[bufferIndex]!;
      const writer = idOf(problem, writerIndex);
      const message =
        `buffer ${quote(buffer)}: ${clobberedBytes} of its ${size} bytes are clobbered when it is read at time ` +
        `${time}; buffer ${quote(writer)} wrote ${range(from, to)} at time ${writtenAt}`;
      found.tell({
        kind: "clobbered-read",
        buffer,
        bufferIndex,
        from,
        to,
        writer,
        writerIndex,
        writtenAt,
        time,
        clobberedBytes,
        message,
      });
    }
    return found;
  },
};
