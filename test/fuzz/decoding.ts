import { startWorker, type PdfReader, type Reader } from '../../main/workers/client.ts';

/** The worker processes that decode inputs, with the app's own deadlines and limits. */
export interface Decoding {
  readonly reader: Reader;
  readonly pdf: PdfReader;
  readonly close: () => Promise<void>;
}

export function startDecoding(): Decoding {
  const reader = startWorker({ kind: 'reader' });
  const pdf = startWorker({ kind: 'pdf' });
  return {
    reader,
    pdf,
    async close() {
      await Promise.all([reader.close(), pdf.close()]);
    },
  };
}
