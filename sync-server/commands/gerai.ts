import '../require-node.ts';
import { parseArgs } from 'node:util';
import { parseBusinessDate } from '#domain/time.ts';
import { ConfigRefused, readConfig } from '../config.ts';
import { enrolCommand } from './enrol-command.ts';
import { importCommand } from './import-command.ts';

const HELP = `Pemakaian / usage: npm run gerai -- PERINTAH

  enrol [--outlet GI]                 buat kode pendaftaran tablet dan cocokkan angkanya
                                      (make a one-time code for a tablet and compare its digits)
  import FOLDER [--from 2026-01-31]   isi data koperasi dari berkas CSV; --from: tanggal harga mulai berlaku
                                      (bring CSV files into the books; --from: the day the prices start)
  --help                              tampilkan bantuan ini (show this)

Folder data: GERAI_DATA, biasanya .gerai/data. Untuk demo: GERAI_DATA=.gerai/demo
Basis data PostgreSQL: DATABASE_URL, jika ada (if there is one)`;

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, outlet: { type: 'string' }, from: { type: 'string' } },
  });
  const [command, folder, ...rest] = positionals;
  const config = readConfig(process.env);
  const { dataFolder } = config;
  const isAsked = values.help === true || command === undefined;
  if (!isAsked && command === 'enrol' && folder === undefined)
    return enrolCommand(dataFolder, values.outlet ?? null);
  if (!isAsked && command === 'import' && folder !== undefined && rest.length === 0) {
    const from = values.from === undefined ? null : parseBusinessDate(values.from);
    if (values.from !== undefined && from === null)
      return complain(`--from ${values.from}: bukan tanggal (not a date)`);
    return importCommand(config, { folder, from });
  }
  console.log(HELP);
  return isAsked ? 0 : 2;
}

function complain(reason: string): number {
  console.error(reason);
  return 2;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isUsage =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof ConfigRefused)) throw error;
  process.exitCode = complain(`${error.message}\n\n${HELP}`);
}
