/** What each problem that the server names means to a person in the office: what happened, and what to do next. */
export const officeProblemsId = {
  unreachable: {
    what: 'Server tidak terjangkau.',
    next: 'Periksa sambungan internet. Layar mencoba lagi sendiri.',
  },
  unknownOutcome: {
    what: 'Server tidak terjangkau, jadi belum pasti apakah ini sudah tercatat.',
    next: 'Coba lagi: yang sudah tercatat tidak akan dobel.',
  },
  signedOut: { what: 'Sesi Anda sudah berakhir.', next: 'Masuk lagi.' },
  forbidden: { what: 'Peran Anda tidak boleh melakukan ini.', next: 'Minta pengurus melakukannya.' },
  wait: ({ wait }: { readonly wait: string }) => `Coba lagi dalam ${wait}.`,
  kinds: {
    malformed: {
      what: 'Isiannya tidak bisa diterima server.',
      next: 'Periksa isiannya. Yang Anda ketik tidak hilang.',
    },
    damaged: { what: 'Data rusak di jalan.', next: 'Coba lagi; periksa jaringan.' },
    too_large: { what: 'Kirimannya terlalu besar.', next: 'Bagi menjadi beberapa bagian.' },
    unsupported_media_type: {
      what: 'Server tidak mengenal bentuk kiriman ini.',
      next: 'Muat ulang halaman.',
    },
    unauthenticated: { what: 'Sesi Anda sudah berakhir.', next: 'Masuk lagi.' },
    revoked: { what: 'Izin ini sudah dicabut.', next: 'Hubungi pengurus.' },
    not_found: {
      what: 'Tidak ditemukan di server.',
      next: 'Mungkin sudah diubah orang lain. Perbarui halaman.',
    },
    method_not_allowed: { what: 'Server tidak mengenal permintaan ini.', next: 'Muat ulang halaman.' },
    broken_chain: { what: 'Rantai catatan tidak cocok.', next: 'Muat ulang halaman.' },
    epoch_foreign: { what: 'Catatan ini milik perangkat lain.', next: 'Muat ulang halaman.' },
    credentials_wrong: { what: 'Nama akun atau kata sandi salah.', next: 'Periksa, lalu coba lagi.' },
    credentials_locked: { what: 'Terlalu sering salah.', next: 'Tunggu beberapa menit, lalu coba lagi.' },
    password_common: {
      what: 'Kata sandi ini terlalu mudah ditebak.',
      next: 'Pilih yang lain, misalnya empat kata yang tidak berhubungan.',
    },
    forbidden: { what: 'Peran Anda tidak boleh melakukan ini.', next: 'Minta pengurus melakukannya.' },
    stale: {
      what: 'Sudah diubah orang lain sementara Anda mengetik.',
      next: 'Lihat keadaan yang baru, lalu putuskan lagi.',
    },
    taken: { what: 'Nama atau kode ini sudah dipakai.', next: 'Pilih yang lain.' },
    above_ceiling: { what: 'Harganya di atas HET.', next: 'Ketik harga yang tidak lebih dari HET.' },
    import_faulty: {
      what: 'Berkasnya berubah atau ada yang salah.',
      next: 'Periksa lagi sebelum mengimpor.',
    },
    code_wrong: { what: 'Kode tidak cocok.', next: 'Periksa kodenya, lalu ketik lagi.' },
    code_expired: { what: 'Kode sudah tidak berlaku.', next: 'Minta kode baru.' },
    code_used: { what: 'Kode sudah dipakai.', next: 'Minta kode baru.' },
    code_locked: { what: 'Kode terkunci karena terlalu sering salah.', next: 'Minta kode baru.' },
    enrolment_denied: { what: 'Perangkat itu ditolak.', next: 'Buat kode baru bila ini keliru.' },
    update_needed: { what: 'Halaman ini versi lama.', next: 'Muat ulang halaman.' },
    dump_full: { what: 'Tempat titipan salinan sudah penuh.', next: 'Hubungi yang merawat server.' },
    https_needed: { what: 'Alamat ini tidak aman.', next: 'Buka kantor lewat https://.' },
    rate_limited: { what: 'Server sedang sibuk.', next: 'Tunggu sebentar, lalu coba lagi.' },
    storage_full: { what: 'Ruang simpan server penuh.', next: 'Hubungi yang merawat server.' },
    unavailable: { what: 'Server sedang tidak siap.', next: 'Tunggu sebentar, lalu coba lagi.' },
    server_error: {
      what: 'Server mengalami gangguan.',
      next: 'Coba lagi. Bila terulang, hubungi yang merawat server.',
    },
  },
};
