import type { TestProject } from 'vitest/node';
import { startPostgres, type TestPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server in which each shop gets a database of its own. */
    postgresUrl: string;
  }
}

/** One server for all tests that stand on PostgreSQL. */
let postgres: TestPostgres | null = null;

export async function setup(project: TestProject): Promise<void> {
  postgres = await startPostgres({ isDurable: false });
  project.provide('postgresUrl', postgres.url);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
}
