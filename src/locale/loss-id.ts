import type { Amount, Count, Lost, Named } from './words.ts';

/** What is said when the device's memory has lost something: what happened, whether the money is safe, what to do. */
export const lossId = {
  looking: 'Memeriksa catatan di perangkat ini…',
  titles: {
    cut: 'Sebagian catatan di perangkat ini hilang',
    gone: 'Catatan di perangkat ini hilang',
    unreadable: 'Catatan di perangkat ini tidak bisa dibaca',
  },
  happened: 'Yang terjadi',
  safe: 'Data uang',
  next: 'Yang perlu dilakukan',
  causes: {
    wiped: 'Berkas peramban rusak, lalu peramban mengosongkannya. Gerai tidak menghapus apa pun.',
    cleared: 'Penyimpanan peramban rusak atau dikosongkan. Gerai tidak menghapus apa pun.',
    unreadable: 'Berkas peramban rusak dan tidak bisa dibuka. Gerai tidak menghapus apa pun.',
  },
  allSent: 'Aman: semua catatan sudah sampai di server.',
  inCopy: ({ count, amount }: Count & Amount) =>
    `Aman: ${count} catatan senilai ${amount} belum terkirim, dan semuanya ada di salinan kedua.`,
  partly: ({ count, amount, lost }: Count & Amount & Lost) =>
    `${count} catatan senilai ${amount} ada di salinan kedua. ${lost} catatan tidak ditemukan; cocokkan dengan struk kertas.`,
  notFound: ({ lost }: Lost) =>
    `${lost} catatan yang belum terkirim tidak ditemukan. Cocokkan dengan struk kertas.`,
  unknown: 'Tidak diketahui apakah semua catatan sudah terkirim. Cocokkan dengan struk kertas.',
  healNext: 'Pulihkan sekarang, lalu lanjutkan berjualan.',
  enrolNext: 'Minta kode kepada pengurus, lalu daftarkan ulang perangkat ini.',
  enrolNextCopy:
    'Minta kode kepada pengurus, lalu daftarkan ulang perangkat ini. Sesudah itu salinannya dikirim sendiri ke server.',
  elsewhereNext:
    'Simpan salinan ke berkas dan jangan hapus data peramban. Masukkan berkas itu di Pengaturan pada perangkat lain, lalu hubungi pengurus.',
  callNext: 'Jangan hapus data peramban. Hubungi pengurus.',
  heal: 'Pulihkan dari salinan',
  healing: 'Memulihkan…',
  healFailed:
    'Belum berhasil dipulihkan. Catatan tidak diubah. Simpan salinan ke berkas dan hubungi pengurus.',
  enrol: 'Daftarkan ulang perangkat ini',
  fullTitle: 'Penyimpanan perangkat penuh',
  fullLead:
    'Penjualan tersimpan memakai ruang cadangan yang terakhir. Kosongkan ruang di perangkat sekarang; jangan hapus data peramban.',
};

/** Copies of the ledger as files, and files of other devices. */
export const copiesId = {
  title: 'Salinan catatan',
  lead: 'Semua catatan yang masih ada di perangkat ini, sebagai berkas. Simpan juga di luar perangkat ini.',
  save: 'Simpan salinan ke berkas',
  saving: 'Membuat berkas…',
  saved: ({ name }: Named) => `Tersimpan di Unduhan: ${name}`,
  saveFailed: 'Berkas belum bisa dibuat. Catatan di perangkat ini tidak berubah. Coba lagi.',
  bringLead:
    'Salinan dari perangkat lain bisa dikirim ke server dari sini. Dua kali pun tidak menggandakan apa-apa.',
  bring: 'Masukkan berkas salinan',
  bringing: 'Mengirim isi berkas…',
  brought: ({ count }: Count) => `${count} catatan dari berkas ini ada di server.`,
  kept: ({ count }: Count) => `${count} catatan disimpan server untuk diperiksa pengurus.`,
  partDamaged: 'Sebagian berkas rusak. Yang masih terbaca sudah dikirim.',
  notLedger: 'Ini bukan berkas salinan Gerai.',
  newer: 'Berkas ini dibuat oleh Gerai yang lebih baru. Perbarui aplikasi dulu.',
  offline: 'Server belum terjangkau. Sambungkan ke internet, lalu masukkan lagi.',
  refused: 'Server menolak berkas ini. Hubungi pengurus; berkasnya jangan dihapus.',
};
