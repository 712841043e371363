/** The server's own build, as it stands in the facts it writes. */
export const SERVER_BUILD = 'gerai-server-0.1.0';

/** The oldest till that this server still understands. */
export const BUILD_MIN = '0.1.0';
