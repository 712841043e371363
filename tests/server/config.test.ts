import { describe, expect, test } from 'vitest';
import { ConfigRefused, describeBooks, readConfig } from '../../sync-server/config.ts';

describe('the configuration', () => {
  test('needs nothing and stays on this machine', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataFolder: '.gerai/data',
      backupFolder: '.gerai/data/backups',
      databaseUrl: null,
      publicUrl: 'http://localhost:8080',
      logLevel: 'info',
      metricsToken: null,
    });
  });

  test('takes what is given, and treats an empty variable as absent', () => {
    const config = readConfig({
      GERAI_PORT: '9000',
      GERAI_LOG: 'debug',
      GERAI_HOST: '',
      GERAI_DATA: '/srv/gerai',
    });
    expect(config).toMatchObject({
      port: 9000,
      logLevel: 'debug',
      host: '127.0.0.1',
      dataFolder: '/srv/gerai',
    });
    expect(config.publicUrl).toBe('http://localhost:9000');
  });

  test.each([
    ['GERAI_PORT', '80a0'],
    ['GERAI_PORT', '0'],
    ['GERAI_PORT', '70000'],
    ['GERAI_HOST', 'local host'],
    ['GERAI_PUBLIC_URL', 'gerai.example.id'],
    ['GERAI_PUBLIC_URL', 'https://gerai.example.id/app'],
    ['GERAI_LOG', 'verbose'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigRefused);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} is `));
  });

  test('refuses a short token for the metrics without repeating it', () => {
    expect(() => readConfig({ GERAI_METRICS_TOKEN: 'kurang-panjang' })).toThrow(
      /^GERAI_METRICS_TOKEN has to be/,
    );
    expect(() => readConfig({ GERAI_METRICS_TOKEN: 'kurang-panjang' })).not.toThrow(/kurang-panjang/);
    expect(readConfig({ GERAI_METRICS_TOKEN: 'x'.repeat(32) }).metricsToken).toBe('x'.repeat(32));
  });

  test('never shows the password of a database, neither in a refusal nor in a greeting', () => {
    for (const mistyped of [
      'postgresql:gerai:rahasia@localhost/gerai',
      'mysql://gerai:rahasia@localhost/gerai',
    ]) {
      expect(() => readConfig({ DATABASE_URL: mistyped })).toThrow(/^DATABASE_URL has to be (?!.*rahasia)/);
    }
    const config = readConfig({ DATABASE_URL: 'postgres://gerai:rahasia@basis.example.id:5433/koperasi' });
    expect(config.databaseUrl).toContain('rahasia');
    expect(describeBooks(config)).toBe('PostgreSQL basis.example.id:5433/koperasi');
    expect(describeBooks(readConfig({}))).toBe('.gerai/data');
  });
});
