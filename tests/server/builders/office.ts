import { scryptSync } from 'node:crypto';
import type { Staff } from '#domain/coop.ts';
import type { Role } from '#domain/permissions.ts';
import { appendOwnFacts } from '../../../sync-server/ledger/own-ledger.ts';
import type { App } from '../../../sync-server/app.ts';
import { COOP_ID, OUTLET, PUBLIC_URL, type Shop } from './shop.ts';

export const PASSWORD = 'kuda nil makan rumput';
/** What our own pages send along, and no other page can. */
export const OWN_PAGE = { origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' };

export interface OfficeReply<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Record<string, unknown>;
}

/** A browser in front of the office: it keeps the session's cookie and says where its pages come from. */
export class OfficeBrowser {
  readonly app: App;
  readonly address: string;
  cookie: string | null = null;

  constructor(app: App, address = '192.0.2.1') {
    this.app = app;
    this.address = address;
  }

  async get<Body = never>(path: string): Promise<OfficeReply<Body>> {
    return this.#ask('GET', `/api/office/v1/${path}`);
  }

  async act<Body = { problem?: string }>(
    act: string,
    payload: object = {},
    headers: Record<string, string> = OWN_PAGE,
  ): Promise<OfficeReply<Body>> {
    return this.#ask('POST', `/api/office/v1/${act}`, { payload, headers });
  }

  async found<Body = { problem?: string }>(payload: object): Promise<OfficeReply<Body>> {
    return this.#ask('POST', '/api/setup/v1/found', { payload, headers: OWN_PAGE });
  }

  async signIn(account: string, password = PASSWORD): Promise<OfficeReply<{ problem?: string }>> {
    return this.act('sign-in', { account, password });
  }

  async #ask<Body>(
    method: 'GET' | 'POST',
    url: string,
    { payload, headers = {} }: { payload?: object; headers?: Record<string, string> } = {},
  ): Promise<OfficeReply<Body>> {
    const cookie = this.cookie === null ? {} : { cookie: this.cookie };
    const reply = await this.app.inject({
      method,
      url,
      remoteAddress: this.address,
      // Only what comes through the proxy of the machine, or over loopback, is let past the HTTPS gate.
      headers: { host: 'localhost:8080', ...cookie, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const [set] = [reply.headers['set-cookie']].flat();
    if (set !== undefined) this.cookie = /^([^=]+=[^;]+);/.exec(set)?.[1] ?? null;
    return { status: reply.statusCode, body: reply.json<Body>(), headers: reply.headers };
  }
}

/** A person of the roster, with an office account where one is named. The password's hash is a cheap one. */
export async function addPerson(
  shop: Shop,
  person: Partial<Staff> & { readonly id: string },
  options: { readonly account?: string; readonly coopId?: string } = {},
): Promise<void> {
  const { coopId = COOP_ID, account } = options;
  const staff: Staff = { name: person.id, role: 'admin', isActive: true, ...person };
  await shop.premises.store.write(async (tx) => {
    await appendOwnFacts(tx, shop.premises, { coopId, outlet: OUTLET }, [
      { kind: 'person.changed', person: staff, moves: [] },
    ]);
    if (account === undefined) return;
    await tx.office.putAccount({
      coopId,
      account,
      staffId: staff.id,
      password: cheapHash(PASSWORD),
      invitedCodeHash: null,
      invitedUntil: null,
      changedAt: 0,
    });
  });
}

/** Somebody of a role who has signed in; the account is called like the role. */
export async function officeOf(
  shop: Shop,
  role: Role,
  coopId = COOP_ID,
  address?: string,
): Promise<OfficeBrowser> {
  await addPerson(shop, { id: `orang-${role}`, name: `Orang ${role}`, role }, { account: role, coopId });
  const browser = new OfficeBrowser(shop.app, address);
  await browser.signIn(`${role}@${coopId}`);
  return browser;
}

function cheapHash(password: string): string {
  const salt = Buffer.from('a salt for tests');
  const hash = scryptSync(password, salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  return ['scrypt', 10, 8, 1, salt.toString('base64url'), hash.toString('base64url')].join('$');
}
