import type { Language } from '../../locale/language.ts';
import type { Messages } from '../../locale/id.ts';
import { formatWait } from '../../locale/office-format.ts';
import type { OfficeMessages } from '../../locale/office-id.ts';
import type { OfficeFailure, ProblemKind } from '../../sync/office-client.ts';

interface Words {
  readonly what: string;
  readonly next: string;
}

export interface Tongue {
  readonly office: OfficeMessages;
  readonly text: Messages;
  readonly language: Language;
}

/** A failure in words: what happened, and what to do next. `isAct` tells of a request that may have been carried out. */
export function failureWords(
  failure: OfficeFailure,
  { office, text, language }: Tongue,
  isAct: boolean,
): Words {
  const { problems } = office;
  switch (failure.kind) {
    case 'unreachable':
      return isAct ? problems.unknownOutcome : problems.unreachable;
    case 'signed-out':
      return problems.signedOut;
    case 'forbidden':
      return problems.forbidden;
    case 'refused': {
      // A new kind of problem does not compile until it has its words.
      const kinds: Readonly<Record<ProblemKind, Words>> = problems.kinds;
      const words = kinds[failure.problem];
      if (failure.retryAfterMs === null) return words;
      return {
        what: words.what,
        next: problems.wait({ wait: formatWait(failure.retryAfterMs, language, text) }),
      };
    }
  }
}
