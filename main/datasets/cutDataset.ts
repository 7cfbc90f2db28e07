import type { DatasetParts } from './parts.ts';
import { join } from 'node:path';
import { type HeldSample, noFilter, type SampleFilter } from '../../shared/contract/datasetContents.ts';
import type { CutDataset, TakenIn } from '../../shared/contract/datasetWork.ts';
import type { IncomingRecord } from '../exchange/exchangeFormat.ts';
import { InkdexError } from '../../shared/result.ts';
import { characters } from '../../shared/text.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { countSetSamples, listSetSamples, sampleOf } from '../store/datasets/datasetSamples.ts';
import { withScratch } from './files.ts';
import { ingest } from './ingest.ts';
import { prepareDataset } from './prepareDataset.ts';
import { nameOfContents, requireRecords, requireVersion } from './resolveNames.ts';

const words: SampleFilter = { ...noFilter, level: 'word', mark: 'text' };
/** Words per call of the worker: few enough to stop soon. */
const batchSize = 256;

/**
 * A dataset of single characters, cut from the words of a version where the recogniser in use is certain of their places. The
 * most probable path of the label through the CTC posteriors says at which time steps each character is (`letterTimes`), the
 * spatial transformer how these lie in the word, and a seam of least ink separates neighbours (`main/imaging/ink/cutLetters.ts`).
 * A character is in the split of its word; the dataset's origin names the version and the SHA-256 of the recogniser.
 *
 * @throws InkdexError `not-found`; `data-invalid` if the version has no words or no character is sure; `bad-arguments` if the
 *   recogniser in use does not say where characters stand
 */
export async function cutDataset(
  {
    db,
    reader,
    locks,
    folders,
    recogniser,
  }: Pick<DatasetParts, 'db' | 'reader' | 'locks' | 'folders' | 'recogniser'>,
  { name, version }: CutDataset,
  options: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const { contents } = requireVersion(db, version);
  const [{ licence }] = requireRecords(db, version);
  const total = countSetSamples(db, contents, words);
  if (total === 0) {
    throw new InkdexError(
      'data-invalid',
      `${nameOfContents(db, { version })} has no words to cut into characters. Choose a version with words.`,
    );
  }
  const model = await recogniser();
  return await prepareDataset(
    db,
    locks,
    {
      name: () => name,
      mode: null,
      // The split of its word: characters of one writer stay on one side.
      splitRule: { kind: 'given' },
      licence,
      origin: { kind: 'characters', version, model: model.sha256 },
      models: () => [model.sha256],
      fill: (set) =>
        withScratch(folders, (folder) => {
          const cut = cutRecords(
            { db, reader, folders },
            { contents, total, folder, recogniser: model.path },
            options,
          );
          const source = { kind: 'import', name: 'characters' } as const;
          const request = { set, within: [folder], isAssigned: false, source, keepGood: false };
          return ingest({ db, reader, folders }, cut, request, { ...options, onProgress: () => undefined });
        }),
    },
    options,
  );
}

interface Cutting {
  /** The set of the version's samples, of which so many are words. */
  readonly contents: number;
  readonly total: number;
  readonly folder: string;
  readonly recogniser: string;
}

async function* cutRecords(
  { db, reader, folders: { objects } }: Pick<DatasetParts, 'db' | 'reader' | 'folders'>,
  { contents, total, folder, recogniser }: Cutting,
  { signal, onProgress }: WorkOptions,
): AsyncGenerator<IncomingRecord> {
  let first = 0;
  for (let offset = 0; offset < total; offset += batchSize) {
    signal.throwIfAborted();
    const held = listSetSamples(db, contents, words, { offset, limit: batchSize });
    const samples = held.map(sampleOf);
    const cuts = await reader.call('cutWords', { samples, objects, folder, recogniser, first }, { signal });
    for (const [index, { letters, reason }] of cuts.entries()) {
      const word = held[index];
      if (word === undefined) continue;
      if (reason !== null) yield { kind: 'skipped', reason, place: word.key };
      for (const { place, file } of letters) yield letterRecord(word, place, join(folder, file), file);
      first += letters.length;
    }
    onProgress(Math.min(total, offset + batchSize), total);
  }
}

/** The key of a character is that of its word and its place in it. */
function letterRecord(word: HeldSample, place: number, path: string, file: string): IncomingRecord {
  const { key, level, split, writer, page, line, language, source, mark, text } = word;
  const sample = {
    key: `${key}#${place + 1}`,
    level,
    file,
    path,
    text: characters(text)[place] ?? '',
    mark,
    split,
    writer,
    page,
    line,
    position: null,
    quad: null,
    polygon: null,
    language,
    alternatives: [],
    source,
  };
  return { kind: 'sample', sample, place: `Character ${place + 1} of ${key}` };
}
