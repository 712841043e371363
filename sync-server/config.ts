import { join } from 'node:path';
import * as z from 'zod/mini';
import type { LogLevel } from './plugins/request-log.ts';

/** How a server runs. Every value has a default that is safe on a single machine. */
export interface Config {
  /** Loopback only: plain http is no secure context anywhere else, and a shop's network is reached through a proxy. */
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Where backups go; it belongs on another disk. */
  readonly backupFolder: string;
  /** The address of a PostgreSQL database, its password included; null keeps the books in a SQLite file in the data folder. */
  readonly databaseUrl: string | null;
  /** The address people type, for links that are printed. */
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
  /** What a Prometheus on another machine has to bear; null lets only this machine ask. */
  readonly metricsToken: string | null;
}

/** The environment holds something that can't be right. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
}

const PORT_MAX = 65_535;

const hostSchema = z.string().check(z.regex(/^[A-Za-z0-9.:-]{1,253}$/));
const portSchema = z.string().check(
  z.regex(/^\d{1,5}$/),
  z.refine((text) => Number(text) >= 1 && Number(text) <= PORT_MAX),
);
const folderSchema = z.string().check(z.minLength(1), z.maxLength(1000));
const urlSchema = z.string().check(z.regex(/^https?:\/\/[^\s/?#@]+$/));
const tokenSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{32,200}$/));
const databaseSchema = z.string().check(
  z.maxLength(2000),
  z.refine((text) => /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text)),
);
const logSchema = z.enum(['error', 'info', 'debug']);

const DATABASE_WANTED =
  'DATABASE_URL has to be a PostgreSQL address, for example postgres://gerai:password@localhost:5432/gerai.';
const TOKEN_WANTED = 'GERAI_METRICS_TOKEN has to be 32 to 200 letters, digits, - or _.';

/** Where the books lie, in words that may be shown. */
export function describeBooks({
  dataFolder,
  databaseUrl,
}: Pick<Config, 'dataFolder' | 'databaseUrl'>): string {
  if (databaseUrl === null) return dataFolder;
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL ${host}${pathname}`;
}

/**
 * Reads the configuration from the environment.
 * @throws ConfigRefused naming the variable and what it should hold
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  defaultDataFolder = '.gerai/data',
): Config {
  const read = <Value>(name: string, schema: z.ZodMiniType<Value>, want: string): Value | null => {
    const value = environment[name];
    if (value === undefined || value === '') return null;
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ConfigRefused(`${name} is "${value}", but it has to be ${want}.`);
    return parsed.data;
  };
  const port = Number(
    read('GERAI_PORT', portSchema, `a port from 1 to ${PORT_MAX}, for example 8080`) ?? '8080',
  );
  const dataFolder = read('GERAI_DATA', folderSchema, 'a folder') ?? defaultDataFolder;
  const urlWanted = 'an address without a path, for example https://gerai.example.id';
  return {
    host: read('GERAI_HOST', hostSchema, 'a host name or address, for example 127.0.0.1') ?? '127.0.0.1',
    port,
    dataFolder,
    backupFolder: read('GERAI_BACKUPS', folderSchema, 'a folder') ?? join(dataFolder, 'backups'),
    databaseUrl: readSecret(environment['DATABASE_URL'], databaseSchema, DATABASE_WANTED),
    publicUrl: read('GERAI_PUBLIC_URL', urlSchema, urlWanted) ?? `http://localhost:${port}`,
    logLevel: read('GERAI_LOG', logSchema, 'error, info or debug') ?? 'info',
    metricsToken: readSecret(environment['GERAI_METRICS_TOKEN'], tokenSchema, TOKEN_WANTED),
  };
}

/** A secret that can't be right is never repeated in an error; an address that was mistyped still holds its password. */
function readSecret(value: string | undefined, schema: z.ZodMiniType<string>, wanted: string): string | null {
  if (value === undefined || value === '') return null;
  if (schema.safeParse(value).success) return value;
  throw new ConfigRefused(wanted);
}
