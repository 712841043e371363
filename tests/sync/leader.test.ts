import { afterEach, expect, test } from 'vitest';
import { leadOneTab } from '../../src/sync/leader.ts';

/** As much of the browser's lock manager as one lock needs; Node has none to stand in for it. */
class FakeLocks {
  #tail: Promise<unknown> = Promise.resolve();
  isBroken = false;

  request = (
    _name: string,
    { signal }: { signal: AbortSignal },
    work: () => Promise<void>,
  ): Promise<void> => {
    if (this.isBroken) return Promise.reject(new DOMException('denied', 'SecurityError'));
    const turn = this.#tail.then(() =>
      signal.aborted ? Promise.reject(new DOMException('', 'AbortError')) : work(),
    );
    this.#tail = turn.catch(() => undefined);
    return turn;
  };
}

const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) end();
});

function tab(locks: FakeLocks | undefined): { readonly heard: boolean[]; readonly close: () => void } {
  const heard: boolean[] = [];
  const close = leadOneTab(locks as unknown as LockManager | undefined, 'device', (leads) =>
    heard.push(leads),
  );
  endings.push(close);
  return { heard, close };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('without locks every tab leads', () => {
  expect(tab(undefined).heard).toEqual([true]);
});

test('one tab leads, and the next one when it is closed', async () => {
  const locks = new FakeLocks();
  const first = tab(locks);
  const second = tab(locks);
  await settle();
  expect([first.heard, second.heard]).toEqual([[true], []]);
  first.close();
  await settle();
  expect(second.heard).toEqual([true]);
});

test('a browser that denies the lock does not keep the sales on the device', async () => {
  const locks = new FakeLocks();
  locks.isBroken = true;
  const only = tab(locks);
  await settle();
  expect(only.heard).toEqual([true]);
});

test('a tab that closes while it waits never leads', async () => {
  const locks = new FakeLocks();
  const first = tab(locks);
  const second = tab(locks);
  await settle();
  second.close();
  first.close();
  await settle();
  expect(second.heard).toEqual([]);
});
