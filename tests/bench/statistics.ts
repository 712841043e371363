/** The value below which `share` (0–1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export interface Measured {
  readonly what: string;
  readonly value: string;
  readonly gate: string;
  readonly isWithin: boolean | null;
}

/** One line of the report; without a gate nothing is judged. */
export function measured(what: string, value: number, unit: string, gate?: number): Measured {
  const shown = value >= 100 ? value.toFixed(0) : value.toFixed(1);
  return {
    what,
    value: `${shown} ${unit}`,
    gate: gate === undefined ? '' : `≤ ${gate} ${unit}`,
    isWithin: gate === undefined ? null : value <= gate,
  };
}

/** One line of the report that has to reach its gate. */
export function reached(what: string, value: number, unit: string, gate: number): Measured {
  return { ...measured(what, value, unit), gate: `≥ ${gate} ${unit}`, isWithin: value >= gate };
}

/** Prints the lines as a table, with what misses its gate marked. */
export function printReport(title: string, lines: readonly Measured[]): void {
  console.log(`\n${title}`);
  for (const { what, value, gate, isWithin } of lines) {
    const mark = isWithin === null ? ' ' : isWithin ? '✓' : '✗';
    console.log(`  ${mark} ${what.padEnd(66)} ${value.padStart(12)}  ${gate}`);
  }
}
