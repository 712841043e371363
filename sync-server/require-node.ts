const MAJOR_MIN = 24;

/** Imported before anything else by every program, so that an old Node says what is missing and not what it tripped over. */
if (Number(process.versions.node.split('.')[0]) < MAJOR_MIN) {
  process.stderr.write(
    `Gerai memerlukan Node ${MAJOR_MIN} atau lebih baru; ini Node ${process.versions.node}.\n` +
      `Jalankan lewat npm ("npm ci", lalu "npm run demo"), yang membawa Node-nya sendiri.\n` +
      `(Gerai needs Node ${MAJOR_MIN} or newer. Run it through npm, which brings its own.)\n`,
  );
  process.exit(1);
}
