import { createHash } from 'node:crypto';
import { inspectPhoto, photoHeader } from '../imaging/formats/decode.ts';
import { pictureIdentity } from '../imaging/hashes/pixelHash.ts';
import { readPhotoFile } from '../imaging/formats/photoFile.ts';
import { takeoutDate } from '../imaging/formats/takeoutDate.ts';
import { InkdexError } from '../../shared/result.ts';
import { findGraphicsAdapter } from '../ml/backends/graphicsAdapter.ts';
import type { WorkerHandlers } from './calls.ts';
import { measureReading } from '../reader/measureReading.ts';
import { keepImages } from '../pictures/keepImages.ts';
import { createCutWords } from '../reader/cutWords.ts';
import { drawGlyphs } from '../pictures/drawGlyphs.ts';
import { createKindOfPhoto } from '../reader/kindOfPhoto.ts';
import { findLinesOfPage } from '../reader/findWords.ts';
import { rotateInkPage } from '../imaging/ink/inkPage.ts';
import { createKeptPage } from '../reader/keptPage.ts';
import { createReadQuads, readOverlooked } from '../reader/readPlaces.ts';
import { openReadingModels, openRecogniser, readPage } from '../reader/reader.ts';
import { lineReader, readWordFiles } from '../reader/readWordFiles.ts';
import { createRenderPicture, hashPictures } from '../pictures/renderPicture.ts';
import { importForeign } from '../reader/importForeign.ts';
import { createSessions, readModelFile } from '../reader/models/sessions.ts';
import { tryModel } from '../reader/tryModel.ts';

/** Drawing is loaded when it is asked for: the library for fonts takes a quarter of the start of a reader. */
function drawingHandlers(): Pick<WorkerHandlers<'reader'>, 'missingCharacters' | 'drawSamples'> {
  const load = async () => {
    const { createFontCache, drawSamples } = await import('../pictures/drawSamples.ts');
    const { missingCharacters } = await import('../ml/synthetic/samples.ts');
    return { fontCache: createFontCache(), drawSamples, missingCharacters };
  };
  let loaded: ReturnType<typeof load> | undefined;
  return {
    async missingCharacters({ fonts, text }) {
      const { fontCache, missingCharacters } = await (loaded ??= load());
      return missingCharacters(text, fontCache.read(fonts));
    },
    async drawSamples(request, { signal }) {
      const { fontCache, drawSamples } = await (loaded ??= load());
      return await drawSamples(request, fontCache.get(request.fonts), signal);
    },
  };
}

/** Everything a reader engine answers. */
export function readerHandlers(sessions = createSessions()): WorkerHandlers<'reader'> {
  const readQuads = createReadQuads();
  const kept = createKeptPage();
  const renderPicture = createRenderPicture();
  const cutWords = createCutWords();
  const kindOfPhoto = createKindOfPhoto();
  const gpuProblem = (): { gpuProblem?: string } => {
    const problem = sessions.gpuProblem();
    return problem === null ? {} : { gpuProblem: problem };
  };
  return {
    async inspect({ path }) {
      // Hash and header of the same bytes, even if the file changes meanwhile.
      const bytes = await readPhotoFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const header = await inspectPhoto(bytes, path);
      const takenAt = header.takenAt ?? (await takeoutDate(path));
      return { sha256, bytes: bytes.length, ...header, takenAt };
    },
    async render({ destination, picture, ...photo }) {
      return await renderPicture(photo, destination, picture);
    },
    async read(
      { path, sha256, turn, findRotation, next, typed, language, alternatives, ...asked },
      { signal },
    ) {
      const ahead = { kept, next };
      const options = { alternatives, turn, findRotation, typed, language, signal, ahead };
      const reading = await readPage({ path, sha256 }, await openReadingModels(sessions, asked), options);
      return { ...reading, ...gpuProblem() };
    },
    async readOverlooked({ path, sha256, turn, known, alternatives, ...asked }, { signal }) {
      const photo = { path, sha256, turn };
      const models = await openReadingModels(sessions, asked);
      const places = await readOverlooked(photo, known, models, { alternatives, signal });
      return { places, ...gpuProblem() };
    },
    async findLines({ path, sha256, turn, model }) {
      const page = rotateInkPage(await kept.open({ path, sha256 }), turn);
      return await findLinesOfPage(await sessions.open('lines', model, 1), page);
    },
    async readQuads(
      { quads, text, language, alternatives, recogniser, threads, engine, fast, ...photo },
      { signal },
    ) {
      const model = await openRecogniser(sessions, { recogniser, threads, engine, fast });
      const words = await readQuads(photo, model, quads, { alternatives, text, language, signal });
      return {
        readings: words.map((word) => [...word.alternatives]),
        lattices: words.map(({ lattice }) => lattice),
        recogniser: model.sha256,
        ...gpuProblem(),
      };
    },
    async readWords({ paths, alternatives, detector, ...asked }, context) {
      const model = await openRecogniser(sessions, asked);
      const readLine = detector === undefined ? null : lineReader(sessions, model, { ...asked, detector });
      const words = await readWordFiles(model, paths, { alternatives, readLine }, context);
      return { words, ...gpuProblem() };
    },
    async imageSize({ path }) {
      const { width, height } = await photoHeader(await readPhotoFile(path), path);
      return { width, height };
    },
    async keepImages(request, { signal }) {
      return await keepImages(request, signal);
    },
    ...drawingHandlers(),
    async drawGlyphs(request, { signal }) {
      await drawGlyphs(request, signal);
      return null;
    },
    cutWords: ({ recogniser, ...request }, { signal }) => cutWords(recogniser, request, signal),
    hashPictures: ({ path, quads }) => hashPictures(path, quads),
    pictureIdentity: async ({ path }) => await pictureIdentity(await readPhotoFile(path), path),
    kindOfPhoto: ({ path }) => kindOfPhoto(path),
    async inspectModel({ path }) {
      const { bytes, sha256, metadata } = await readModelFile(path);
      return { bytes: bytes.length, sha256, metadata };
    },
    async tryModel({ path }) {
      await tryModel(path);
      return null;
    },
    async importForeign(request) {
      await importForeign(request);
      return null;
    },
    findGpu,
    async measureReading(request) {
      return await measureReading(request);
    },
  };
}

/** The graphics adapter; null if there is none that can be used. */
async function findGpu() {
  try {
    const { device, driver, isSoftware } = await findGraphicsAdapter();
    return { device, driver, isSoftware };
  } catch (error) {
    if (error instanceof InkdexError) return null;
    throw error;
  }
}
