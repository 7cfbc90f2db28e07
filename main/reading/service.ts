import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Job } from '../../shared/contract/job.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { turnBack, turnBox, turnQuad, turnSize } from '../../shared/turn.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import type { WorkerResult, Reader, WordReading } from '../workers/client.ts';
import type { ReadRequest } from './readSteps.ts';

export interface ReadOptions {
  /** Number of readings for each word, 1 to 10. */
  readonly alternatives: number;
  /** A recogniser to use instead of the promoted one. */
  readonly model?: ModelId;
}

/** The service that reads photos of the library and other files. */
export interface ReadingJourney {
  readPhotos(args: CallArgs<'readPhotos'>): Promise<Job>;
  /** Reads a photo file in any rotation. Coordinates are pixels of the file after its EXIF rotation. */
  readFile(path: string, options: ReadOptions): Promise<PageReading>;
  /** Number of pages of a PDF; null for a file that is not a PDF. */
  countPages(path: string): Promise<number | null>;
  /** Reads a page of a PDF, counted from 1. Coordinates are pixels of the rendered page. */
  readPdfPage(path: string, page: number, options: ReadOptions): Promise<PageReading>;
  /** Reads files with one cropped word each. A file that fails returns its failure instead of a reading. */
  readWords(paths: readonly string[], options: ReadOptions): Promise<(WordReading | Failure)[]>;
}

export interface ReadingParts {
  readonly reader: Reader;
  /** The files of the models to use. */
  readonly findModels: (recogniser?: ModelId) => Promise<{ detector: string; recogniser: string }>;
  readonly queue: (title: string, request: ReadRequest) => Job;
}

export function createReading({ reader, findModels, queue }: ReadingParts): ReadingJourney {
  async function readFile(path: string, { alternatives, model }: ReadOptions): Promise<PageReading> {
    const args = { path, findTurn: true, alternatives, ...(await findModels(model)) };
    return turnReadingBack(await reader.call('read', args));
  }

  return {
    readPhotos: ({ photos }) =>
      new Promise((resolve) => {
        const isAll = photos.length === 0;
        const title = isAll ? 'Read unread photos' : `Read ${counted(photos.length, 'photo')} again`;
        resolve(queue(title, { photos: isAll ? null : photos }));
      }),
    readFile,
    countPages: async (path) => (await reader.call('countPages', { path })).pages,
    async readPdfPage(path, page, options) {
      const folder = await mkdtemp(join(tmpdir(), 'inkdex-page-'));
      try {
        return await readFile((await reader.call('drawPage', { path, page, folder })).path, options);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async readWords(paths, { alternatives, model }) {
      const { recogniser } = await findModels(model);
      const results = await readWordsApart(reader, paths, { alternatives, recogniser });
      return results.map((result) => (result.ok ? result.value : result.error));
    },
  };
}

/** If the worker crashes, reads the two halves separately, down to the word that causes the crash. */
async function readWordsApart(
  reader: Reader,
  paths: readonly string[],
  asked: { readonly alternatives: number; readonly recogniser: string },
): Promise<WorkerResult<'reader', 'readWords'>> {
  try {
    return await reader.call('readWords', { paths: [...paths], ...asked });
  } catch (thrown) {
    const error = failureOf(thrown);
    const [path] = paths;
    if (path === undefined || (error.code !== 'engine-crashed' && error.code !== 'internal')) throw thrown;
    if (paths.length === 1) return [{ path, ok: false, error }];
    const half = Math.ceil(paths.length / 2);
    const first = await readWordsApart(reader, paths.slice(0, half), asked);
    return [...first, ...(await readWordsApart(reader, paths.slice(half), asked))];
  }
}

/** Converts a reading to pixels of the photo before it was rotated for reading. */
function turnReadingBack(reading: PageReading): PageReading {
  const back = turnBack(reading.turn);
  const words = reading.words.map((word) => ({
    ...word,
    box: turnBox(word.box, reading, back),
    quad: turnQuad(word.quad, reading, back),
  }));
  return { ...reading, ...turnSize(reading, back), words };
}
