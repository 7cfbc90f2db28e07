import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { characters, editDistance, normalizeText } from '../../shared/text.ts';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { cell, readTable } from '../tables.ts';
import { cutImages, type CutWord } from './cutWords.ts';
import type { SourceCounts } from './makeBanks.ts';
import type { Snapshot } from './mirror.ts';
import type { WordReader } from './reader.ts';
import type { BankSource } from './source.ts';
import type { Bank } from './wordFolder.ts';

/** Writers whose words are measured on and never trained on: those whose numbers' hashes come first. */
const heldWriters = 8;
/** Of a whole word, where the label is of another image: nobody's writing is read so badly. */
const mostErrors = 0.6;
/** Images in memory at a time. */
const batchSize = 200;

interface Row {
  readonly path: string;
  readonly text: string;
  readonly writer: string;
}

/**
 * The word images of DHSD: `data.csv` names file, text and writer. Images of one word are taken whole. Those of several
 * words are cut to be trained on; of the writers who are measured on they are left out, because only words that the
 * recogniser reads are cut surely. Nor are whole ones left out for what it reads there.
 */
export async function addWriters(
  source: BankSource,
  snapshot: Snapshot,
  reader: WordReader,
  { trained, held }: Pick<Bank, 'trained' | 'held'>,
): Promise<SourceCounts> {
  const table = parseRows((await snapshot.read('data.csv')).toString('utf8'));
  const rows = await corrected(table.filter(({ path }) => path.startsWith(source.under)));
  const measured = measuredWriters(rows);
  let [keptCount, heldCount] = [0, 0];
  const add = async ({ path, writer }: Row, { place, ...word }: CutWord): Promise<void> => {
    const hand = `${source.name}/writer${writer}`;
    const file = `${hand}/${basename(path, '.png')}_${place}.png`;
    const isMeasured = measured.has(writer);
    await (isMeasured ? held : trained).add({ ...word, file, source: source.name, hand });
    if (isMeasured) heldCount += 1;
    else keptCount += 1;
  };
  for (let at = 0; at < rows.length; at += batchSize) {
    const batch = await inksOf(rows.slice(at, at + batchSize), snapshot);
    const phrases = batch.filter(({ text, writer }) => text.includes(' ') && !measured.has(writer));
    const cut = new Map((await cutImages(phrases, reader)).map((words, index) => [phrases[index], words]));
    const wholes = await wholeWords(batch, reader);
    for (const [index, row] of batch.entries()) {
      for (const word of cut.get(row) ?? wholes[index] ?? []) {
        if (measured.has(row.writer) || word.errorRate <= mostErrors) await add(row, word);
      }
    }
  }
  return {
    images: rows.length,
    lines: rows.length,
    words: rows.flatMap(({ text }) => text.split(' ')).length,
    kept: keptCount,
    held: heldCount,
    hands: new Set(rows.map(({ writer }) => writer)).size,
  };
}

/** The images that are one word, with what the recogniser makes of them. */
async function wholeWords(rows: readonly InkRow[], reader: WordReader): Promise<CutWord[][]> {
  const readings = await reader.ask(rows.map(({ ink }) => ({ ink, texts: [] })));
  return rows.map(({ text, ink }, index) => {
    if (text === '' || text.includes(' ') || !reader.alphabet.has(text)) return [];
    const errorRate = editDistance(readings[index]?.text ?? '', text) / characters(text).length;
    return [{ ink, text, place: 0, errorRate }];
  });
}

interface InkRow extends Row {
  readonly ink: InkImage;
}

async function inksOf(rows: readonly Row[], snapshot: Snapshot): Promise<InkRow[]> {
  const found: InkRow[] = [];
  for (const row of rows) {
    const { image } = await decodePhoto(await snapshot.read(row.path), { maxPixels: 1_000_000 });
    found.push({ ...row, ink: flattenBackground(image) });
  }
  return found;
}

function parseRows(csv: string): Row[] {
  const [header, ...lines] = csv.split(/\r?\n/u).filter((line) => line !== '');
  if (header !== 'file_name,text,writer_id') {
    throw new InkdexError(
      'data-invalid',
      `data.csv begins with "${header ?? ''}"; expected file_name,text,writer_id.`,
    );
  }
  return lines.map((line) => {
    const found = /^([^,]+),"?(.*?)"?,(\d+)$/u.exec(line);
    const [, path = '', text = '', writer = ''] = found ?? [];
    if (found === null) throw new InkdexError('data-invalid', `data.csv has a row "${line}".`);
    return { path, text: normalizeText(text), writer };
  });
}

/** Labels of the measured writers that are of other images, seen by eye; a word without a text is left out. */
async function corrected(rows: readonly Row[]): Promise<Row[]> {
  const table = await readTable(join(import.meta.dirname, 'dhsdCorrections.tsv'), ['file', 'label', 'text']);
  const texts = new Map(
    table.map((row) => [`${cell(row, 'file')} ${cell(row, 'label')}`, cell(row, 'text')]),
  );
  return rows.map((row) => ({ ...row, text: texts.get(`${row.path} ${row.text}`) ?? row.text }));
}

function measuredWriters(rows: readonly Row[]): Set<string> {
  const hash = (writer: string): string => createHash('sha256').update(`writer ${writer}`).digest('hex');
  const writers = [...new Set(rows.map(({ writer }) => writer))];
  return new Set(writers.sort((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, heldWriters));
}
