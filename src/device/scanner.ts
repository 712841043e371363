import {
  extendRun,
  isEndedScan,
  isSilentScan,
  SCAN_GAP_MS_MAX,
  SCAN_REPEAT_MS,
  type KeyRun,
} from './scan-rule.ts';

/** Silence is judged a little after the longest gap, because timers and keys don't come to the millisecond. */
const SILENCE_MS = SCAN_GAP_MS_MAX + 20;

const QUIET_KEYS = new Set(['Shift', 'CapsLock', 'NumLock', 'Control', 'Alt', 'AltGraph', 'Meta', 'Fn']);

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** A text field as it was before the scanner typed into it. */
interface FieldBefore {
  readonly field: TextField;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

/**
 * Listens for a barcode scanner that types like a keyboard, wherever the focus is. What it typed into a text field is taken
 * out again; what a person types stays, because only a whole run of fast keys counts (`scan-rule.ts`).
 * @param onRepeat a label was read twice: it counts once, but its keys arrived again wherever no text field has the focus
 * @returns a function that stops listening
 */
export function listenForScans(
  target: Window,
  onCode: (code: string) => void,
  onRepeat: () => void,
): () => void {
  const ear = new ScanEar(target, onCode, onRepeat);
  // Before anyone else hears the key: the Enter that ends a scan must not press the focused button.
  target.addEventListener('keydown', ear.hear, { capture: true });
  return () => {
    target.removeEventListener('keydown', ear.hear, { capture: true });
    ear.rest();
  };
}

class ScanEar {
  readonly #target: Window;
  readonly #onCode: (code: string) => void;
  readonly #onRepeat: () => void;
  #run: KeyRun | null = null;
  #before: FieldBefore | null = null;
  #timer: number | undefined;
  #last = { code: '', at: -Infinity };

  constructor(target: Window, onCode: (code: string) => void, onRepeat: () => void) {
    this.#target = target;
    this.#onCode = onCode;
    this.#onRepeat = onRepeat;
  }

  readonly hear = (event: KeyboardEvent): void => {
    if (QUIET_KEYS.has(event.key)) return;
    const isEnd = event.key === 'Enter' || event.key === 'Tab';
    const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
    if (isEnd && !isShortcut) this.#end(event);
    else if (event.key.length !== 1 || isShortcut || event.repeat || event.isComposing) this.rest();
    else this.#add(event);
  };

  /** Forgets the run that was being heard. */
  rest(): void {
    this.#target.clearTimeout(this.#timer);
    this.#run = null;
    this.#before = null;
  }

  #add(event: KeyboardEvent): void {
    const run = extendRun(this.#run, event.key, event.timeStamp);
    if (run.code.length === 1) this.#before = fieldBefore(event.target);
    this.#run = run;
    this.#target.clearTimeout(this.#timer);
    // On a busy page the timer may be due before keys that wait in line, so they get one more turn.
    this.#timer = this.#target.setTimeout(() => {
      this.#timer = this.#target.setTimeout(() => this.#fallSilent(), 0);
    }, SILENCE_MS);
  }

  #end(event: KeyboardEvent): void {
    const run = this.#run;
    const isScan = run !== null && isEndedScan(run, event.timeStamp);
    // A slow scanner's Enter arrives when its code was taken by silence already.
    const isLate = run === null && event.timeStamp - this.#last.at <= SCAN_REPEAT_MS;
    if (isScan || isLate) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (isScan) this.#take(run, event.timeStamp);
    this.rest();
  }

  #fallSilent(): void {
    const run = this.#run;
    if (run !== null && isSilentScan(run)) this.#take(run, this.#target.performance.now());
    this.rest();
  }

  #take(run: KeyRun, at: number): void {
    if (this.#before !== null) putBack(this.#before);
    const isRepeat = run.code === this.#last.code && run.startedAt - this.#last.at < SCAN_REPEAT_MS;
    this.#last = { code: run.code, at };
    if (isRepeat) this.#onRepeat();
    else this.#onCode(run.code);
  }
}

function fieldBefore(target: EventTarget | null): FieldBefore | null {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!isField) return null;
  return { field: target, value: target.value, start: target.selectionStart, end: target.selectionEnd };
}

/** Sets the value the way a person's typing does, so that React sees a change and not its own state. */
function putBack({ field, value, start, end }: FieldBefore): void {
  const prototype =
    field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  if (start !== null) field.setSelectionRange(start, end);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
