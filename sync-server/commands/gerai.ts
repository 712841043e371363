import '../require-node.ts';
import { parseArgs } from 'node:util';
import { parseBusinessDate } from '#domain/time.ts';
import { ConfigRefused, readConfig } from '../config.ts';
import { backupCommand } from './backup-command.ts';
import { enrolCommand } from './enrol-command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { importLedgerCommand } from './import-ledger-command.ts';
import { restoreCommand } from './restore-command.ts';
import { verifyLedgerCommand } from './verify-ledger-command.ts';
import { verifyBackupCommand } from './verify-backup-command.ts';

const HELP = `Pemakaian / usage: npm run gerai -- PERINTAH

  enrol [--outlet GI]                 buat kode pendaftaran tablet dan cocokkan angkanya
                                      (make a one-time code for a tablet and compare its digits)
  import FOLDER [--from 2026-01-31]   isi data koperasi dari berkas CSV; --from: tanggal harga mulai berlaku
                                      (bring CSV files into the books; --from: the day the prices start)
  backup                              buat cadangan sekarang dan uji; server yang berjalan melakukannya tiap jam
                                      (make and verify a backup now; a running server does it every hour)
  verify-backup [BERKAS]              hitung ulang seluruh isi cadangan, biasanya yang terbaru; hanya membaca
                                      (recompute a whole backup, the newest by default; only reads)
  restore BERKAS [--replace]          pulihkan buku dari cadangan; --replace: sisihkan buku yang ada, tidak dihapus
                                      (put a backup in place; --replace: set the present books aside)
          [--new-keys]                folder keys/ hilang: semua tablet harus didaftarkan ulang
                                      (the keys are lost: every tablet has to be enrolled again)
  export BERKAS [--device ID] [--coop ID]   tulis buku satu perangkat ke berkas; server boleh berjalan
                                      (write a device's ledger to a file; a server may run)
          [--checkpoints]             hanya daftar titik periksa, sebagai pembanding (only the list of checkpoints)
  verify BERKAS [--against DAFTAR | EPOCH:SEQ:KEPALA]
                                      uji berkas buku: rantai, jumlah, nomor, tanda tangan; --against: daftar dari server
                                      atau kepala di kertas Z, supaya ekor yang dipotong terlihat
                                      (prove a ledger file; only --against shows a tail cut together with its checkpoints)
  import-ledger BERKAS                masukkan berkas buku dari tablet; boleh diulang
                                      (bring a tablet's ledger file into the books; again changes nothing)
  --help                              tampilkan bantuan ini (show this)

Folder data: GERAI_DATA, biasanya .gerai/data. Untuk demo: GERAI_DATA=.gerai/demo
Basis data PostgreSQL: DATABASE_URL, jika ada (if there is one)
Folder cadangan: GERAI_BACKUPS, biasanya backups di folder data; sebaiknya di disk lain (better on another disk)`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  outlet: { type: 'string' },
  from: { type: 'string' },
  replace: { type: 'boolean' },
  'new-keys': { type: 'boolean' },
  coop: { type: 'string' },
  device: { type: 'string' },
  checkpoints: { type: 'boolean' },
  against: { type: 'string', multiple: true },
} as const;

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: OPTIONS });
  const [command, operand, ...rest] = positionals;
  if (values.help === true || command === undefined) return explain(0);
  if (rest.length > 0) return explain(2);
  const config = readConfig(process.env);
  const { dataFolder } = config;
  if (operand === undefined) {
    if (command === 'enrol') return enrolCommand(dataFolder, values.outlet ?? null);
    if (command === 'backup') return backupCommand(config);
    return command === 'verify-backup' ? verifyBackupCommand(config, null) : explain(2);
  }
  if (command === 'verify-backup') return verifyBackupCommand(config, operand);
  if (command === 'restore') {
    const [isReplacing, hasNewKeys] = [values.replace === true, values['new-keys'] === true];
    return restoreCommand({ ...config, file: operand, isReplacing, hasNewKeys });
  }
  if (command === 'verify') return verifyLedgerCommand(operand, values.against ?? []);
  if (command === 'import-ledger') return importLedgerCommand(config, operand);
  if (command === 'export') {
    const [coopId, deviceId] = [values.coop ?? null, values.device ?? null];
    return exportCommand(config, {
      file: operand,
      coopId,
      deviceId,
      isListOnly: values.checkpoints === true,
    });
  }
  if (command !== 'import') return explain(2);
  const from = values.from === undefined ? null : parseBusinessDate(values.from);
  if (values.from !== undefined && from === null)
    return complain(`--from ${values.from}: bukan tanggal (not a date)`);
  return importCommand(config, { folder: operand, from });
}

function explain(code: number): number {
  console.log(HELP);
  return code;
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
