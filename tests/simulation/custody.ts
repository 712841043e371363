/** Who still has to have a fact. */
interface Custody {
  readonly body: string;
  /** Disks of tills that hold it. */
  readonly disks: Set<string>;
  /** True once a person was shown that it is saved. */
  isShown: boolean;
  /** The last disk is gone, but the server had it then. */
  isServerOnly: boolean;
}

/**
 * Which facts must still exist, worked out from what was physically done to disks and books and from nothing that the product
 * says: a till whose disk was put back before an upload, and books put back after the only disk let go, have lost theirs.
 */
export class CustodyBook {
  readonly #facts = new Map<string, Custody>();
  destroyed = 0;

  /** A ledger holds a fact. */
  note(factId: string, body: string, at: { readonly disk: string; readonly isShown: boolean }): void {
    const known = this.#facts.get(factId);
    if (known === undefined) {
      this.#facts.set(factId, { body, disks: new Set([at.disk]), isShown: at.isShown, isServerOnly: false });
      return;
    }
    known.disks.add(at.disk);
    known.isShown ||= at.isShown;
    known.isServerOnly = false;
  }

  /** A disk is copied, whole. */
  copyDisk(from: string, to: string): void {
    for (const { disks } of this.#facts.values()) if (disks.has(from)) disks.add(to);
  }

  /** A disk is gone for good. @param isOnServer tells what has been uploaded */
  dropDisk(disk: string, isOnServer: (factId: string) => boolean): void {
    for (const factId of this.heldBy(disk)) this.letGo(factId, disk, isOnServer);
  }

  /** A disk lets go of a fact: by pruning, or because the disk is gone. */
  letGo(factId: string, disk: string, isOnServer: (factId: string) => boolean): void {
    const custody = this.#facts.get(factId);
    if (custody?.disks.delete(disk) !== true || custody.disks.size > 0) return;
    if (isOnServer(factId)) custody.isServerOnly = true;
    else this.#destroy(factId);
  }

  /** The books were put back: what only they had and the backup lacks is gone. */
  restoreBooks(isOnServer: (factId: string) => boolean): void {
    for (const [factId, custody] of this.#facts)
      if (custody.isServerOnly && !isOnServer(factId)) this.#destroy(factId);
  }

  heldBy(disk: string): readonly string[] {
    return [...this.#facts].filter(([, { disks }]) => disks.has(disk)).map(([factId]) => factId);
  }

  bodyOf(factId: string): string | undefined {
    return this.#facts.get(factId)?.body;
  }

  /** What a person was told is saved and nobody has destroyed. */
  shown(): readonly (readonly [factId: string, body: string])[] {
    return [...this.#facts].flatMap(([factId, { body, isShown }]) =>
      isShown ? [[factId, body] as const] : [],
    );
  }

  #destroy(factId: string): void {
    this.#facts.delete(factId);
    this.destroyed += 1;
  }
}
