import type { FindingKind } from '#domain/judge.ts';
import type { OfficeMessages } from '../../locale/office-id.ts';

interface Words {
  readonly name: string;
  readonly means: string;
  readonly todo: string;
}

/** A kind of finding in words. One that this page does not know yet says so instead of guessing. */
export function findingWords(kind: string, office: OfficeMessages): Words {
  const kinds: Readonly<Record<FindingKind, Words>> = office.findings.kinds;
  const known: Readonly<Record<string, Words>> = kinds;
  const { other } = office.findings;
  return (
    (Object.hasOwn(known, kind) ? known[kind] : undefined) ?? {
      name: other.name({ kind }),
      means: other.means,
      todo: other.todo,
    }
  );
}
