import type { Range } from "../../model/model.js";
import type { BodyProblem } from "../body-problem.js";
import type { Shut } from "./shut.js";

/** A piece of a body, and the piece of another that it touches no common bank with. */
export interface BankPartner {
  readonly own: Range;
  readonly body: number;
  readonly its: Range;
}

/** What pairs that touch no common bank shut to each other. */
export class OtherBanks {
  readonly #bank: number;
  readonly #partners = new Map<number, BankPartner[]>();

  constructor({ bank, otherBanks }: BodyProblem) {
    this.#bank = bank;
    const add = (body: number, partner: BankPartner): void => {
      const known = this.#partners.get(body);
      if (known === undefined) this.#partners.set(body, [partner]);
      else known.push(partner);
    };
    for (const [a, b] of otherBanks) {
      add(a.body, { own: a, body: b.body, its: b });
      add(b.body, { own: b, body: a.body, its: a });
    }
  }

  get size(): number {
    return this.#partners.size;
  }

  of(body: number): readonly BankPartner[] {
    return this.#partners.get(body) ?? [];
  }

  /** The end of the open interval of offsets at which `own` touches a bank of the partner's, which lies at `offset`. */
  low({ own, its }: BankPartner, offset: number): number {
    return Math.floor((offset + its.from) / this.#bank) * this.#bank - own.to;
  }

  high({ own, its }: BankPartner, offset: number): number {
    return (Math.floor((offset + its.to - 1) / this.#bank) + 1) * this.#bank - own.from;
  }

  /** Adds what the partners that are placed shut to the body. */
  shut(body: number, isPlaced: (other: number) => boolean, offsets: Float64Array, shut: Shut): void {
    for (const partner of this.#partners.get(body) ?? []) {
      if (!isPlaced(partner.body)) continue;
      const offset = offsets[partner.body]!;
      shut.add(this.low(partner, offset), this.high(partner, offset));
    }
  }
}
