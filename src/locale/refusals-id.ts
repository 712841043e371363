interface Amount {
  /** Written out, with `Rp`. */
  readonly amount: string;
}
interface Named {
  readonly name: string;
}

/** What each refusal says in Indonesian: what happened, and what to do next. Which is which: `refusals.ts`. */
export const refusalsId = {
  safe: {
    cart: 'Keranjang tetap utuh dan belum ada yang dicatat.',
    nothing: 'Belum ada yang dicatat.',
    sold: 'Penjualan pertama sudah tersimpan satu kali, tidak dobel.',
    ledger: 'Penjualan yang sudah tersimpan tetap aman di perangkat ini.',
  },
  notPermitted: {
    what: 'Peran Anda tidak boleh melakukan ini.',
    next: 'Minta kasir atau pengelola untuk masuk.',
  },
  shiftNotOpen: { what: 'Kasir belum dibuka.', next: 'Buka kasir dulu, lalu bayar lagi.' },
  shiftAlreadyOpen: { what: 'Kasir sudah dibuka di perangkat ini.', next: 'Lanjutkan berjualan.' },
  emptyCart: { what: 'Keranjang masih kosong.', next: 'Ketuk barang atau pindai barcode.' },
  tooManyLines: {
    what: ({ max }: { readonly max: number }) => `Satu transaksi paling banyak ${max} baris.`,
    next: 'Selesaikan transaksi ini, lalu mulai yang baru.',
  },
  amountTooLarge: { what: 'Jumlah uangnya terlalu besar.', next: 'Periksa angka yang diketik.' },
  paymentShort: {
    what: ({ amount }: Amount) => `Uang kurang ${amount}.`,
    next: 'Minta kekurangannya atau kurangi barang.',
  },
  paymentOver: {
    what: ({ amount }: Amount) => `Pembayaran lebih ${amount} dari total.`,
    next: 'Ulangi pembayaran.',
  },
  priceCeiling: {
    what: ({ name, limit }: Named & { readonly limit: string }) => `Harga ${name} di atas HET ${limit}.`,
    next: 'Tidak ada yang boleh menjualnya di atas HET. Minta pengurus memperbaiki harga.',
  },
  quantityLimit: {
    what: ({ name }: Named) => `${name} melebihi batas pembelian.`,
    next: 'Kurangi jumlahnya.',
  },
  buyerRule: {
    what: ({ name }: Named) => `${name} wajib dicatat pembelinya, dan Gerai belum bisa mencatatnya.`,
    next: 'Barang ini belum bisa dijual lewat Gerai.',
  },
  ruleOther: {
    what: ({ name }: Named) => `${name} tidak boleh dijual menurut aturan yang berlaku.`,
    next: 'Keluarkan barang ini dari keranjang.',
  },
  priceMissing: {
    what: ({ name }: Named) => `${name} belum punya harga.`,
    next: 'Minta pengurus mengisi harganya.',
  },
  quantityInvalid: { what: 'Jumlahnya tidak bisa dipakai.', next: 'Ketik jumlah lebih dari nol.' },
  productInactive: { what: ({ name }: Named) => `${name} tidak dijual lagi.`, next: 'Pilih barang lain.' },
  productUnknown: {
    what: 'Barang ini tidak ada lagi di daftar.',
    next: 'Tutup, lalu cari barangnya lagi.',
  },
  fieldMissing: {
    what: {
      name: 'Nama barang belum diisi atau terlalu panjang.',
      category: 'Kategori belum diisi atau terlalu panjang.',
      unit: 'Satuan belum diisi atau terlalu panjang.',
      price: 'Harga belum diisi.',
    },
    next: 'Lengkapi isian itu, lalu simpan lagi.',
  },
  barcodeBroken: {
    what: 'Barcode ini salah baca atau salah ketik.',
    next: 'Pindai lagi, atau kosongkan barcodenya.',
  },
  barcodeTaken: {
    what: ({ name }: Named) => `Barcode ini sudah dipakai ${name}.`,
    next: 'Pakai barang itu, atau kosongkan barcodenya.',
  },
  alreadyPaid: {
    what: 'Keranjang ini sudah dibayar.',
    next: 'Periksa daftar hari ini sebelum menagih lagi.',
  },
  cartChanged: {
    what: 'Keranjang berubah di tab lain.',
    next: 'Periksa isi keranjang, lalu bayar lagi.',
  },
  updateNeeded: {
    what: 'Versi Gerai di tab ini sudah lama.',
    next: 'Muat ulang halaman ini.',
  },
  deviceRevoked: {
    what: 'Perangkat ini tidak diizinkan lagi oleh koperasi.',
    next: 'Hubungi pengurus. Jangan hapus data peramban.',
  },
  pinWrong: {
    what: ({ triesLeft }: { readonly triesLeft: number }) => `PIN salah. Sisa ${triesLeft} percobaan.`,
    next: 'Coba lagi.',
  },
  pinLocked: {
    what: ({ wait }: { readonly wait: string }) => `Terlalu sering salah. Coba lagi dalam ${wait}.`,
    next: 'Tunggu, atau minta orang lain masuk.',
  },
  staffUnknown: {
    what: 'Nama ini tidak ada di daftar perangkat.',
    next: 'Pilih nama lain atau hubungi pengurus.',
  },
  pinGuessable: {
    what: 'PIN ini mudah ditebak.',
    next: 'Jangan memakai tahun, angka berurutan, atau angka berulang. Pilih yang lain.',
  },
  pinDiffers: { what: 'Kedua PIN tidak sama.', next: 'Ketik PIN baru dari awal.' },
  startCodeWrong: {
    what: 'Kode tidak cocok untuk nama ini.',
    next: 'Periksa kode dan nama, lalu ketik lagi.',
  },
  startCodeExpired: { what: 'Kode sudah lewat 24 jam.', next: 'Minta kode baru kepada pengurus.' },
  codeWrong: { what: 'Kode tidak cocok.', next: 'Periksa kodenya, lalu ketik lagi.' },
  codeExpired: {
    what: 'Kode sudah lewat 10 menit.',
    next: 'Minta kode baru kepada pengurus.',
  },
  codeUsed: {
    what: 'Kode sudah dipakai perangkat lain.',
    next: 'Minta kode baru kepada pengurus.',
  },
  codeLocked: {
    what: 'Kode terkunci karena terlalu sering salah.',
    next: 'Minta kode baru kepada pengurus.',
  },
  enrolmentDenied: {
    what: 'Pengurus menolak perangkat ini.',
    next: 'Pastikan angkanya sama di kedua layar, lalu minta kode baru.',
  },
  serverUnreachable: {
    what: 'Server tidak terjangkau.',
    next: 'Sambungkan ke internet, lalu coba lagi.',
  },
  serverRefused: {
    what: ({ problem }: { readonly problem: string }) => `Server menolak permintaan ini (${problem}).`,
    next: 'Coba lagi. Bila tetap ditolak, hubungi pengurus.',
  },
};

export type RefusalMessages = typeof refusalsId;
