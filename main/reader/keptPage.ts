import { openInkPage, type InkPage } from '../imaging/ink/inkPage.ts';
import { keepLast } from '../imaging/formats/keepLast.ts';
import type { PhotoSource } from '../imaging/formats/photoFile.ts';
import { ServerEnded } from '../rpc/client.ts';
import { startReaderThread, type ReaderThread } from './models/readerThread.ts';

/** Keeps the last page open for the next call. */
export type KeptPage = ReturnType<typeof createKeptPage>;

/** @param startThread for the first page that is opened ahead, and after a thread has ended */
export function createKeptPage(startThread = startReaderThread) {
  const last = keepLast<InkPage>();
  let thread: ReaderThread | undefined;

  async function openInThread(photo: PhotoSource, takesPhoto: boolean): Promise<InkPage> {
    if (thread === undefined || thread.load() === Infinity) thread = startThread();
    try {
      return await thread.call('openPage', { photo, takesPhoto });
    } catch (error) {
      if (error instanceof ServerEnded) return await openInkPage(photo, undefined, takesPhoto);
      throw error;
    }
  }

  return {
    /**
     * Opens the page unless it is the kept one and its file has not changed. It replaces the kept page.
     *
     * @throws InkdexError as `decodePhoto`
     */
    open: (photo: PhotoSource, takesPhoto = false): Promise<InkPage> =>
      last(photo, () => openInkPage(photo, undefined, takesPhoto), takesPhoto),
    /** The same in a separate thread, while the calling thread reads another page. */
    openAhead: (photo: PhotoSource, takesPhoto = false): Promise<InkPage> =>
      last(photo, () => openInThread(photo, takesPhoto), takesPhoto),
  };
}
