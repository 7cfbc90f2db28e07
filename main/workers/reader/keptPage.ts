import { stat } from 'node:fs/promises';
import type { PhotoSource } from '../../imaging/photoFile.ts';
import { openInkPage, type InkPage } from './inkPage.ts';
import { startThread, type Thread } from './thread.ts';

/** Keeps one page open, for whoever will ask for it next. */
export interface KeptPage {
  /**
   * The page as its file is now; it takes the place of the one that was kept.
   *
   * @throws InkdexError as `decodePhoto`
   */
  open(photo: PhotoSource): Promise<InkPage>;
  /** The same in a thread of its own, while the calling one reads another page. */
  openAhead(photo: PhotoSource): Promise<InkPage>;
}

/** A thread that opens pages. */
type OpeningThread = Thread<PhotoSource, InkPage>;

const startOpeningThread = (): OpeningThread => startThread('openingThreadEntry');

/** @param start how a thread is started, when a page is first opened ahead and where the last one has ended */
export function createKeptPage(start = startOpeningThread): KeptPage {
  let kept: { readonly key: string; readonly page: Promise<InkPage> } | undefined;
  let thread: OpeningThread | undefined;

  /** Two may wait for the page that cannot be opened: either may be told first. */
  function forget(page: Promise<InkPage>): void {
    if (kept?.page === page) kept = undefined;
  }

  async function openWith(
    photo: PhotoSource,
    openPage: (photo: PhotoSource) => Promise<InkPage>,
  ): Promise<InkPage> {
    const found = await stat(typeof photo === 'string' ? photo : photo.path).catch(() => null);
    const key = JSON.stringify([photo, found?.mtimeMs, found?.size]);
    if (kept?.key !== key) kept = { key, page: openPage(photo) };
    const { page } = kept;
    try {
      return await page;
    } catch (error) {
      forget(page);
      throw error;
    }
  }

  async function openBeside(photo: PhotoSource): Promise<InkPage> {
    if (thread === undefined || thread.load() === Infinity) thread = start();
    return (await thread.ask(photo)) ?? (await openInkPage(photo));
  }

  return {
    open: (photo) => openWith(photo, openInkPage),
    openAhead: (photo) => openWith(photo, openBeside),
  };
}
