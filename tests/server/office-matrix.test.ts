import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionOf, ROLES, type Role } from '#domain/permissions.ts';
import { addPerson, OfficeBrowser, officeOf } from './builders/office.ts';
import { COOP_ID, fillShop, openShop, type Shop } from './builders/shop.ts';
import { OFFICE_NEEDS, officeNeedOf } from '../../sync-server/plugins/office-guard.ts';

const OTHER = 'kkmp-lain';

interface Asked {
  readonly body?: object;
  /** What it answers about something of another co-operative; absent where nothing foreign can be named. */
  readonly foreign?: object | string;
}

const actId = () => randomUUID();
const CODE = 'ABCD2345';
const FACT = '01900000-0000-7000-8000-000000000000';
const file = { name: 'members.csv', text: 'x' };

/** A well-formed question for every route of the office. What it names is another co-operative's, or nobody's. */
const QUESTIONS: Readonly<Record<string, Asked>> = {
  'GET me': {},
  'GET sales': {},
  'GET facts/:factId': { foreign: `facts/${FACT}` },
  'GET findings': {},
  'GET devices': {},
  'GET products': {},
  'GET people': {},
  'GET house': {},
  'POST change-password': { body: { password: 'x', newPassword: 'sandi yang cukup panjang' } },
  'POST sign-out': { body: {} },
  'POST plan-import': { body: { files: [file], from: null } },
  'POST run-import': { body: { files: [file], from: null, plan: 'x' } },
  'POST change-price': {
    foreign: {
      actId: actId(),
      productId: 'LAIN-1',
      tier: 'retail',
      priceRupiah: 1,
      effectiveFrom: null,
      seenRupiah: null,
      reason: 'coba',
    },
  },
  'POST make-code': { foreign: { outletId: 'SB' } },
  'POST view-code': { foreign: { code: CODE } },
  'POST decide-code': { foreign: { code: CODE, match: '123456', isConfirmed: true } },
  'POST revoke-device': { foreign: { actId: actId(), deviceId: 'x', reason: 'coba' } },
  'POST reinstate-device': { foreign: { actId: actId(), deviceId: 'x', reason: 'coba' } },
  'POST put-person': {
    foreign: { actId: actId(), staffId: 'orang-lain', name: 'X', role: 'cashier', isActive: true },
  },
  'POST reset-pin': { foreign: { staffId: 'orang-lain' } },
  'POST invite-account': { foreign: { staffId: 'orang-lain', account: 'baru' } },
  'POST change-outlet': {
    foreign: { actId: actId(), outletId: 'SB', name: 'X', address: '', receiptHead: [], receiptFoot: '' },
  },
};

let shop: Shop;
let asked = 0;

/** Everybody asks from a place of their own: how often one may try is another test's business. */
function nextAddress(): string {
  asked += 1;
  return `198.51.100.${asked}`;
}

beforeAll(async () => {
  shop = await openShop();
  await fillShop(shop.premises, OTHER);
  await addPerson(shop, { id: 'orang-lain' }, { account: 'lain', coopId: OTHER });
});

afterAll(() => shop.close());

test('every act of the table is a route, and every route stands in the table', () => {
  expect(Object.keys(QUESTIONS).toSorted()).toEqual(Object.keys(OFFICE_NEEDS).toSorted());
  for (const question of Object.keys(OFFICE_NEEDS)) {
    const [method = '', path = ''] = question.split(' ');
    expect([question, shop.app.hasRoute({ method: method as 'GET', url: `/api/office/v1/${path}` })]).toEqual(
      [question, true],
    );
  }
  expect(() => officeNeedOf('POST', '/api/office/v1/new-thing')).toThrow(/Nobody has decided/);
});

describe.each(ROLES)('a %s', (role: Role) => {
  let browser: OfficeBrowser;

  beforeAll(async () => {
    browser = await officeOf(shop, role, COOP_ID, nextAddress());
  });

  test.each(Object.keys(QUESTIONS))('%s is answered as the one table has it', async (question) => {
    const [method, path = ''] = question.split(' ');
    const { body, foreign } = QUESTIONS[question] ?? {};
    const need = OFFICE_NEEDS[question];
    if (need === undefined) throw new Error(`${question} says nothing of what it needs`);
    // Signing out and changing the password end this very session, so they are asked by somebody else of the role.
    const own = question.endsWith('sign-out') || question.endsWith('change-password');
    const asker = own ? await officeOf(shop, role, COOP_ID, nextAddress()) : browser;
    const url = typeof foreign === 'string' ? foreign : path;
    const payload = typeof foreign === 'object' ? foreign : (body ?? {});
    const reply =
      method === 'GET' ? await asker.get<{ problem?: string }>(url) : await asker.act(url, payload);
    if (own) browser = await officeOf(shop, role, COOP_ID, nextAddress());
    const permission = permissionOf(need.act, role);
    const mayEnter = permissionOf('office.enter', role) === 'yes';
    const isAllowed = permission === 'yes' || (need.need === 'see' && permission === 'see');
    const right = reply.status === 404 && foreign !== undefined;
    const answered = right || (foreign === undefined && [200, 403, 422].includes(reply.status));
    const expected = !mayEnter ? 'asked who is there' : isAllowed ? 'answered' : 'refused for the role';
    const refusedForRole = reply.status === 403 && 'detail' in reply.body && reply.body.detail === 'role';
    const got =
      reply.status === 401
        ? 'asked who is there'
        : refusedForRole
          ? 'refused for the role'
          : answered
            ? 'answered'
            : reply.status;
    expect([question, got]).toEqual([question, expected]);
  });
});

test('a session of one co-operative reads nothing of another', async () => {
  await addPerson(shop, { id: 'rahasia', name: 'Orang Rahasia' }, { coopId: OTHER });
  const browser = await officeOf(shop, 'admin', COOP_ID, nextAddress());
  for (const path of ['me', 'sales', 'findings', 'devices', 'products', 'people', 'house'])
    expect(JSON.stringify((await browser.get(path)).body)).not.toMatch(/kkmp-lain|Rahasia/);
  const stranger = new OfficeBrowser(shop.app, nextAddress());
  expect((await stranger.signIn(`admin@${OTHER}`)).body).toEqual({ problem: 'credentials_wrong' });
  expect((await stranger.signIn('admin')).body).toEqual({ problem: 'credentials_wrong' });
  expect((await stranger.signIn(`admin@${COOP_ID}`)).status).toBe(200);
});
