import type { Photo } from '../../shared/contract/photo.ts';
import { scaleQuad, type Quad } from '../../shared/geometry.ts';
import { drawLights } from '../../shared/hitLights.ts';
import { InkdexError } from '../../shared/result.ts';
import { saveBlob } from '../host/download.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { requireClipboard } from '../state/messages.ts';
import { attempt, show } from '../state/stores.ts';

/** A photo, and the words to highlight on its picture, in pixels of the photo. */
export interface LitPhoto {
  readonly photo: Photo;
  /** A promise while the search that finds them is running. */
  readonly quads: readonly Quad[] | Promise<readonly Quad[]>;
}

const png = 'image/png';

/** Copies the picture of a photo with its highlighted words. A message says so, or why it failed. */
export async function copyPicture(lit: LitPhoto): Promise<void> {
  const copy = async () => {
    // Safari wants the item at once, while the picture is still being drawn.
    await requireClipboard().write([new ClipboardItem({ [png]: pictureOf(lit) })]);
    return true;
  };
  if ((await attempt(copy())) === true) show('notice', 'Copied the image.');
}

/** Saves the picture of a photo with its highlighted words as a PNG file. */
export async function savePicture(lit: LitPhoto): Promise<void> {
  await attempt(
    pictureOf(lit).then((picture) => {
      saveBlob(picture, nameOf(lit));
    }),
  );
}

/** Whether the browser can hand a picture to other apps (Web Share API). */
export function canShare(): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: [new File([], 'a.png', { type: png })] });
}

/** Hands the picture of a photo with its highlighted words to another app, which the person chooses. */
export async function sharePicture(lit: LitPhoto): Promise<void> {
  const share = async () => {
    const file = new File([await pictureOf(lit)], nameOf(lit), { type: png });
    await navigator.share({ files: [file], title: lit.photo.name }).catch((thrown: unknown) => {
      // The person has closed the list of apps.
      if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) throw thrown;
    });
  };
  await attempt(share());
}

function nameOf({ photo }: LitPhoto): string {
  return `${photo.name.replace(/\.\w+$/u, '')}.png`;
}

/** @throws InkdexError `file-unreadable` if the photo cannot be loaded */
async function pictureOf({ photo, quads }: LitPhoto): Promise<Blob> {
  const image = new Image();
  // In the desktop app, pictures have their own origin.
  image.crossOrigin = 'anonymous';
  image.src = pictureUrl('display', photo.id, pictureVersion(photo));
  await image.decode().catch(() => {
    throw new InkdexError(
      'file-unreadable',
      `The photo could not be loaded. Check that the file is still at ${photo.path}.`,
    );
  });
  const found = await quads;
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new InkdexError('internal', 'The browser cannot draw this picture.');
  context.drawImage(image, 0, 0);
  const scale = width / photo.width;
  drawLights(
    context,
    { width, height },
    found.map((quad) => scaleQuad(quad, scale)),
  );
  return await canvas.convertToBlob({ type: png });
}
