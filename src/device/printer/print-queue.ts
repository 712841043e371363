import type { Clock } from '../clock.ts';
import { PrinterFailure, type PrinterLine } from './printer.ts';

/** Opening and printing one receipt takes at most this; a printer without paper takes for ever. */
export const PRINT_MS_MAX = 20_000;

/**
 * How long a printer is kept after its last receipt: cheap ones throw away what they have not printed yet when they are let go
 * at once, and a printer that is kept for ever can't be shared with another till.
 */
export const KEPT_MS = 5_000;

/** Receipts on their way to one printer, one at a time. */
export interface PrintQueue {
  /** Resolves when the printer has taken all bytes. @throws PrinterFailure, at the latest `PRINT_MS_MAX` after its turn came */
  print(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * One receipt at a time, each with a time limit. When one fails, those that wait behind it fail with it: their buyers have
 * gone, and a printer that is out of paper would keep the till busy for minutes.
 * @param open makes a new way to the printer
 */
export function createPrintQueue(
  open: () => Promise<PrinterLine>,
  clock: Pick<Clock, 'setTimer'>,
): PrintQueue {
  let line: PrinterLine | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> = Promise.resolve();
  let lastFailure: PrinterFailure | null = null;
  let stopKeeping: () => void = () => undefined;

  const letGo = (): void => {
    if (line !== null) closing = line.close();
    line = null;
  };

  const run = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    stopKeeping();
    const limit = startLimit(clock);
    try {
      // A printer that is just being let go can't be opened yet.
      const printer: PrinterLine =
        line ?? (await limit.within(closing.then(open), (late) => void late.close()));
      line = printer;
      await limit.within(printer.send(bytes));
      stopKeeping = clock.setTimer(KEPT_MS, letGo);
    } catch (error) {
      const failure = error instanceof PrinterFailure ? error : new PrinterFailure('lost', error);
      lastFailure = failure;
      letGo();
      throw failure;
    } finally {
      limit.stop();
    }
  };

  return {
    print(bytes) {
      const before = lastFailure;
      const job = tail.then(async () => {
        if (lastFailure !== null && lastFailure !== before) throw lastFailure;
        await run(bytes);
      });
      tail = job.catch(() => undefined);
      return job;
    },
  };
}

/** One time limit over several steps. */
function startLimit(clock: Pick<Clock, 'setTimer'>) {
  let stop: () => void = () => undefined;
  const isOver = new Promise<never>((_resolve, reject) => {
    stop = clock.setTimer(PRINT_MS_MAX, () => reject(new PrinterFailure('silent')));
  });
  // Raced below, and nobody's business once the steps are done.
  isOver.catch(() => undefined);
  return {
    stop: () => stop(),
    /** @param onLate what to do with a result that comes after the limit */
    async within<Value>(step: Promise<Value>, onLate?: (value: Value) => void): Promise<Value> {
      let isLate = false;
      step.then(
        (value) => isLate && onLate?.(value),
        () => undefined,
      );
      try {
        return await Promise.race([step, isOver]);
      } finally {
        isLate = true;
      }
    },
  };
}
