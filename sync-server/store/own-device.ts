/** The name the server signs its own entries with, and the rows that they make. No device can bear it: theirs have 22 characters. */
export const OWN_DEVICE = 'server';
