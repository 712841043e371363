import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Plan } from './plan.ts';

/** Plans that have failed once, by name. They are kept whole: a seed would mean another world as soon as the planner changes. */
export interface KeptPlan {
  readonly name: string;
  readonly plan: Plan;
}

const FOLDER = new URL('kept/', import.meta.url);

export function readKept(): readonly KeptPlan[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -'.json'.length), plan: planIn(file) }));
}

/** Keeps a plan. @param name kebab-case, what went wrong */
export function keep(name: string, plan: Plan): void {
  writeFileSync(new URL(`${name}.json`, FOLDER), `${JSON.stringify(plan, null, 2)}\n`);
}

function planIn(file: string): Plan {
  const plan: Plan = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  return plan;
}
