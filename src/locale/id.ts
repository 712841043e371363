import type { Aged, Amount, Count, Named } from './words.ts';

/**
 * The words up to the till's first paint, in Indonesian. This and `more-id.ts` are the source: `en.ts` must have the same keys
 * and parameters.
 */
export const id = {
  common: {
    close: 'Tutup',
    retry: 'Coba lagi',
    reload: 'Muat ulang',
    loading: 'Memuat…',
    undo: 'Urungkan',
    details: 'Rincian teknis',
    languageNames: { id: 'Bahasa Indonesia', en: 'English' },
    language: 'Bahasa',
    languageMissing: 'Bahasa itu belum terunduh',
  },
  age: {
    moment: 'kurang dari semenit',
    minutes: ({ count }: Count) => `${count} menit`,
    hours: ({ count }: Count) => `${count} jam`,
    days: ({ count }: Count) => `${count} hari`,
  },
  ui: {
    backspace: 'Hapus satu angka',
    decimalComma: 'Koma',
  },
  app: {
    name: 'Gerai',
    titles: {
      till: 'Kasir',
      today: 'Hari ini',
      settings: 'Pengaturan',
      stock: 'Stok',
      enrol: 'Daftarkan perangkat',
      signIn: 'Masuk',
      shift: 'Buka kasir',
      office: 'Kantor',
      notFound: 'Tidak ditemukan',
    },
    starting: 'Menyiapkan Gerai…',
    updateReady: 'Versi baru siap.',
    updateNow: 'Pasang sekarang',
    updateWaits: 'Versi baru siap. Dipasang setelah keranjang kosong.',
  },
  header: {
    today: 'Hari ini',
    menu: ({ name }: Named) => `Menu ${name}`,
    settings: 'Pengaturan',
    switchCashier: 'Ganti kasir',
    backToTill: 'Kembali ke kasir',
  },
  roles: {
    cashier: 'Kasir',
    manager: 'Pengelola',
    admin: 'Pengurus',
    supervisor: 'Pengawas',
    city: 'Dinas',
  },
  signIn: {
    title: 'Siapa yang bertugas?',
    lead: 'Pilih nama Anda.',
    pinTitle: ({ name }: Named) => `Halo, ${name}`,
    pinLead: 'Ketik 6 angka PIN Anda.',
    pinPad: 'Tombol PIN',
    pinFilled: ({ count }: Count) => `${count} dari 6 angka sudah diketik`,
    checking: 'Memeriksa PIN…',
    otherName: 'Ganti nama',
    noStaffTitle: 'Belum ada kasir di perangkat ini',
    noStaffLead: 'Sambungkan ke internet supaya daftar kasir terunduh.',
    noStaffRetry: 'Unduh sekarang',
    noPin: 'Belum punya PIN',
  },
  till: {
    search: 'Cari barang',
    searchPlaceholder: 'Cari nama, kode, atau pindai',
    clearSearch: 'Hapus pencarian',
    keys: 'Daftar tombol',
    camera: 'Pindai dengan kamera',
    shelves: 'Kategori',
    allShelves: 'Semua',
    favourites: 'Favorit',
    goods: 'Daftar barang',
    noHit: ({ query }: { readonly query: string }) => `Tidak ada barang yang cocok dengan “${query}”.`,
    showAll: 'Tampilkan semua barang',
    noGoods: 'Daftar barang masih kosong. Impor daftar barang di server, lalu sambungkan perangkat ini.',
    loadingGoods: 'Menyiapkan daftar barang…',
    noPrice: 'Belum ada harga',
    tile: (facts: {
      readonly name: string;
      readonly price: string;
      readonly stock: string;
      readonly inCart: string;
    }) =>
      `${facts.name}, ${facts.price}, stok ${facts.stock}${facts.inCart ? `, ${facts.inCart} di keranjang` : ''}`,
    unknownCode: ({ code }: { readonly code: string }) => `Kode ${code} tidak dikenal.`,
    partMissing: 'Bagian ini belum terunduh.',
    partMissingNext: 'Keranjang tetap utuh. Sambungkan ke internet, lalu coba lagi.',
    searchCode: 'Cari',
    scanRefused: 'Selesaikan pembayaran dulu, lalu pindai lagi.',
    couldNotSave: 'Perubahan belum tersimpan. Ulangi.',
    ruleWarning: ({ name }: Named) => `${name} melebihi batas pembelian. Boleh dijual, dan akan ditandai.`,
  },
  cart: {
    title: 'Keranjang',
    items: ({ count }: Count) => `${count} barang`,
    open: ({ count, amount }: Count & Amount) => `Buka keranjang, ${count} barang, ${amount}`,
    empty: 'Ketuk barang atau pindai barcode',
    total: 'Total',
    exact: 'Uang pas',
    pay: 'Bayar',
    clear: 'Kosongkan',
    cleared: 'Keranjang dikosongkan',
    remove: 'Hapus',
    removed: ({ name }: Named) => `${name} dihapus`,
    less: ({ name }: Named) => `Kurangi ${name}`,
    more: ({ name }: Named) => `Tambah ${name}`,
    editWeight: 'Ubah berat',
    line: ({ name, quantity, amount }: Named & Amount & { readonly quantity: string }) =>
      `Ubah ${name}, ${quantity}, ${amount}`,
    each: ({ amount, unit }: Amount & { readonly unit: string }) => `${amount}/${unit}`,
    lines: 'Isi keranjang',
    rounding: ({ amount }: Amount) => `Pembulatan ${amount}`,
  },
  sync: {
    ok: 'Tersinkron',
    sending: ({ count }: Count) => `Mengirim ${count}`,
    waiting: ({ count }: Count) => `${count} menunggu`,
    offline: 'Luring',
    offlineWaiting: ({ count }: Count) => `Luring · ${count} menunggu`,
    check: ({ count }: Count) => `${count} perlu dicek`,
    stale: ({ age }: Aged) => `Belum sinkron ${age}`,
    storage: 'Penyimpanan bermasalah',
    trouble: 'Perlu dicek',
  },
};

export type Messages = typeof id;
