/** One row that came out of the imitated printer. */
export interface PaperRow {
  readonly text: string;
  readonly isBold: boolean;
  /** How many times as high and wide as a letter of font A. */
  readonly height: number;
  readonly width: number;
}

/** What the printer did with the bytes. */
export interface Paper {
  readonly rows: readonly PaperRow[];
  /** How often the drawer was pulled, and after how many rows first. */
  readonly drawerPulls: readonly number[];
  /** After which row the paper was cut. */
  readonly cuts: readonly number[];
}

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LF = 0x0a;

/** How letters come out from now on. */
interface Head {
  isBold: boolean;
  height: number;
  width: number;
}

/** A row is as its letters were when they came; how the head stands when it moves on says nothing. */
const EMPTY_ROW: PaperRow = { text: '', isBold: false, height: 1, width: 1 };

/**
 * A printer of cheap make: it knows the commands below and nothing else. What a real one would print as rubbish is an error
 * here, so that no test passes on bytes that only a patient printer takes.
 * @throws Error at the first byte that is no command it knows and no ASCII
 */
export function printOnPaper(bytes: Uint8Array): Paper {
  const rows: PaperRow[] = [];
  const drawerPulls: number[] = [];
  const cuts: number[] = [];
  const head: Head = { isBold: false, height: 1, width: 1 };
  let row = EMPTY_ROW;
  for (let at = 0; at < bytes.length;) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    if (first === LF) {
      rows.push(row);
      row = EMPTY_ROW;
      at += 1;
    } else if (first === ESC || first === FS || first === GS) {
      const name = `${first === ESC ? 'ESC' : first === FS ? 'FS' : 'GS'} ${String.fromCharCode(second)}`;
      if (name === 'ESC p') drawerPulls.push(rows.length);
      if (name === 'GS V') cuts.push(rows.length);
      at += 2 + obey(head, name, third);
    } else if (first >= 0x20 && first <= 0x7e) {
      row = { ...head, text: row.text + String.fromCharCode(first) };
      at += 1;
    } else throw new Error(`Byte ${at} is 0x${first.toString(16)}, which is no command and no ASCII`);
  }
  if (row.text !== '') throw new Error(`"${row.text}" never left the print head`);
  return { rows, drawerPulls, cuts };
}

/** @returns how many bytes follow the command's name */
function obey(head: Head, name: string, argument: number): number {
  switch (name) {
    case 'ESC @':
      Object.assign(head, { isBold: false, height: 1, width: 1 });
      return 0;
    case 'FS .':
      return 0;
    case 'ESC M':
    case 'ESC t':
      if (argument !== 0)
        throw new Error(`${name} ${argument}: only font A and the first table are everywhere`);
      return 1;
    case 'ESC E':
      head.isBold = argument === 1;
      return 1;
    case 'GS !':
      head.height = (argument & 7) + 1;
      head.width = (argument >> 4) + 1;
      return 1;
    case 'GS V':
      return 1;
    case 'ESC p':
      return 3;
    default:
      throw new Error(`The printer does not know ${name}`);
  }
}

/** Bytes as people read them: sixteen a line, with what is ASCII beside them. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = part
      .map((byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.'))
      .join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${ascii}`);
  }
  return `${lines.join('\n')}\n`;
}
