import { createHash } from 'node:crypto';
import { inspectPhoto, photoSize } from '../../imaging/decode.ts';
import { readPhotoFile } from '../../imaging/photoFile.ts';
import type { WorkerHandlers } from '../calls.ts';
import { keepImages } from './keepImages.ts';
import { missingCharacters } from '../../ml/synthetic/samples.ts';
import { createFontCache, drawSamples } from './drawSamples.ts';
import { createKeptPage } from './inkPage.ts';
import { createReadQuads, readOverlooked } from './readPlaces.ts';
import { readPage, type ReadingModels } from './readPage.ts';
import { readWordFiles } from './readWordFiles.ts';
import { hashPictures, renderPicture } from './renderPicture.ts';
import { createSessions, readModelFile, tryModel } from './sessions.ts';

/** Paths of both models, and the threads for each. */
interface ModelsAsked {
  readonly detector: string;
  readonly recogniser: string;
  readonly threads: number;
}

/** Everything a reader engine answers. */
export function readerHandlers(): WorkerHandlers<'reader'> {
  const sessions = createSessions();
  const readQuads = createReadQuads();
  const kept = createKeptPage();
  const fontCache = createFontCache();
  const openModels = async ({ detector, recogniser, threads }: ModelsAsked): Promise<ReadingModels> => ({
    detector: await sessions.open('detector', detector, threads),
    recogniser: await sessions.open('recogniser', recogniser, threads),
  });
  return {
    async inspect({ path }) {
      // Hash and header of the same bytes, even if the file changes meanwhile.
      const bytes = await readPhotoFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { sha256, bytes: bytes.length, ...(await inspectPhoto(bytes, path)) };
    },
    async render({ destination, picture, ...photo }) {
      return await renderPicture(photo, destination, picture);
    },
    async read({ path, sha256, turn, findRotation, next, typed, alternatives, ...asked }, { signal }) {
      const ahead = { kept, next };
      const options = { alternatives, turn, findRotation, typed, signal, ahead };
      return await readPage({ path, sha256 }, await openModels(asked), options);
    },
    async readOverlooked({ path, sha256, turn, known, alternatives, ...asked }, { signal }) {
      const photo = { path, sha256, turn };
      return await readOverlooked(photo, known, await openModels(asked), { alternatives, signal });
    },
    async readQuads({ quads, text, alternatives, recogniser, threads, ...photo }, { signal }) {
      const model = await sessions.open('recogniser', recogniser, threads);
      const words = await readQuads(photo, model, quads, { alternatives, text, signal });
      return {
        readings: words.map((word) => [...word.alternatives]),
        lattices: words.map(({ lattice }) => lattice),
        recogniser: model.sha256,
      };
    },
    async readWords({ paths, alternatives, recogniser, threads }, context) {
      const model = await sessions.open('recogniser', recogniser, threads);
      return await readWordFiles(model, paths, alternatives, context);
    },
    async imageSize({ path }) {
      const { width, height } = await photoSize(await readPhotoFile(path), path);
      return { width, height };
    },
    async keepImages(request, { signal }) {
      return await keepImages(request, signal);
    },
    missingCharacters({ fonts, text }) {
      return Promise.resolve(missingCharacters(text, fontCache.read(fonts)));
    },
    async drawSamples(request, { signal }) {
      return await drawSamples(request, fontCache.get(request.fonts), signal);
    },
    async hashPictures({ path, quads }) {
      return await hashPictures(path, quads);
    },
    async inspectModel({ path }) {
      const { bytes, sha256, metadata } = await readModelFile(path);
      return { bytes: bytes.length, sha256, metadata };
    },
    async tryModel({ path }) {
      await tryModel(path);
      return null;
    },
  };
}
