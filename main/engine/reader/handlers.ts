import { createHash } from 'node:crypto';
import { inspectPhoto } from '../../imaging/decode.ts';
import { readPhotoFile } from '../../imaging/photoFile.ts';
import type { EngineHandlers } from '../api.ts';
import { readModelFile } from './modelFile.ts';
import { readPage } from './readPage.ts';
import { readWordFiles } from './readWordFiles.ts';
import { renderPicture } from './renderPicture.ts';
import { createSessions } from './sessions.ts';

/** Everything a reader engine answers. */
export function readerHandlers(): EngineHandlers<'reader'> {
  const sessions = createSessions();
  return {
    async inspect({ path }) {
      // Hash and header of the same bytes, even if the file changes meanwhile.
      const bytes = await readPhotoFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { sha256, bytes: bytes.length, ...(await inspectPhoto(bytes, path)) };
    },
    async render({ path, destination, picture }) {
      return await renderPicture(path, destination, picture);
    },
    async read({ path, alternatives, detector, recogniser, threads }, { signal }) {
      const models = {
        detector: await sessions.open('detector', detector, threads),
        recogniser: await sessions.open('recogniser', recogniser, threads),
      };
      return await readPage(path, models, { alternatives, signal });
    },
    async readWords({ paths, alternatives, recogniser, threads }, context) {
      const model = await sessions.open('recogniser', recogniser, threads);
      return await readWordFiles(model, paths, alternatives, context);
    },
    async inspectModel({ path }) {
      const { bytes, sha256, metadata } = await readModelFile(path);
      return { bytes: bytes.length, sha256, metadata };
    },
  };
}
