import type { Fact } from '#domain/facts.ts';
import { parseBody } from '#protocol/fact.ts';

/** Reads the bytes of a fact for a screen. @returns null when they are of a kind this program does not know, or damaged */
export function readFactBody(body: string): Fact | null {
  const parsed = parseBody(body);
  return parsed.outcome === 'fact' ? parsed.fact : null;
}
