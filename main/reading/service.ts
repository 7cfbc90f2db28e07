import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import type { Serves } from '../../shared/contract/contract.ts';
import type { readingCalls } from '../../shared/contract/library.ts';
import type { ModelId, ModelsByRole, ReadingEngineName } from '../../shared/contract/model.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { inverseRotation, rotateBox, rotateQuad, rotatedSize } from '../../shared/rotation.ts';
import { boxOfQuad, type Quad } from '../../shared/geometry.ts';
import { readingOrder } from '../../shared/page/readingOrder.ts';
import type { PageLanguage } from '../../shared/contract/pageLanguage.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Alternative, OverlookedReading, PageReading, WordReading } from '../../shared/contract/word.ts';
import type { Jobs } from '../jobs/service.ts';
import type { ItemOptions } from '../jobs/steps.ts';
import type { ReadBy } from '../store/words/corrections.ts';
import { findKeptReading } from '../store/words/keptReadings.ts';
import { requirePhoto } from '../store/photos/photos.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { PdfReader, Reader, ReadQuads, WorkerResult } from '../workers/client.ts';
import type { ReadingEngine } from './readingEngine.ts';
import { createReadAgain } from './readAgain.ts';
import { withReaderBeside } from './readerBeside.ts';
import { readSteps, type ReadBeside, type ReadElsewhere, type ReadRequest } from './readSteps.ts';

export interface ReadOptions {
  /** Number of readings for each word, 1 to 10. */
  readonly alternatives: number;
  /** A recogniser to use instead of the promoted one. */
  readonly model?: ModelId | undefined;
  /** A detector, or a finder of lines, to use instead of the promoted one. */
  readonly detector?: ModelId | undefined;
  /** Of the writing; by default it is found. */
  readonly language?: PageLanguage | null | undefined;
  /** Whether no second reader is asked for words in doubt; by default the setting decides. */
  readonly fast?: boolean | undefined;
  readonly signal?: AbortSignal;
}

export type ReadingService = ReturnType<typeof createReading>;

export interface ReadingParts {
  readonly db: WritableDatabase;
  readonly jobs: Jobs;
  readonly reader: Reader;
  /** Reads photos of long jobs beside it, where the machine has room for two. */
  readonly readerBeside: Reader;
  readonly hasRoomForTwo: () => boolean;
  readonly pdf: PdfReader;
  readonly engine: ReadingEngine;
  /** Readers on other machines. */
  readonly broker: { readonly elsewhere: ReadElsewhere };
  readonly models: {
    /** The files of the models to use. */
    readingModels(asked?: ModelsByRole): Promise<{ detector: string; recogniser: string; fast: boolean }>;
    /** SHA-256 of the files of the models in use. */
    modelsInUse(): Promise<ReadBy>;
    /** The file of the newest line finder; null if there is none. */
    lineFinder(): Promise<string | null>;
  };
}

/** Number of readings that the index keeps for each word. */
const storedAlternatives = 10;

