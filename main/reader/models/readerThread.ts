import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { PhotoSource } from '../../imaging/formats/photoFile.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { Posteriors } from '../../ml/decoding/posteriors.ts';
import { callTable, trusted, withoutProgress, type CallHandlers, type CallsOf } from '../../rpc/calls.ts';
import { entryBeside, startThread, type Thread } from '../../rpc/thread.ts';
import type { InkPage } from '../../imaging/ink/inkPage.ts';

export const readerThreadCalls = callTable({
  /** See `openInkPage`. */
  openPage: withoutProgress({
    args: trusted<{ readonly photo: PhotoSource; readonly takesPhoto: boolean }>(),
    result: trusted<InkPage>(),
  }),
  /** See `readBatch`. Only for a thread with a model. */
  readBatch: withoutProgress({ args: trusted<readonly InkImage[]>(), result: trusted<Posteriors[]>() }),
});

type ReaderThreadCalls = CallsOf<typeof readerThreadCalls>;
/** A thread of the reader: one opens the next photo, others recognise batches of words. */
export type ReaderThread = Thread<ReaderThreadCalls>;
export type ReaderThreadHandlers = CallHandlers<ReaderThreadCalls>;

export interface ThreadModel {
  /** The .onnx file as it is to be run. */
  readonly bytes: Uint8Array;
  readonly metadata: RecogniserMetadata;
}

/** @param model the thread's own recogniser */
export function startReaderThread(model: ThreadModel | null = null): ReaderThread {
  return startThread(entryBeside(import.meta, 'readerThreadEntry'), readerThreadCalls, { data: model });
}

/** @throws ServerEnded; InkdexError `model-damaged` */
export async function readBatchIn(thread: ReaderThread, words: readonly InkImage[]): Promise<Posteriors[]> {
  // Words of a page share its memory, so they are copied once here and then moved.
  const copies = words.map(({ data, ...word }) => ({ ...word, data: new Uint8Array(data) }));
  return await thread.call('readBatch', copies, { transfer: copies.map(({ data }) => data.buffer) });
}
