interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isOff: boolean;
}

/**
 * The one time that a world lives in, milliseconds since its beginning. Happenings of one instant happen in the order in which
 * they were planned, so a seed has one history.
 */
export class Timeline {
  now = 0;
  /** What the calendars of all have moved ahead of the happenings: months pass between two of them. */
  calendarMs = 0;
  #order = 0;
  readonly #heap: Happening[] = [];

  /** Plans something. @returns a function that calls it off */
  plan(afterMs: number, run: () => void): () => void {
    const happening = { at: this.now + Math.max(0, afterMs), order: (this.#order += 1), run, isOff: false };
    this.#push(happening);
    return () => {
      happening.isOff = true;
    };
  }

  /** Runs the next happening, if one comes before `untilMs`. @returns false when none does; the time is `untilMs` then */
  step(untilMs: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > untilMs) {
        this.now = untilMs;
        return false;
      }
      this.#pop();
      if (next.isOff) continue;
      this.now = next.at;
      next.run();
      return true;
    }
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    heap.push(happening);
    for (let at = heap.length - 1; at > 0;) {
      const up = (at - 1) >> 1;
      if (!this.#swapIfLater(up, at)) return;
      at = up;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (this.#isLater(least, left)) least = left;
      if (this.#isLater(least, right)) least = right;
      if (least === at) return;
      this.#swapIfLater(at, least);
      at = least;
    }
  }

  #isLater(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    return a !== undefined && b !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order));
  }

  #swapIfLater(one: number, other: number): boolean {
    if (!this.#isLater(one, other)) return false;
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a !== undefined && b !== undefined) [this.#heap[one], this.#heap[other]] = [b, a];
    return true;
  }
}

/** Lets everything that promises have to do be done, without any time passing: what is left then waits for the timeline. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
