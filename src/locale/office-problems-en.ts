import type { OfficeMessages } from './office-id.ts';

/** The server's problems in English. */
export const officeProblemsEn: OfficeMessages['problems'] = {
  unreachable: {
    what: 'The server can’t be reached.',
    next: 'Check the connection. The screen tries again by itself.',
  },
  unknownOutcome: {
    what: 'The server can’t be reached, so it is not certain whether this was recorded.',
    next: 'Try again: what was recorded is not doubled.',
  },
  signedOut: { what: 'Your session has ended.', next: 'Sign in again.' },
  forbidden: { what: 'Your role may not do this.', next: 'Ask the board to do it.' },
  wait: ({ wait }) => `Try again in ${wait}.`,
  kinds: {
    malformed: {
      what: 'The server can’t take what was filled in.',
      next: 'Check it. What you typed is still there.',
    },
    damaged: { what: 'What was sent was damaged on the way.', next: 'Try again; check the network.' },
    too_large: { what: 'What was sent is too large.', next: 'Split it into parts.' },
    unsupported_media_type: { what: 'The server does not know this form.', next: 'Reload the page.' },
    unauthenticated: { what: 'Your session has ended.', next: 'Sign in again.' },
    revoked: { what: 'This permission has been revoked.', next: 'Call the board.' },
    not_found: {
      what: 'The server does not have it.',
      next: 'Somebody may have changed it. Update the page.',
    },
    method_not_allowed: { what: 'The server does not know this request.', next: 'Reload the page.' },
    broken_chain: { what: 'The chain of records does not match.', next: 'Reload the page.' },
    epoch_foreign: { what: 'This record belongs to another device.', next: 'Reload the page.' },
    credentials_wrong: {
      what: 'The account name or the password is wrong.',
      next: 'Check them, then try again.',
    },
    credentials_locked: { what: 'Too many wrong tries.', next: 'Wait a few minutes, then try again.' },
    password_common: {
      what: 'This password is too easy to guess.',
      next: 'Choose another, such as four unrelated words.',
    },
    forbidden: { what: 'Your role may not do this.', next: 'Ask the board to do it.' },
    stale: {
      what: 'Somebody changed it while you were typing.',
      next: 'Look at what is there now, then decide again.',
    },
    taken: { what: 'This name or code is taken.', next: 'Choose another.' },
    above_ceiling: { what: 'The price is above the ceiling.', next: 'Type a price that is not above it.' },
    import_faulty: {
      what: 'The files changed or something is wrong in them.',
      next: 'Check them again before importing.',
    },
    code_wrong: { what: 'The code does not match.', next: 'Check the code and type it again.' },
    code_expired: { what: 'The code counts no more.', next: 'Ask for a new code.' },
    code_used: { what: 'The code has been used.', next: 'Ask for a new code.' },
    code_locked: { what: 'The code is locked after too many wrong tries.', next: 'Ask for a new code.' },
    enrolment_denied: {
      what: 'That device was turned down.',
      next: 'Make a new code if that was a mistake.',
    },
    update_needed: { what: 'This page is an old version.', next: 'Reload the page.' },
    dump_full: { what: 'There is no room for more copies.', next: 'Call whoever looks after the server.' },
    https_needed: { what: 'This address is not secure.', next: 'Open the office with https://.' },
    rate_limited: { what: 'The server is busy.', next: 'Wait a moment, then try again.' },
    storage_full: { what: 'The server’s storage is full.', next: 'Call whoever looks after the server.' },
    unavailable: { what: 'The server is not ready.', next: 'Wait a moment, then try again.' },
    server_error: {
      what: 'The server has a fault.',
      next: 'Try again. If it stays, call whoever looks after the server.',
    },
  },
};
