import { readFileSync } from 'node:fs';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothingCounted: Count = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * What a runner really did. A runner that ended badly without naming a failed test (it crashed, found no test,
 * or a promise was rejected outside of one) counts as one failure, so that no red can turn into a green sum.
 */
export function countRun(exitCode: number, reportPath: string, read: (report: unknown) => Count): Count {
  const count = readReport(reportPath, read);
  if (count === undefined) return { ...nothingCounted, failed: 1 };
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function readReport(path: string, read: (report: unknown) => Count): Count | undefined {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A test file that could not even be loaded has no tests to fail, and stands in the report as a failed file. */
export function countVitest(report: unknown): Count {
  const files = listIn(report, 'testResults');
  const silent = files.filter(
    (file) => fieldOf(file, 'status') === 'failed' && !listIn(file, 'assertionResults').some(hasFailed),
  );
  return {
    passed: numberIn(report, 'numPassedTests'),
    failed: numberIn(report, 'numFailedTests') + silent.length,
    skipped: numberIn(report, 'numPendingTests') + numberIn(report, 'numTodoTests'),
  };
}

/** A test that passed at the second try is a test that failed. */
export function countPlaywright(report: unknown): Count {
  const stats = fieldOf(report, 'stats');
  return {
    passed: numberIn(stats, 'expected'),
    failed: numberIn(stats, 'unexpected') + numberIn(stats, 'flaky'),
    skipped: numberIn(stats, 'skipped'),
  };
}

function hasFailed(test: unknown): boolean {
  return fieldOf(test, 'status') === 'failed';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  if (!Array.isArray(list)) throw new TypeError(`The report has no list ${name}.`);
  return list;
}

function numberIn(value: unknown, name: string): number {
  const count = fieldOf(value, name);
  if (typeof count !== 'number') throw new TypeError(`The report has no number ${name}.`);
  return count;
}
