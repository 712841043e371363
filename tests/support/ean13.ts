const LEFT = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
];
/** Which of the six left digits are mirrored tells the first one. */
const PARITY = [
  'LLLLLL',
  'LLGLGG',
  'LLGGLG',
  'LLGGGL',
  'LGLLGG',
  'LGGLLG',
  'LGGGLL',
  'LGLGLG',
  'LGLGGL',
  'LGGLGL',
];

const inverted = (bars: string): string => bars.replace(/[01]/g, (bar) => (bar === '0' ? '1' : '0'));
const mirrored = (bars: string): string => Array.from(bars).toReversed().join('');

/** The 95 bars and gaps of an EAN-13 (GS1 General Specifications 5.2): 1 is dark. */
export function ean13Bars(code: string): string {
  const digits = Array.from(code, Number);
  const parity = PARITY[digits[0] ?? 0] ?? '';
  const left = digits.slice(1, 7).map((digit, at) => {
    const bars = LEFT[digit] ?? '';
    return parity[at] === 'L' ? bars : mirrored(inverted(bars));
  });
  const right = digits.slice(7).map((digit) => inverted(LEFT[digit] ?? ''));
  return `101${left.join('')}01010${right.join('')}101`;
}
