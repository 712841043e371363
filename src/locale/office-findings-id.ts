import type { FindingKind } from '#domain/judge.ts';

/** One kind of finding in words: what it is, what it means, what to do. */
interface FindingWords {
  readonly name: string;
  readonly means: string;
  readonly todo: string;
}

/** The compiler asks for the words of a new kind here. */
export const officeFindingsId = {
  kinds: {
    clock_skew: {
      name: 'Jam perangkat meleset',
      means: 'Jam tablet berbeda lebih dari lima menit dari jam server. Penjualannya tetap sah.',
      todo: 'Betulkan tanggal dan jam di tablet itu.',
    },
    business_date_far: {
      name: 'Tanggal usaha jauh di depan',
      means: 'Catatan ini memakai tanggal usaha lebih dari sehari setelah hari diterimanya.',
      todo: 'Tanyakan tanggal yang dipilih saat kasir dibuka, lalu periksa jam tablet.',
    },
    totals_mismatch: {
      name: 'Jumlah berjalan tidak cocok',
      means:
        'Jumlah yang ditulis tablet berbeda dari jumlah catatan sebelumnya. Mungkin ada catatan yang hilang.',
      todo: 'Bandingkan dengan struk di kertas, lalu lihat apakah ada catatan yang belum datang.',
    },
    role_not_permitted: {
      name: 'Peran tidak boleh',
      means: 'Orang ini melakukan sesuatu yang tidak boleh menurut perannya di daftar kantor.',
      todo: 'Tanyakan kepada orangnya, dan periksa perannya di bagian Orang.',
    },
    staff_unknown: {
      name: 'Orang tidak dikenal',
      means: 'Catatan ini memakai orang yang tidak ada di daftar koperasi.',
      todo: 'Cari siapa yang bertugas saat itu. Bila ragu, cabut izin perangkatnya.',
    },
    staff_inactive: {
      name: 'Orang sudah tidak aktif',
      means: 'Orang yang sudah dinonaktifkan masih mencatat di kasir.',
      todo: 'Sambungkan tablet supaya daftar orangnya terbaru, dan tanyakan siapa yang memakai PIN itu.',
    },
    product_unknown: {
      name: 'Barang tidak dikenal',
      means: 'Barang yang dijual tidak ada di katalog server.',
      todo: 'Tambahkan barangnya lewat impor, atau cocokkan kodenya.',
    },
    price_differs: {
      name: 'Harga berbeda dari daftar',
      means:
        'Barang dijual dengan harga lain dari yang berlaku saat itu. Uang pada penjualannya tidak diubah.',
      todo: 'Bandingkan kedua harga. Biasanya tablet belum menerima harga baru karena luring.',
    },
    rule_broken: {
      name: 'Melewati aturan penjualan',
      means: 'Penjualan ini melewati batas yang berlaku, misalnya jumlah per pembeli.',
      todo: 'Tanyakan alasannya kepada kasir dan catat untuk laporan.',
    },
    moves_differ: {
      name: 'Gerak stok tidak cocok',
      means: 'Stok yang dikurangi tablet berbeda dari yang seharusnya menurut barangnya.',
      todo: 'Hitung stok barang pada struk itu.',
    },
    stock_negative: {
      name: 'Stok di bawah nol',
      means: 'Terjual lebih banyak daripada yang tercatat ada.',
      todo: 'Hitung barangnya. Mungkin penerimaan belum dicatat, atau dua tablet menjual barang yang sama saat luring.',
    },
    number_repeated: {
      name: 'Nomor struk berulang',
      means: 'Nomor yang sama sudah ada di catatan lain di gerai ini. Keduanya tersimpan.',
      todo: 'Bandingkan kedua struk. Mungkin profil tablet pernah disalin.',
    },
    missing_parent: {
      name: 'Garis asal tidak ada',
      means: 'Perangkat meneruskan garis catatan yang tidak dimiliki server ini.',
      todo: 'Biarkan perangkat lain tersambung dulu. Bila tetap, hubungi yang merawat server.',
    },
    missing_entries: {
      name: 'Catatan hilang',
      means: 'Ada celah di garis catatan perangkat ini.',
      todo: 'Sambungkan perangkatnya. Hitung uang laci dan cocokkan dengan struk kertas.',
    },
    bad_head_signature: {
      name: 'Tanda tangan tidak sah',
      means: 'Ringkasan yang dikirim perangkat tidak cocok dengan kuncinya.',
      todo: 'Periksa siapa yang memegang perangkat itu. Bila ragu, cabut izinnya.',
    },
    id_collision: {
      name: 'Nomor catatan bentrok',
      means: 'Dua catatan berbeda memakai nomor yang sama. Yang kedua dikarantina.',
      todo: 'Hubungi yang merawat server; jangan hapus apa pun.',
    },
    damaged_origin: {
      name: 'Asal catatan rusak',
      means: 'Catatan yang dipindah berbeda dari yang tertulis sebelumnya.',
      todo: 'Bandingkan struknya dengan kertas.',
    },
    device_recreated: {
      name: 'Perangkat dikenali kembali',
      means: 'Server mengenali perangkat ini dari sertifikatnya, biasanya sesudah server dipulihkan.',
      todo: 'Pastikan server memang dipulihkan. Selain itu tidak ada yang perlu dilakukan.',
    },
    ledger_forked: {
      name: 'Garis catatan bercabang',
      means:
        'Dua garis catatan memakai tempat yang sama, biasanya karena profil tablet pernah disalin. Penjualan dari keduanya tersimpan.',
      todo: 'Cari perangkat yang memakai salinannya, lalu pakai satu saja. Cocokkan struk kertasnya.',
    },
    ledger_ahead: {
      name: 'Server ketinggalan',
      means:
        'Perangkat pernah menerima jawaban untuk catatan yang tidak dimiliki server ini, biasanya sesudah server dipulihkan dari cadangan lama.',
      todo: 'Biarkan perangkat tersambung sampai semuanya terkirim lagi.',
    },
    ledger_restored: {
      name: 'Buku perangkat dipulihkan',
      means: 'Buku di perangkat rusak dan diteruskan dari catatan terakhir yang utuh.',
      todo: 'Lihat apakah ada catatan yang hilang, lalu cocokkan dengan struk kertas dan uang laci.',
    },
    ledger_dumped: {
      name: 'Perangkat mengirim salinan bukunya',
      means:
        'Perangkat yang tidak bisa mengirim seperti biasa menitipkan salinan bukunya. Isinya tersimpan dalam karantina.',
      todo: 'Hubungi yang merawat server; jangan hapus data peramban di perangkat itu.',
    },
    stale_edit: {
      name: 'Perubahan bertabrakan',
      means:
        'Seseorang mengubah harga atau data dengan melihat keadaan yang sudah lama. Yang terakhir tetap tercatat.',
      todo: 'Lihat riwayatnya, lalu tetapkan lagi bila yang berlaku sekarang keliru.',
    },
  } satisfies Readonly<Record<FindingKind, FindingWords>>,
  other: {
    name: ({ kind }: { readonly kind: string }) => `Temuan lain (${kind})`,
    means: 'Halaman ini belum mengenal jenis temuan ini.',
    todo: 'Muat ulang halaman. Bila tetap, lihat buktinya dan hubungi yang merawat server.',
  },
};
