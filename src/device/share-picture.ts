/** `shared`: handed to another app · `saved`: a file on this device · `dismissed`: the person thought better of it. */
export type Sharing = 'shared' | 'saved' | 'dismissed';

/** How long a download may take to begin before its picture is let go, milliseconds. */
const KEPT_MS = 60_000;

/**
 * Hands a picture to another app (WhatsApp, Bluetooth, …), in answer to a tap; where the browser can't, it saves it as a file.
 * @throws DOMException when the other app could not take it
 */
export async function sharePicture(picture: Blob, name: string): Promise<Sharing> {
  const file = new File([picture], `${name}.png`, { type: 'image/png' });
  const canShare = 'canShare' in navigator && navigator.canShare({ files: [file] });
  if (!canShare) {
    save(file);
    return 'saved';
  }
  try {
    await navigator.share({ files: [file], title: name });
    return 'shared';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'dismissed';
    throw error;
  }
}

function save(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
