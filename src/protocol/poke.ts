import * as z from 'zod/mini';
import { cursorSchema } from './parts.ts';
import { streamSchema } from './pull.ts';

/**
 * `GET /api/sync/v1/poke`, server-sent events: a stream of the device's scope has grown to `seq`. It carries no row and no
 * name, so whoever hears it learns only that a pull is worth while. One that is lost costs nothing: the poll asks anyway.
 */
export const pokeSchema = z.extend(cursorSchema, { stream: streamSchema });

export type Poke = z.infer<typeof pokeSchema>;
