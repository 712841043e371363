import type { Rupiah } from './money.ts';
import type { BusinessDate } from './time.ts';

/** A member of the co-operative (buku daftar anggota). The id is the member number. No NIK stands here. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly joined: BusinessDate;
  readonly simpananPokokRupiah: Rupiah;
  readonly simpananWajibRupiah: Rupiah;
  readonly creditLimitRupiah: Rupiah;
}
