import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash, entryHash } from '#domain/chain.ts';
import { digest } from '../../sync-server/keys/signatures.ts';

const anyText = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });

test('the server’s own SHA-256 is the kernel’s, for any text that JSON can carry', () => {
  fc.assert(
    fc.property(anyText, (body) => {
      expect(digest(body)).toBe(contentHash(body));
      const link = { coopId: 'k', epoch: 'e', seq: 7, factId: 'f', body };
      expect(entryHash(link, 'h', digest)).toBe(entryHash(link, 'h'));
    }),
    { examples: [['x\ud83cx'], ['\udf5a\ud83c'], ['a\0b'], ['ﷺ🍚']] },
  );
});
