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
import type { EngineResult, Reader, WordReading } from '../engine/client.ts';
import type { ReadRequest } from './readSteps.ts';

export interface ReadOptions {
  /** How many readings a word, 1 to 10. */
  readonly alternatives: number;
  /** A recogniser to use instead of the promoted one. */
  readonly model?: ModelId;
}

/** Reading, of photos in the library and of files that are not. */
export interface ReadingJourney {
  readPhotos(args: CallArgs<'readPhotos'>): Promise<Job>;
  /** Reads a photo that need not be in the library, whichever way up it stands; in pixels of the file as EXIF has it. */
  readFile(path: string, options: ReadOptions): Promise<PageReading>;
  /** How many pages a PDF has; null for a file that is none. */
  countPages(path: string): Promise<number | null>;
  /** Reads a page of a PDF, from 1 on, in pixels of the page as it is drawn. */
  readPdfPage(path: string, page: number, options: ReadOptions): Promise<PageReading>;
  /** Reads files that hold one cropped word each; a file that fails gives its failure in its place. */
  readWords(paths: readonly string[], options: ReadOptions): Promise<(WordReading | Failure)[]>;
}

export interface ReadingParts {
  readonly reader: Reader;
  /** Files of the models to read with. */
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
        const title = isAll ? 'Read what waits' : `Read ${counted(photos.length, 'photo')} again`;
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

/** Words that the engine does not survive are read again in halves, down to the one that it is the fault of. */
async function readWordsApart(
  reader: Reader,
  paths: readonly string[],
  asked: { readonly alternatives: number; readonly recogniser: string },
): Promise<EngineResult<'reader', 'readWords'>> {
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

/** A reading in pixels of the photo as it was before it was turned to be read. */
function turnReadingBack(reading: PageReading): PageReading {
  const back = turnBack(reading.turn);
  const words = reading.words.map((word) => ({
    ...word,
    box: turnBox(word.box, reading, back),
    quad: turnQuad(word.quad, reading, back),
  }));
  return { ...reading, ...turnSize(reading, back), words };
}
