import { PostgresDialect, PostgresQueryCompiler, type QueryCompiler } from 'kysely';
import { storableText } from './storable-text.ts';

/** Lets no text through that PostgreSQL could not keep. */
class StorableQueryCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(storable(parameter));
  }
}

/** Kysely's PostgreSQL dialect, for texts that come from anywhere. */
export class StorablePostgresDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new StorableQueryCompiler();
  }
}

function storable(parameter: unknown): unknown {
  if (Array.isArray(parameter)) return parameter.map(storable);
  return typeof parameter === 'string' ? storableText(parameter) : parameter;
}
