import type { Photo } from '../../../shared/contract/photo.ts';
import { findInk, type InkMap } from '../geometry/ink.ts';
import { storeOf } from '../../state/storeOf.ts';

/**
 * A photo prepared for drawing at any scale: its picture, and copies of which each has half the size of the one
 * before.
 */
export interface PhotoPicture {
  /** Largest first. */
  readonly levels: readonly ImageBitmap[];
  /** Null if pixels may not be read, and until it is computed. */
  readonly ink: InkMap | null;
}

/** No copy is narrower than this, about the stage on a small screen. Pixels. */
const smallestLevel = 700;
/** Ink is searched in a copy of at most this width: a larger one is slower and no better. Pixels. */
const inkWidth = 1600;

const noPicture: {
  readonly state: 'loading' | 'loaded' | 'broken';
  readonly picture: PhotoPicture | null;
} = { state: 'loading', picture: null };

/** The picture of the photo that is being edited. */
export function createPictureStore() {
  let shown = '';
  // Each load has a number: the same photo may be requested again while its picture is still loading.
  let newest = 0;
  const { set, get, withActions } = storeOf(noPicture);
  const clear = () => {
    shown = '';
    newest += 1;
    for (const level of get().picture?.levels ?? []) level.close();
    set(noPicture);
  };
  return withActions({
    clear,
    load: async (photo: Pick<Photo, 'width'>, address: string) => {
      if (shown === address) return;
      clear();
      shown = address;
      const number = newest;
      try {
        const levels = await levelsOf(await decoded(address));
        if (number !== newest) {
          for (const level of levels) level.close();
          return;
        }
        set({ state: 'loaded', picture: { levels, ink: null } });
        await idle();
        if (number === newest) set({ picture: { levels, ink: inkOf(levels, photo.width) } });
      } catch {
        if (number === newest) set({ state: 'broken', picture: null });
      }
    },
  });
}

/** The smallest level with at least one pixel per screen pixel. */
export function levelFor(levels: readonly ImageBitmap[], width: number): ImageBitmap | undefined {
  return levels.findLast((level) => level.width >= width) ?? levels[0];
}

/**
 * In the desktop app, pictures have their own origin: requested with CORS, their pixels may be read. If that is
 * refused, they can still be shown.
 */
async function decoded(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = address;
  try {
    await image.decode();
    return image;
  } catch {
    const plain = new Image();
    plain.src = address;
    await plain.decode();
    return plain;
  }
}

async function levelsOf(image: HTMLImageElement): Promise<ImageBitmap[]> {
  const levels = [await createImageBitmap(image)];
  for (;;) {
    const last = levels.at(-1);
    if (last === undefined || last.width / 2 < smallestLevel) return levels;
    levels.push(
      await createImageBitmap(last, {
        resizeWidth: Math.round(last.width / 2),
        resizeHeight: Math.max(1, Math.round(last.height / 2)),
        resizeQuality: 'medium',
      }),
    );
  }
}

function inkOf(levels: readonly ImageBitmap[], photoWidth: number): InkMap | null {
  const level = levels.find(({ width }) => width <= inkWidth) ?? levels.at(-1);
  if (level === undefined) return null;
  const { width, height } = level;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(level, 0, 0);
  try {
    const { data } = context.getImageData(0, 0, width, height);
    return findInk(data, { width, height }, width / photoWidth);
  } catch {
    // The picture can be shown, but its pixels cannot be read: boxes then do not snap to ink.
    return null;
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window)
      window.requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: 1000 },
      );
    else setTimeout(resolve, 200);
  });
}
