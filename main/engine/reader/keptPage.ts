import { stat } from 'node:fs/promises';
import type { PhotoSource } from '../../imaging/photoFile.ts';
import { openInkPage, type InkPage } from './inkPage.ts';

/** Keeps one page open, for whoever will ask for it next. */
export interface KeptPage {
  /**
   * The page as its file is now; it takes the place of the one that was kept.
   *
   * @throws InkdexError as `decodePhoto`
   */
  open(photo: PhotoSource): Promise<InkPage>;
}

export function createKeptPage(): KeptPage {
  let kept: { readonly key: string; readonly page: Promise<InkPage> } | undefined;

  /** Two may wait for the page that cannot be opened: either may be told first. */
  function forget(page: Promise<InkPage>): void {
    if (kept?.page === page) kept = undefined;
  }

  return {
    async open(photo) {
      const found = await stat(typeof photo === 'string' ? photo : photo.path).catch(() => null);
      const key = JSON.stringify([photo, found?.mtimeMs, found?.size]);
      if (kept?.key !== key) kept = { key, page: openInkPage(photo) };
      const { page } = kept;
      try {
        return await page;
      } catch (error) {
        forget(page);
        throw error;
      }
    },
  };
}
