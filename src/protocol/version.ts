/** The version of the messages. A change of any schema moves the fingerprint, and a test asks for a decision here. */
export const PROTOCOL_VERSION = 1;

/** Every API reply carries this header; a reply without it is a captive portal's, and means offline. */
export const SYNC_HEADER = 'x-gerai-sync';

/**
 * SHA-256 of a message's JSON before it is packed, lower-case hex. Entries prove themselves by their chain; this covers what
 * stands around them, where one bit makes another series, another price or another backup mark.
 */
export const DIGEST_HEADER = 'x-gerai-digest';
