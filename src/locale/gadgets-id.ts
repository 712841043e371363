interface Numbered {
  readonly number: string;
}

/** What printer, sound and camera have to say, in Indonesian. */
export const gadgetsId = {
  printing: {
    print: 'Cetak struk',
    printing: 'Mencetak…',
    copy: 'Cetak salinan',
    share: 'Kirim gambar',
    shareFailed: 'Gambar struk tidak bisa dikirim. Coba cetak saja.',
    saved: 'Gambar struk tersimpan di folder unduhan.',
    failed: ({ number }: Numbered) => `Struk ${number} tidak tercetak`,
    safe: 'Penjualan tetap tersimpan.',
    again: 'Cetak lagi',
    connect: 'Sambungkan printer',
    faults: {
      'not-found': 'Printer belum tersambung lagi. Nyalakan, lalu sambungkan.',
      unreachable: 'Printer tidak menjawab. Periksa apakah menyala dan dekat, lalu cetak lagi.',
      silent: 'Printer berhenti menerima. Periksa kertas dan tutupnya, lalu cetak lagi.',
      lost: 'Sambungan ke printer putus. Periksa kabel atau baterainya, lalu cetak lagi.',
      'not-a-printer': 'Perangkat itu bukan printer struk. Pilih yang lain di Pengaturan.',
      'receipt-missing': 'Struk ini tidak ada di perangkat ini.',
      'part-missing': 'Bagian untuk mencetak belum terunduh. Sambungkan ke internet, lalu cetak lagi.',
    },
    hint: {
      system: 'Pilih printer di jendela cetak peramban.',
      rawbt: 'Struk dikirim ke aplikasi RawBT.',
      link: ({ name }: { readonly name: string }) => `Printer: ${name}`,
      none: 'Printer belum dipilih. Pilih di Pengaturan.',
    },
  },
  printer: {
    title: 'Printer struk',
    way: 'Cara mencetak',
    ways: {
      system: { name: 'Jendela cetak', hint: 'Printer apa saja yang sudah terpasang di perangkat ini' },
      usb: { name: 'Kabel USB', hint: 'Printer struk yang dicolok ke perangkat ini' },
      serial: { name: 'Bluetooth', hint: 'Printer kecil yang sudah dipasangkan, atau kabel serial' },
      bluetooth: { name: 'Bluetooth LE', hint: 'Printer baru yang tidak perlu dipasangkan dulu' },
      rawbt: { name: 'Aplikasi RawBT', hint: 'Untuk Android lama; pasang RawBT dari Play Store' },
    },
    unnamed: 'Printer tanpa nama',
    chosen: 'Printer terpilih',
    choose: 'Pilih printer',
    chooseOther: 'Ganti printer',
    chooseFirst: 'Nyalakan printer, lalu pilih dari daftar peramban.',
    paper: 'Lebar kertas',
    papers: { 32: '58 mm', 48: '80 mm' },
    byItself: 'Cetak sendiri setelah penjualan',
    byItselfWindow: 'Jendela cetak akan terbuka setiap kali.',
    drawer: 'Buka laci saat menerima uang tunai',
    test: 'Cetak percobaan',
    testing: 'Mencetak…',
    tested: 'Terkirim. Apakah kertasnya keluar dan tulisannya lurus?',
  },
  finding: {
    favourite: 'Favorit di kasir',
    favouriteHint: 'Muncul di bawah “Favorit”, di perangkat ini saja.',
  },
  sound: {
    title: 'Suara dan getar',
    sounds: 'Suara saat memindai dan selesai',
    vibration: 'Getar',
    test: 'Dengarkan',
  },
  camera: {
    title: 'Pindai dengan kamera',
    starting: 'Menyalakan kamera…',
    aim: 'Arahkan barcode ke dalam bingkai',
    found: ({ name }: { readonly name: string }) => `${name} masuk keranjang`,
    torch: 'Senter',
    faults: {
      denied: {
        title: 'Kamera belum diizinkan',
        next: 'Ketuk gembok di sebelah alamat, izinkan Kamera, lalu coba lagi. Barang juga bisa dicari lewat nama.',
      },
      missing: {
        title: 'Perangkat ini tidak punya kamera',
        next: 'Pakai alat pindai, atau cari barang lewat nama.',
      },
      busy: {
        title: 'Kamera sedang dipakai',
        next: 'Tutup aplikasi lain yang memakai kamera, lalu coba lagi.',
      },
      unreadable: {
        title: 'Pembaca barcode belum terunduh',
        next: 'Sambungkan ke internet sekali, lalu coba lagi. Sementara itu cari barang lewat nama.',
      },
    },
  },
};

export type GadgetWords = typeof gadgetsId;
