import { describe, expect, test } from 'vitest';
import { isGuessablePin, isPin } from '#domain/pin.ts';
import { hashPin, isSamePin } from '../../sync-server/import/pin.ts';
import { FakeRandom } from './builders/fake-world.ts';

describe('a PIN', () => {
  test.each([
    '123456',
    '654321',
    '890123',
    '000000',
    '777777',
    '121212',
    '123123',
    '112233',
    '199012',
    '011990',
    '200408',
  ])('such as %s is what somebody tries first', (pin) => expect(isGuessablePin(pin)).toBe(true));

  test.each(['264810', '739146', '560283', '183000', '582047', '112234'])('such as %s may be used', (pin) => {
    expect(isGuessablePin(pin)).toBe(false);
  });

  test('has six digits', () => {
    expect(['264810', '26481', '2648100', '26481a', '２64810'].map(isPin)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('is known again by its hash, and two people with one PIN have two hashes', async () => {
    const random = new FakeRandom();
    const one = await hashPin('264810', random);
    const two = await hashPin('264810', random);
    expect(one.hash).not.toBe(two.hash);
    expect(
      await Promise.all([isSamePin('264810', one), isSamePin('264810', two), isSamePin('264811', one)]),
    ).toEqual([true, true, false]);
  });

  test('leaves most PINs to people', () => {
    let refused = 0;
    for (let pin = 0; pin < 1_000_000; pin += 1)
      if (isGuessablePin(String(pin).padStart(6, '0'))) refused += 1;
    expect(refused / 1_000_000).toBeLessThan(0.03);
  });
});
