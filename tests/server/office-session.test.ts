import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OfficeMe } from '#protocol/office/session.ts';
import { lockAfterFailure } from '../../sync-server/office/sign-in-lock.ts';
import { query } from './builders/books.ts';
import { addPerson, OfficeBrowser, officeOf, OWN_PAGE, PASSWORD } from './builders/office.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

// A password costs a third of a second on an idle machine, on purpose.
vi.setConfig({ testTimeout: 30_000 });

const MINUTE_MS = 60_000;

let shop: Shop;

beforeEach(async () => {
  shop = await openShop({ mode: 'production' });
});

afterEach(() => shop.close());

describe('a session', () => {
  test('begins with the password, in a cookie that no script and no other site can use', async () => {
    await addPerson(shop, { id: 'sari', name: 'Sari Dewi' }, { account: 'sari' });
    const browser = new OfficeBrowser(shop.app);
    const reply = await browser.signIn('Sari ');
    expect(reply.body).toMatchObject({
      coopId: COOP_ID,
      coopName: 'KKMP Uji',
      account: 'sari',
      role: 'admin',
      mode: 'production',
      outlets: [{ id: 'GI', places: [{ id: 'GI-gerai' }, { id: 'GI-gudang' }] }],
    });
    const cookie = String(reply.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-sid=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(JSON.stringify(reply.body)).not.toContain(cookie.slice(11, 54));
    expect((await browser.get<OfficeMe>('me')).body.name).toBe('Sari Dewi');
  });

  test('does not come from a bare request, and its token lies nowhere on the disk', async () => {
    expect((await new OfficeBrowser(shop.app).get('me')).status).toBe(401);
    const browser = await officeOf(shop, 'admin');
    const token = browser.cookie?.split('=')[1] ?? '';
    for (const table of ['office_account', 'office_act', 'office_lock', 'fact', 'device', 'enrol_code'])
      expect(JSON.stringify(await query(shop, `select * from ${table}`))).not.toContain(token);
  });

  test('ends after 15 minutes without a request, and each request moves that', async () => {
    const browser = await officeOf(shop, 'admin');
    for (let count = 0; count < 3; count += 1) {
      shop.clock.pass(14 * MINUTE_MS);
      expect((await browser.get('me')).status).toBe(200);
    }
    shop.clock.pass(15 * MINUTE_MS);
    expect((await browser.get('me')).status).toBe(401);
  });

  test('ends after 12 hours in any case', async () => {
    const browser = await officeOf(shop, 'admin');
    const { body } = await browser.get<OfficeMe>('me');
    expect(body.absoluteUntil - shop.clock.now()).toBe(12 * 60 * MINUTE_MS);
    for (let passed = 10; passed < 12 * 60; passed += 10) {
      shop.clock.pass(10 * MINUTE_MS);
      expect((await browser.get('me')).status).toBe(200);
    }
    shop.clock.pass(10 * MINUTE_MS);
    expect((await browser.get('me')).status).toBe(401);
  });

  test('ends on the server at the sign-out, whatever the browser keeps', async () => {
    const browser = await officeOf(shop, 'admin');
    const { cookie } = browser;
    expect((await browser.act('sign-out')).status).toBe(200);
    browser.cookie = cookie;
    expect((await browser.get('me')).status).toBe(401);
  });

  test('gets a new token at each sign-in, and the old one counts no more', async () => {
    const browser = await officeOf(shop, 'admin');
    const { cookie } = browser;
    await browser.signIn('admin');
    expect(browser.cookie).not.toBe(cookie);
    browser.cookie = cookie;
    expect((await browser.get('me')).status).toBe(401);
  });

  test('ends at once when the person is put out of work, whoever wrote that', async () => {
    const admin = await officeOf(shop, 'admin');
    const seer = await officeOf(shop, 'supervisor');
    await addPerson(shop, { id: 'orang-supervisor', role: 'supervisor', isActive: false });
    expect((await seer.get('me')).status).toBe(401);
    expect((await seer.signIn('supervisor')).body).toEqual({ problem: 'credentials_wrong' });
    expect((await admin.get('me')).status).toBe(200);
  });
});

describe('a password', () => {
  test('that is changed ends every other session of the person', async () => {
    const here = await officeOf(shop, 'admin');
    const there = new OfficeBrowser(shop.app);
    await there.signIn('admin');
    const newPassword =
      'x'.repeat(3) + ' panjang sekali sampai lebih dari enam puluh empat huruf, boleh ditempel';
    expect((await here.act('change-password', { password: 'salah', newPassword })).body).toEqual({
      problem: 'credentials_wrong',
    });
    expect((await here.act('change-password', { password: PASSWORD, newPassword })).status).toBe(200);
    expect((await here.get('me')).status).toBe(200);
    expect((await there.get('me')).status).toBe(401);
    expect((await there.signIn('admin')).status).toBe(403);
    expect((await there.signIn('admin', newPassword)).status).toBe(200);
    const [row] = (await query(shop, 'select password from office_account')) as { password: string }[];
    expect(row?.password).toMatch(/^scrypt\$17\$8\$1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  });

  test.each([
    ['too short', 'sebelas-hrf', 400],
    ['breached', '1234567890123', 422],
    ['breached with a tail', 'Password2026!', 422],
    ['a word and the name of the co-operative', 'koperasiuji2026', 422],
    ['the person and a year', 'orangadmin1999', 422],
    ['one stretch over and over', 'abcabcabcabcabc', 422],
    ['long, of small letters only', 'kecap manis di rak ketiga', 200],
    ['of another script', 'ꦲꦤꦕꦫꦏꦢꦠꦱꦮꦭꦥꦝꦗꦪ', 200],
  ])('%s: %s → %i', async (_what, newPassword, status) => {
    const browser = await officeOf(shop, 'admin');
    const reply = await browser.act('change-password', { password: PASSWORD, newPassword });
    expect([newPassword, reply.status]).toEqual([newPassword, status]);
  });

  test('of an account nobody has takes as long as a wrong one, and says the same', async () => {
    await addPerson(shop, { id: 'sari' }, { account: 'sari' });
    await shop.premises.store.write(async (tx) => {
      const account = await tx.office.readAccount(COOP_ID, 'sari');
      if (account === null) throw new Error('no account');
      const password = await shop.premises.passwords.hash('sandi yang benar sekali');
      await tx.office.putAccount({ ...account, password });
    });
    const time = async (account: string): Promise<number> => {
      const startedAt = performance.now();
      const reply = await new OfficeBrowser(shop.app).signIn(account, 'sandi yang salah');
      expect(reply.body).toEqual({ problem: 'credentials_wrong' });
      return performance.now() - startedAt;
    };
    await time('sari');
    const known = await time('sari');
    const unknown = await time('tidak-ada');
    expect(unknown).toBeGreaterThan(known * 0.4);
    expect(unknown).toBeGreaterThan(50);
  });
});

describe('wrong passwords', () => {
  const tryWrong = (browser: OfficeBrowser, account = 'admin') => browser.signIn(account, 'salah');

  test('lock the account for their address: five, then 1, 2, 4 … 30 minutes, over a restart', async () => {
    const browser = await officeOf(shop, 'admin');
    for (let count = 0; count < 5; count += 1)
      expect((await tryWrong(browser)).body).toEqual({ problem: 'credentials_wrong' });
    for (const minutes of [1, 2, 4]) {
      const locked = await browser.signIn('admin');
      expect(locked.body).toEqual({ problem: 'credentials_locked' });
      expect(locked.headers['retry-after']).toBe(String(minutes * 60));
      shop.clock.pass(minutes * MINUTE_MS - 1);
      expect((await browser.signIn('admin')).body).toEqual({ problem: 'credentials_locked' });
      shop.clock.pass(1);
      await tryWrong(browser);
    }
    const { place, clock } = shop;
    await shop.premises.close();
    const again = await openShop({ mode: 'production', place, clock });
    expect((await new OfficeBrowser(again.app).signIn('admin')).body).toEqual({
      problem: 'credentials_locked',
    });
    clock.pass(8 * MINUTE_MS);
    expect((await new OfficeBrowser(again.app).signIn('admin')).status).toBe(200);
    await again.close();
  });

  test('never lock for more than half an hour, and are forgotten after a day', () => {
    let lock = lockAfterFailure(null, 0);
    for (let count = 0; count < 40; count += 1) lock = lockAfterFailure(lock, 0);
    expect(lock.lockedUntil).toBe(30 * MINUTE_MS);
    expect(lockAfterFailure(lock, 24 * 60 * MINUTE_MS)).toMatchObject({ failures: 1 });
  });

  test('of a stranger lock only the stranger out', async () => {
    await officeOf(shop, 'admin');
    const stranger = new OfficeBrowser(shop.app, '198.51.100.7');
    for (let count = 0; count < 8; count += 1) await tryWrong(stranger);
    expect((await stranger.signIn('admin')).status).toBe(403);
    expect((await new OfficeBrowser(shop.app, '203.0.113.9').signIn('admin')).status).toBe(200);
  });

  test('from one IPv6 household are one address, and a forged header makes no new one', async () => {
    await officeOf(shop, 'admin');
    const from = (address: string) => new OfficeBrowser(shop.app, address);
    for (let count = 0; count < 5; count += 1) await tryWrong(from(`2001:db8:1:2::${count + 1}`));
    expect((await from('2001:db8:1:2:ffff::9').signIn('admin')).body).toEqual({
      problem: 'credentials_locked',
    });
    expect((await from('2001:db8:1:3::1').signIn('admin')).status).toBe(200);
    const forged = { ...OWN_PAGE, 'x-forwarded-for': '203.0.113.77' };
    for (let count = 0; count < 5; count += 1) await tryWrong(from('198.51.100.8'));
    const reply = await from('198.51.100.8').act('sign-in', { account: 'admin', password: PASSWORD }, forged);
    expect(reply.body).toEqual({ problem: 'credentials_locked' });
  });

  test('for a name nobody bears are counted alike, so that a lock tells nothing', async () => {
    const browser = new OfficeBrowser(shop.app);
    for (let count = 0; count < 5; count += 1) await tryWrong(browser, 'hantu');
    expect((await tryWrong(browser, 'hantu')).body).toEqual({ problem: 'credentials_locked' });
  });

  test('are limited per address whatever the account', async () => {
    const browser = new OfficeBrowser(shop.app);
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push((await browser.act('sign-in', { account: 'x', password: '' })).status);
    expect(statuses.slice(0, 20).every((status) => status === 400)).toBe(true);
    expect(statuses[20]).toBe(429);
  });

  test('leave no address readable in the store', async () => {
    await tryWrong(await officeOf(shop, 'admin'));
    expect(JSON.stringify(await query(shop, 'select * from office_lock'))).not.toContain('192.0.2.1');
  });
});

describe('roles', () => {
  test.each(['cashier', 'manager', 'city'] as const)('a %s has no office to enter', async (role) => {
    const browser = await officeOf(shop, role);
    expect(browser.cookie).toBeNull();
    expect((await browser.signIn(role)).body).toEqual({ problem: 'credentials_wrong' });
  });

  test('no account is there before somebody made one', async () => {
    expect(await query(shop, 'select * from office_account')).toEqual([]);
  });
});

describe('a request that may change something', () => {
  const payload = { account: 'admin', password: PASSWORD };

  test.each([
    ['another origin', { ...OWN_PAGE, origin: 'https://evil.example' }],
    ['no origin', { 'sec-fetch-site': 'same-origin' }],
    ['a sandboxed origin', { ...OWN_PAGE, origin: 'null' }],
    ['another site', { ...OWN_PAGE, 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { ...OWN_PAGE, 'sec-fetch-site': 'same-site' }],
    ['no word about the site', { origin: OWN_PAGE.origin }],
    ['the wrong protocol', { ...OWN_PAGE, origin: 'https://localhost:8080' }],
  ])('is refused from %s', async (_what, headers) => {
    const browser = await officeOf(shop, 'admin');
    for (const act of ['sign-in', 'sign-out', 'put-person', 'accept-invitation'])
      expect((await browser.act(act, payload, headers)).body).toEqual({
        problem: 'forbidden',
        detail: 'origin',
      });
    expect((await browser.get('me')).status).toBe(200);
  });

  test('is refused as a form, with no leave for other origins to read the answer', async () => {
    const browser = await officeOf(shop, 'admin');
    const reply = await shop.app.inject({
      method: 'POST',
      url: '/api/office/v1/sign-out',
      headers: {
        host: 'localhost:8080',
        ...OWN_PAGE,
        cookie: browser.cookie ?? '',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: 'x=1',
    });
    expect(reply.statusCode).toBe(415);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await browser.get('me')).status).toBe(200);
  });

  test('is refused when nobody has said what our own address is', async () => {
    const nameless = await openShop({ mode: 'production', publicUrl: null });
    const browser = new OfficeBrowser(nameless.app);
    expect((await browser.signIn('admin')).body).toEqual({ problem: 'forbidden', detail: 'origin' });
    await nameless.close();
  });

  test('is refused with columns that nobody asked for', async () => {
    const browser = await officeOf(shop, 'admin');
    const reply = await browser.act('sign-in', { ...payload, role: 'admin', coopId: 'other' });
    expect(reply.status).toBe(400);
  });
});

describe('an invitation', () => {
  const accept = (browser: OfficeBrowser, code: string, newPassword = 'pintu belakang warna hijau') =>
    browser.act('accept-invitation', { account: 'pengawas', code, newPassword });

  const invite = async (admin: OfficeBrowser): Promise<string> => {
    await addPerson(shop, { id: 'wati', name: 'Wati', role: 'supervisor' });
    const reply = await admin.act<{ code: string }>('invite-account', {
      staffId: 'wati',
      account: 'pengawas',
    });
    expect(reply.status).toBe(200);
    return reply.body.code;
  };

  test('lets its owner choose the password, once, and comes in with it', async () => {
    const admin = await officeOf(shop, 'admin');
    const code = await invite(admin);
    expect(
      JSON.stringify(await query(shop, "select body from fact where kind = 'account.invited'")),
    ).not.toContain(code);
    const browser = new OfficeBrowser(shop.app);
    expect((await accept(browser, code, 'wati wati 1234')).body).toEqual({ problem: 'password_common' });
    expect((await accept(browser, code)).body).toMatchObject({ staffId: 'wati', role: 'supervisor' });
    expect((await browser.get('me')).status).toBe(200);
    expect((await accept(new OfficeBrowser(shop.app), code)).body).toEqual({ problem: 'code_wrong' });
  });

  test('ends after ten minutes, and five wrong codes close the door to their address', async () => {
    const admin = await officeOf(shop, 'admin');
    const code = await invite(admin);
    const guesser = new OfficeBrowser(shop.app, '198.51.100.7');
    for (let count = 0; count < 5; count += 1)
      expect((await accept(guesser, '00000000')).body).toEqual({ problem: 'code_wrong' });
    expect((await accept(guesser, code)).body).toEqual({ problem: 'code_locked' });
    shop.clock.pass(10 * MINUTE_MS);
    expect((await accept(new OfficeBrowser(shop.app), code)).body).toEqual({ problem: 'code_expired' });
  });

  test('is refused for oneself, for a till’s role, and for a name that somebody has', async () => {
    const admin = await officeOf(shop, 'admin');
    const ask = async (staffId: string, account: string) =>
      (await admin.act('invite-account', { staffId, account })).body.problem;
    expect(await ask('orang-admin', 'lain')).toBe('forbidden');
    expect(await ask('rina', 'rina')).toBe('forbidden');
    expect(await ask('tidak-ada', 'hantu')).toBe('not_found');
    await addPerson(shop, { id: 'wati', role: 'supervisor' });
    expect(await ask('wati', 'admin')).toBe('taken');
  });
});
