import type { DatasetParts } from './parts.ts';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DrawDataset, Drawing, DrawingPreview, TakenIn } from '../../shared/contract/datasetWork.ts';
import type { IncomingRecord, IncomingSample } from '../exchange/exchangeFormat.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { readNamedFile } from '../files/pathKind.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { objectPath, withScratch } from './files.ts';
import { glyphSide, planGlyphLines } from './glyphLines.ts';
import { prepareDataset } from './prepareDataset.ts';
import { ingest } from './ingest.ts';

/** Format and source that drawn samples name. */
const synthetic = 'synthetic';
/** Samples per call of the worker: few enough to stop soon. */
const batchSize = 64;
const previewed = 12;
/** Characters; a longer line would be a picture of several thousand pixels. */
const longestText = 200;

/**
 * Draws texts with handwriting fonts as a dataset, reproducibly.
 *
 * @throws InkdexError `file-missing` for missing fonts or texts; `data-invalid` for damaged fonts, a file that is not
 * text, or if no text can be drawn
 */
export async function drawDataset(
  { db, reader, locks, folders }: Pick<DatasetParts, 'db' | 'reader' | 'locks' | 'folders'>,
  ask: DrawDataset,
  options: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const { name, fonts, glyphs, texts, level, mode, splitRule, licence, count } = ask;
  const path = 'path' in texts ? basename(texts.path) : 'text';
  return await prepareDataset(
    db,
    locks,
    {
      name: () => name,
      mode,
      splitRule,
      licence,
      origin: { kind: 'import', format: synthetic, recipe: level, path: glyphs ?? fonts ?? path },
      models: () => [],
      fill: (set, rule) =>
        withScratch(folders, (scratch) => {
          const source = { kind: 'import', name: synthetic } as const;
          const request = {
            set,
            within: [scratch],
            isAssigned: rule.kind !== 'given',
            source,
            keepGood: false,
          };
          const onProgress = (done: number): void => {
            options.onProgress(done, count);
          };
          const records =
            ask.glyphs === undefined
              ? drawnRecords(reader, ask, scratch, options.signal)
              : composedRecords(
                  { db, reader, folders },
                  { ...ask, glyphs: ask.glyphs },
                  scratch,
                  options.signal,
                );
          return ingest({ db, reader, folders }, records, request, {
            ...options,
            onProgress,
          });
        }),
    },
    options,
  );
}

/** The first samples of a drawing, exactly as the dataset would have them. @throws InkdexError as `drawDataset` */
export async function previewDrawing(
  { reader, folders }: Pick<DatasetParts, 'reader' | 'folders'>,
  drawing: Drawing,
): Promise<DrawingPreview> {
  const { signal } = new AbortController();
  const { texts, leftOut } = await drawableTexts(reader, drawing, signal);
  return await withScratch(folders, async (folder) => {
    const samples = inRandomOrder(texts, drawing.seed, 0, previewed);
    const { fonts, seed } = drawing;
    const files = await reader.call('drawSamples', { fonts, seed, samples, folder }, { signal });
    const pictures = await Promise.all(
      files.map(async ({ file }) => (await readFile(join(folder, file))).toString('base64')),
    );
    return {
      samples: pictures.map((png, index) => ({ text: samples[index]?.text ?? '', png })),
      texts: texts.length,
      leftOut: leftOut.length,
      reasons: leftOut.slice(0, 3),
    };
  });
}

