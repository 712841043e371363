import type * as z from 'zod/mini';

/** Where a page ended, as an opaque text. What a stranger makes up is a beginning, and each page asks for its own co-operative. */
export function writePoint(point: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(point)).toString('base64url');
}

/** Reads what `writePoint` wrote. @returns null when it is nothing of ours */
export function readPoint<Point>(text: string, schema: z.ZodMiniType<Point>): Point | null {
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