/** Reads photos of the library and other files. */
export function createReading(parts: ReadingParts) {
  const { db, jobs, reader, readerBeside, pdf, engine: readingEngine, broker } = parts;
  const findModels = (asked: AskedModels = {}) => modelsFor(parts, asked);
  const { readQuads, readPlaces } = createQuadReading(parts);

  jobs.define(
    'read',
    readSteps({
      db,
      elsewhere: withReaderBeside({
        db,
        elsewhere: broker.elsewhere,
        isOnProcessor: readingEngine.isOnProcessor,
        hasRoom: parts.hasRoomForTwo,
        read: readIn(parts, readerBeside),
      }),
      read: readIn(parts, reader),
      earlier: async (photo) => findKeptReading(db, photo, await parts.models.modelsInUse()),
      readQuads,
      onReading: (photo) => {
        jobs.progress.photosChanged([photo]);
      },
    }),
  );

  /** Reads a photo file in any rotation. Coordinates are pixels of the file after its EXIF rotation. */
  async function readFile(
    path: string,
    { model, detector, fast, signal, ...asked }: ReadOptions,
  ): Promise<PageReading> {
    const models = await findModels({ model, detector, fast });
    const args = { path, findRotation: true, ...asked, ...models };
    const read = await readingEngine.readWith(models, (engine) =>
      reader.call('read', { ...args, engine }, signal === undefined ? {} : { signal }),
    );
    return rotateReadingBack(read);
  }

  const again = createReadAgain(parts);
  const calls = {
    readPhotos({ photos }) {
      const isAll = photos.length === 0;
      const title = isAll ? 'Read unread photos' : `Read ${counted(photos.length, 'photo')} again`;
      const request: ReadRequest = { photos: isAll ? null : photos };
      return jobs.queue({ kind: 'read', title, request });
    },
    async findLines({ photo }) {
      const { path, sha256, turn } = requirePhoto(db, photo);
      const model = await parts.models.lineFinder();
      return model === null ? null : await reader.call('findLines', { path, sha256, turn, model });
    },
    ...again.calls,
  } satisfies Serves<typeof readingCalls>;
  return {
    ...again,
    calls,
    readQuads,
    /** Reads a photo outside its known words and outside what is marked as not text. */
    async readOverlooked(
      { path, sha256, turn }: Pick<Photo, 'path' | 'turn' | 'sha256'>,
      known: readonly Quad[],
    ): Promise<OverlookedReading[]> {
      const models = await findModels();
      const photo = { path, sha256, turn, known: [...known] };
      const args = { ...photo, alternatives: storedAlternatives, ...models };
      const { places } = await readingEngine.readWith(models, (engine) =>
        reader.call('readOverlooked', { ...args, engine }),
      );
      return places;
    },
    /** The readings of files with one cropped word each; none for a file that fails. */
    async readWordFiles(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]> {
      const models = await findModels();
      const { recogniser, fast } = models;
      const args = { paths: [...paths], alternatives: storedAlternatives, recogniser, fast };
      const { words } = await readingEngine.readWith(models, (engine) =>
        reader.call('readWords', { ...args, engine }, { signal }),
      );
      return words.map((result) => (result.ok ? result.value.alternatives : []));
    },
    readFile,
    readPlaces,
    /** Number of pages of a PDF, or of a TIFF with several; null for any other file. */
    countPages: async (path: string): Promise<number | null> =>
      (await pdf.call('countPages', { path })).pages,
    /** Reads a page of a PDF, counted from 1. Coordinates are pixels of the rendered page. */
    async readPdfPage(path: string, page: number, options: ReadOptions): Promise<PageReading> {
      return await withTemporaryFolder('inkdex-page-', async (folder) =>
        readFile((await pdf.call('drawPage', { path, page, folder })).path, options),
      );
    },
    /**
     * Reads files with one cropped word each. A file that fails returns its failure instead of a reading.
     *
     * @param findsWords whether a picture may also be a line of words
     */
    async readWords(
      paths: readonly string[],
      { alternatives, ...wanted }: ReadOptions,
      findsWords = false,
    ): Promise<(WordReading | Failure)[]> {
      const models = await findModels(wanted);
      const { recogniser, detector, fast } = models;
      const asked = { alternatives, recogniser, fast, ...(findsWords && { detector }) };
      const { words } = await readingEngine.readWith(models, (engine) =>
        readWordsApart(reader, paths, { ...asked, engine }),
      );
      return words.map((result) => (result.ok ? result.value : result.error));
    },
  };
}