async function* drawnRecords(
  reader: DatasetParts['reader'],
  { count, ...drawing }: DrawDataset,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<IncomingRecord> {
  const { fonts, seed, level } = drawing;
  const { texts, leftOut } = await drawableTexts(reader, drawing, signal);
  for (const place of leftOut) yield { kind: 'skipped', reason: 'cannot be drawn', place };
  for (let first = 0; first < count; first += batchSize) {
    const samples = inRandomOrder(texts, seed, first, Math.min(batchSize, count - first));
    const files = await reader.call('drawSamples', { fonts, seed, samples, folder }, { signal });
    for (const [index, { file, writer }] of files.entries()) {
      yield recordOf({
        file,
        level,
        path: join(folder, file),
        text: samples[index]?.text ?? '',
        writer: `synthetic ${writer + 1}`,
        split: null,
      });
    }
  }
}

type DrawnSample = Pick<IncomingSample, 'file' | 'level' | 'path' | 'text' | 'writer' | 'split'>;

/** A picture that is all of its sample. */
function recordOf(drawn: DrawnSample): IncomingRecord {
  const sample: IncomingSample = {
    ...drawn,
    key: drawn.file,
    quad: null,
    polygon: null,
    mark: 'text',
    page: null,
    line: null,
    position: null,
    language: null,
    alternatives: [],
  };
  return { kind: 'sample', sample };
}

/** Lines of pictures of characters (see `planGlyphLines`). @throws InkdexError as that */
async function* composedRecords(
  { db, reader, folders }: Pick<DatasetParts, 'db' | 'reader' | 'folders'>,
  { texts, glyphs, seed, count }: DrawDataset & { readonly glyphs: string },
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<IncomingRecord> {
  const plan = planGlyphLines(db, await readGiven(texts), glyphs, seed);
  for (let first = 0; first < count; first += batchSize) {
    const lines = Array.from({ length: Math.min(batchSize, count - first) }, (_, offset) => {
      const line = plan(first + offset);
      const pictures = line.pictures.map((sha256) => sha256 && objectPath(folders, sha256));
      return { ...line, pictures, file: `${String(line.index + 1).padStart(7, '0')}.png` };
    });
    const drawn = lines.map(({ file, pictures, step }) => ({ file, pictures, step }));
    await reader.call('drawGlyphs', { lines: drawn, side: glyphSide, folder }, { signal });
    for (const { file, text, split } of lines) {
      yield recordOf({ file, level: 'line', path: join(folder, file), text, writer: null, split });
    }
  }
}

/**
 * The texts that the fonts can draw, in their order, and sentences about the others.
 *
 * @throws InkdexError `data-invalid` if there is no text, or none that can be drawn
 */
async function drawableTexts(
  reader: DatasetParts['reader'],
  { fonts, texts: source, level }: Pick<Drawing, 'fonts' | 'texts' | 'level'>,
  signal: AbortSignal,
): Promise<{ texts: string[]; leftOut: string[] }> {
  const given = await readGiven(source);
  const all = textsIn(given.normalize('NFC'), level);
  if (all.length === 0) {
    const what = 'path' in source ? `The file "${source.path}" contains no text.` : 'The text is empty.';
    throw new InkdexError('data-invalid', `${what} Expected words or lines to draw.`);
  }
  const asked = { fonts, text: [...new Set(all.join(''))].join('') };
  const missing = new Set(await reader.call('missingCharacters', asked, { signal }));
  const texts: string[] = [];
  const leftOut: string[] = [];
  for (const text of all) {
    const lacking = [...new Set(text)].filter((character) => missing.has(character));
    if (lacking.length > 0) leftOut.push(`"${shortened(text)}": no font draws "${lacking.join('')}"`);
    else if (text.length > longestText)
      leftOut.push(`"${shortened(text)}": longer than ${longestText} characters`);
    else texts.push(text);
  }
  if (texts.length > 0) return { texts, leftOut };
  throw new InkdexError(
    'data-invalid',
    `These fonts can draw no text of the list. The first: ${leftOut[0] ?? ''}. Choose other fonts or texts.`,
  );
}

function textsIn(text: string, level: Drawing['level']): string[] {
  const parts = level === 'word' ? text.split(/\s+/u) : text.split(/\r\n?|\n/u);
  return parts.map((part) => part.trim().replace(/\s+/gu, ' ')).filter((part) => part !== '');
}

async function readGiven(texts: Drawing['texts']): Promise<string> {
  return 'path' in texts ? await readTexts(texts.path) : texts.text;
}

/** @throws InkdexError as `readNamedFile` does; `data-invalid` if the file is not text in UTF-8 */
async function readTexts(path: string): Promise<string> {
  const bytes = await readNamedFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InkdexError('data-invalid', `"${path}" is not a text file in UTF-8.`, { cause });
  }
}

/** Part of an endless sequence in which every text comes up as often as the others, in an order by the seed. */
function inRandomOrder(
  texts: readonly string[],
  seed: number,
  first: number,
  count: number,
): { index: number; text: string }[] {
  const rounds = new Map<number, string[]>();
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    const number = Math.floor(index / texts.length);
    const round =
      rounds.get(number) ??
      createRandom(seed)
        .fork(`round ${number}`)
        .shuffle([...texts]);
    rounds.set(number, round);
    return { index, text: round[index % texts.length] ?? '' };
  });
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
