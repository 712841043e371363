import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { dumpReplySchema, dumpRequestSchema } from '#protocol/dump.ts';
import { enrolReplySchema, enrolRequestSchema } from '#protocol/enrol.ts';
import { envelopeSchema, factSchemas } from '#protocol/fact.ts';
import { importReplySchema, importRequestSchema } from '#protocol/import.ts';
import { ledgerFileLineSchema } from '#protocol/ledger-file.ts';
import { pinReplySchema, pinRequestSchema } from '#protocol/pin.ts';
import { pokeSchema } from '#protocol/poke.ts';
import { problemSchema } from '#protocol/problem.ts';
import { pullReplySchema, pullRequestSchema } from '#protocol/pull.ts';
import { pushReplySchema, pushRequestSchema } from '#protocol/push.ts';
import { rowSchemas } from '#protocol/rows.ts';
import { nonceReplySchema, sessionReplySchema, sessionRequestSchema } from '#protocol/session.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';

const messages: Record<string, ZodMiniType> = {
  dumpReplySchema,
  dumpRequestSchema,
  enrolReplySchema,
  enrolRequestSchema,
  envelopeSchema,
  importReplySchema,
  importRequestSchema,
  ledgerFileLineSchema,
  nonceReplySchema,
  pinReplySchema,
  pinRequestSchema,
  pokeSchema,
  problemSchema,
  pullReplySchema,
  pullRequestSchema,
  pushReplySchema,
  pushRequestSchema,
  sessionReplySchema,
  sessionRequestSchema,
  ...factSchemas,
  ...rowSchemas,
};

// A change of any schema lands here. Ask: can an old tablet still talk to a new server, and a new one to an old server? Only
// added optional columns and new kinds may keep the version; then write the new fingerprint down.
const FINGERPRINT = '1112ce905a782d0d';

test('the wire is the one that was agreed on', () => {
  const schemas = Object.entries(messages)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => [name, toJSONSchema(schema, { unrepresentable: 'any' })]);
  const fingerprint = createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 16);
  expect([PROTOCOL_VERSION, fingerprint]).toEqual([1, FINGERPRINT]);
});
