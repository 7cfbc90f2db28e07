import { stat } from 'node:fs/promises';
import { openInkPage, type InkPage } from '../imaging/inkPage.ts';
import type { PhotoSource } from '../imaging/photoFile.ts';
import { ServerEnded } from '../rpc/client.ts';
import { startReaderThread, type ReaderThread } from './models/readerThread.ts';

/** Keeps the last page open for the next call. */
export interface KeptPage {
  /**
   * Opens the page unless it is the kept one and its file has not changed. It replaces the kept page.
   *
   * @throws InkdexError as `decodePhoto`
   */
  open(photo: PhotoSource, takesPhoto?: boolean): Promise<InkPage>;
  /** The same in a separate thread, while the calling thread reads another page. */
  openAhead(photo: PhotoSource, takesPhoto?: boolean): Promise<InkPage>;
}

/** @param startThread for the first page that is opened ahead, and after a thread has ended */
export function createKeptPage(startThread = startReaderThread): KeptPage {
  let kept: { readonly key: string; readonly page: Promise<InkPage> } | undefined;
  let thread: ReaderThread | undefined;

  /** Two callers may wait for a page that cannot be opened; either may be told first. */
  function forget(page: Promise<InkPage>): void {
    if (kept?.page === page) kept = undefined;
  }

  async function openWith(
    photo: PhotoSource,
    takesPhoto: boolean,
    openPage: (photo: PhotoSource) => Promise<InkPage>,
  ): Promise<InkPage> {
    const found = await stat(typeof photo === 'string' ? photo : photo.path).catch(() => null);
    const key = JSON.stringify([photo, takesPhoto, found?.mtimeMs, found?.size]);
    if (kept?.key !== key) kept = { key, page: openPage(photo) };
    const { page } = kept;
    try {
      return await page;
    } catch (error) {
      forget(page);
      throw error;
    }
  }

  async function openInThread(photo: PhotoSource): Promise<InkPage> {
    if (thread === undefined || thread.load() === Infinity) thread = startThread();
    try {
      return await thread.call('openPage', photo);
    } catch (error) {
      if (error instanceof ServerEnded) return await openInkPage(photo);
      throw error;
    }
  }

  return {
    open: (photo, takesPhoto = false) =>
      openWith(photo, takesPhoto, (given) => openInkPage(given, undefined, takesPhoto)),
    // The pixels of the photo are not copied between threads.
    openAhead: (photo, takesPhoto = false) =>
      openWith(photo, takesPhoto, takesPhoto ? (given) => openInkPage(given, undefined, true) : openInThread),
  };
}