/** Reads photos of the library in one of the two readers. */
function readIn(parts: ReadingParts, used: Reader) {
  return async (
    { path, sha256, turn, language }: Photo,
    { typed, ...others }: ReadBeside,
    options: Pick<ItemOptions, 'signal'> & Partial<Pick<ItemOptions, 'alone'>>,
  ): Promise<PageReading> => {
    const photo = { path, sha256, turn, language, typed: [...typed] };
    const models = await modelsFor(parts, {});
    const args = { ...photo, ...others, alternatives: storedAlternatives, ...models };
    return await parts.engine.readWith(models, (engine) => used.call('read', { ...args, engine }, options));
  };
}

type AskedModels = Pick<ReadOptions, 'model' | 'detector' | 'fast'>;

/** The models to read with: as the settings have them, but for what is asked. */
async function modelsFor({ models }: Pick<ReadingParts, 'models'>, asked: AskedModels) {
  const { model: recogniser, detector, fast } = asked;
  const found = await models.readingModels({ recogniser, detector });
  return { ...found, fast: fast ?? found.fast };
}

/** If the worker crashes, reads the two halves separately, down to the word that causes the crash. */
async function readWordsApart(
  reader: Reader,
  paths: readonly string[],
  asked: {
    readonly alternatives: number;
    readonly detector?: string;
    readonly recogniser: string;
    readonly fast: boolean;
    readonly engine: ReadingEngineName;
  },
): Promise<WorkerResult<'reader', 'readWords'>> {
  try {
    return await reader.call('readWords', { paths: [...paths], ...asked });
  } catch (thrown) {
    const error = failureOf(thrown);
    const [path] = paths;
    if (path === undefined || (error.code !== 'engine-crashed' && error.code !== 'internal')) throw thrown;
    if (paths.length === 1) return { words: [{ path, ok: false, error }] };
    const half = Math.ceil(paths.length / 2);
    const first = await readWordsApart(reader, paths.slice(0, half), asked);
    const second = await readWordsApart(reader, paths.slice(half), asked);
    return { ...first, ...second, words: [...first.words, ...second.words] };
  }
}

/** Converts a reading to pixels of the photo before it was rotated for reading. */
function rotateReadingBack(reading: PageReading): PageReading {
  const back = inverseRotation(reading.turn);
  const words = reading.words.map((word) => ({
    ...word,
    box: rotateBox(word.box, reading, back),
    quad: rotateQuad(word.quad, reading, back),
  }));
  return { ...reading, ...rotatedSize(reading, back), words };
}

/** Reads places of photos with a recogniser, by default the one in use. */
function createQuadReading({ models: shelf, engine: readingEngine, reader }: ReadingParts) {
  async function readBy(
    asked: AskedModels,
    ...[{ path, sha256, turn, language = null }, quads, text, signal]: Parameters<ReadQuads>
  ): Promise<WorkerResult<'reader', 'readQuads'>> {
    const models = await modelsFor({ models: shelf }, asked);
    const places = { path, sha256, turn, language, quads: [...quads], text: [...text] };
    const { recogniser, fast } = models;
    const args = { ...places, alternatives: storedAlternatives, recogniser, fast };
    const options = signal === undefined ? {} : { signal };
    return await readingEngine.readWith(models, (engine) =>
      reader.call('readQuads', { ...args, engine }, options),
    );
  }
  const readQuads: ReadQuads = (...places) => readBy({}, ...places);
  return {
    readQuads,
    /**
     * Reads places of a photo file, in pixels after its EXIF rotation. Returns the readings of each, best first; none
     * where nothing can be read.
     */
    readPlaces: async (
      path: string,
      quads: readonly Quad[],
      { alternatives, model, fast, language, signal }: ReadOptions,
    ): Promise<Alternative[][]> => {
      // They are one text: its languages, and the words around each, tell of it.
      const text = readingOrder(quads.map(boxOfQuad)).map(({ index }) => ({ read: index }));
      const photo = { path, turn: 0, language: language ?? null } as const;
      const { readings } = await readBy({ model, fast }, photo, quads, text, signal);
      return readings.map((found) => found.slice(0, alternatives));
    },
  };
}
