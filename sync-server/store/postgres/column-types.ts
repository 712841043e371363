import { types, type CustomTypesConfig } from 'pg';
import { storedText } from './storable-text.ts';

/** Numbers come as they do from SQLite: `bigint` columns, and sums over them, are numbers as long as they are exact. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === types.builtins.INT8 || oid === types.builtins.NUMERIC) return exactNumber;
    if (oid === types.builtins.TEXT) return storedText;
    return types.getTypeParser(oid, format);
  },
};

/** @throws RangeError when the number is too large, or no whole number */
function exactNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`The database holds ${text}, which is not exact`);
  return number;
}
