/** The version of the messages. A change of any schema moves the fingerprint, and a test asks for a decision here. */
export const PROTOCOL_VERSION = 1;

/** Every API reply carries this header; a reply without it is a captive portal's, and means offline. */
export const SYNC_HEADER = 'x-gerai-sync';
