import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Photo } from '../../../shared/contract/photo.ts';
import { findInk, type InkMap } from '../geometry/ink.ts';

/** A photo ready to be drawn at any scale: its picture, and copies each half as large as the last. */
export interface PhotoPicture {
  /** Largest first. */
  readonly levels: readonly ImageBitmap[];
  /** Null where the door does not let pixels be read, or until somebody needs it. */
  readonly ink: InkMap | null;
}

export interface PictureState {
  readonly state: 'loading' | 'loaded' | 'broken';
  readonly picture: PhotoPicture | null;
  readonly load: (photo: Pick<Photo, 'width'>, address: string) => Promise<void>;
  readonly clear: () => void;
}

/** The smallest copy is about as large as a stage on a small screen. Pixels. */
const smallestLevel = 700;
/** Ink is looked for in a copy no wider than this: finer is slower and no better. Pixels. */
const inkWidth = 1600;

/** The picture of the photo that is being edited. */
export function createPictureStore(): StoreApi<PictureState> {
  let shown = '';
  // Each load takes a number: a photo may be asked for again while its picture is still being made for the first time.
  let newest = 0;
  return createStore<PictureState>((set) => {
    const clear = () => {
      shown = '';
      newest += 1;
      set((before) => {
        for (const level of before.picture?.levels ?? []) level.close();
        return { state: 'loading', picture: null };
      });
    };
    return {
      state: 'loading',
      picture: null,
      clear,
      load: async (photo, address) => {
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
    };
  });
}

/** The level to draw from: the smallest that still has a pixel for each pixel of the screen. */
export function levelFor(levels: readonly ImageBitmap[], width: number): ImageBitmap | undefined {
  return levels.findLast((level) => level.width >= width) ?? levels[0];
}

/**
 * The desktop's pictures have an origin of their own: asked for so, their pixels may be read. Where
 * that is refused they can still be shown.
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
    // The picture may be shown but not read: boxes stay as they are drawn.
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
