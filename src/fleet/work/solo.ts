/** Lets many hold it at one time, or one alone. Whoever wants to be alone goes before those who come later. */
export class Solo {
  #holders = 0;
  #isAlone = false;
  readonly #waiting: { readonly alone: boolean; readonly enter: () => void }[] = [];

  /** @returns what gives it back */
  async enter(alone: boolean): Promise<() => void> {
    if (this.#waiting.length > 0 || !this.#admits(alone)) {
      await new Promise<void>((enter) => this.#waiting.push({ alone, enter }));
    } else this.#admit(alone);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#holders--;
      this.#isAlone = false;
      for (let next = this.#waiting[0]; next !== undefined && this.#admits(next.alone); next = this.#waiting[0]) {
        this.#waiting.shift();
        this.#admit(next.alone);
        next.enter();
      }
    };
  }

  #admits(alone: boolean): boolean {
    return alone ? this.#holders === 0 : !this.#isAlone;
  }

  #admit(alone: boolean): void {
    this.#holders++;
    this.#isAlone = alone;
  }
}
