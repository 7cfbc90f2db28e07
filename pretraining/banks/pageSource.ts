import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Size } from '../../shared/geometry.ts';
import { decodePhoto, mostPixels } from '../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { log } from '../run.ts';
import { readAltoLines, type TextLine, type TranscribedPage } from './altoLines.ts';
import { cutWords } from './cutWords.ts';
import type { SourceCounts } from './makeBanks.ts';
import type { Snapshot } from './mirror.ts';
import type { WordReader } from './reader.ts';
import { handOf, type BankSource } from './source.ts';
import type { Bank } from './wordFolder.ts';

const pagesPerReport = 20;

/** Cuts the words out of all pages of a source of transcribed pages, and puts them into a bank. */
export async function addPages(
  source: BankSource,
  snapshot: Snapshot,
  reader: WordReader,
  { trained }: Pick<Bank, 'trained'>,
): Promise<SourceCounts> {
  let [images, lineCount, words, kept] = [0, 0, 0, 0];
  const hands = new Set<string>();
  for await (const { path, name, ink, lines } of pagesOf(source, snapshot)) {
    const hand = handOf(source, path);
    for (const [line, cut] of (await cutWords(ink, lines, reader)).entries()) {
      for (const { place, ...word } of cut) {
        const file = `${source.name}/${name}_${padded(line, 3)}_${padded(place, 2)}.png`;
        await trained.add({ ...word, file, source: source.name, hand });
        hands.add(hand);
        kept += 1;
      }
    }
    images += 1;
    lineCount += lines.length;
    words += lines.flatMap(({ text }) => text.split(/\s+/u)).length;
    if (images % pagesPerReport === 0) log(`${source.name}: ${images} pages, ${kept} of ${words} words`);
  }
  return { images, lines: lineCount, words, kept, held: 0, hands: hands.size };
}

interface Page {
  readonly path: string;
  /** Of its words' files. */
  readonly name: string;
  /** Flattened. */
  readonly ink: InkImage;
  readonly lines: readonly TextLine[];
}

/** Pages that can be read, each once: some sources have their transcriptions in several forms. */
async function* pagesOf(source: BankSource, snapshot: Snapshot): AsyncGenerator<Page> {
  const wanted = await wantedPages(source);
  const seen = new Set<string>();
  for (const path of snapshot.paths) {
    const name = basename(path, '.xml');
    if (!path.startsWith(source.under) || !path.endsWith('.xml') || seen.has(name)) continue;
    if (wanted !== null && !wanted.has(name)) continue;
    const page = await transcription(snapshot, path);
    const image = page === null ? null : await imageOf(page, path, snapshot);
    if (page === null || image === null) continue;
    seen.add(name);
    // Never scaled: transcriptions count in the image's pixels.
    const photo = await decodePhoto(image, { maxPixels: mostPixels });
    if (page.size.width > 0 && !isSameSize(page.size, photo)) {
      log(`${path} is of an image of another size or turn.`);
      continue;
    }
    yield {
      path,
      name: name.replace(/[^\w.-]+/gu, '-'),
      ink: flattenBackground(photo.image),
      lines: page.lines.filter(({ type }) => type.includes(source.lines)),
    };
  }
}

async function wantedPages({ pages }: BankSource): Promise<Set<string> | null> {
  if (pages === '') return null;
  const list = await readFile(join(import.meta.dirname, pages), 'utf8');
  return new Set(list.split('\n').filter((line) => line !== ''));
}

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Null, with a line in the log, for a file that is no page or has no lines. */
async function transcription(snapshot: Snapshot, path: string): Promise<TranscribedPage | null> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-banks-'));
  try {
    const file = join(folder, 'page.xml');
    await writeFile(file, await snapshot.read(path));
    const page = await readAltoLines(file);
    return page.lines.length === 0 ? null : page;
  } catch (error) {
    log(`${path} cannot be read: ${String(error)}`);
    return null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The image that a transcription names, or that has its name: beside it, in the folder above, or anywhere. Null where
 * there is none, or where the mirror lacks its contents: snapshots leave the largest files out.
 */
async function imageOf(page: TranscribedPage, path: string, snapshot: Snapshot): Promise<Buffer | null> {
  const stem = basename(path, '.xml');
  const named = snapshot.paths.filter((other) => {
    const name = basename(other);
    if (!/\.(?:jpe?g|png|tiff?)$/iu.test(name)) return false;
    return name === page.image || name.replace(/\.\w+$/u, '') === stem;
  });
  const near = [dirname(path), dirname(dirname(path))];
  const image = named.find((other) => near.includes(dirname(other))) ?? named[0];
  if (image === undefined) return null;
  try {
    return await snapshot.read(image);
  } catch {
    log(`${image} is missing from the mirror.`);
    return null;
  }
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
