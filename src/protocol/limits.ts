/** Entries in one push, and their raw JSON size in bytes. */
export const PUSH_ENTRIES_MAX = 500;
export const PUSH_BYTES_MAX = 512 * 1024;

/** A device that writes its ledger to a file signs at least this often, so that a lost signature still leaves parts a push takes. */
export const LEDGER_RUN_ENTRIES_MAX = 200;
export const LEDGER_RUN_BYTES_MAX = 200 * 1024;

/** A fact's body in UTF-8 bytes; longer documents are several facts with one documentId. */
export const BODY_BYTES_MAX = 48 * 1024;
export const BODY_DEPTH_MAX = 20;

/** Rows in one page of a pull. */
export const PULL_ROWS_MAX = 1000;

/** Characters of a name, a unit or a label, and of a free note. */
export const NAME_LENGTH_MAX = 120;
export const NOTE_LENGTH_MAX = 300;

/** Lines and moves in one body, and parts of one document. */
export const LINES_MAX = 300;
export const PARTS_MAX = 10_000;

/** An enrolment code lives ten minutes and five tries (`trust` 2). */
export const ENROL_CODE_LIFE_MS = 10 * 60_000;
export const ENROL_TRIES_MAX = 5;

/** A device session's token and a nonce. */
export const SESSION_LIFE_MS = 15 * 60_000;
export const NONCE_LIFE_MS = 2 * 60_000;

/** One part of a dump in raw JSON bytes, parts of one dump, and all that one device may hand over unbooked. */
export const DUMP_PART_BYTES_MAX = 512 * 1024;
export const DUMP_PARTS_MAX = 2000;
export const DUMP_DEVICE_BYTES_MAX = 128 * 1024 * 1024;
