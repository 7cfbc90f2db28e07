import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createAlphabet, pretrainedCharacters } from '../../../shared/alphabet.ts';
import { foldText, normalizeText, type Comparison } from '../../../shared/text.ts';
import {
  boards,
  frenchCrops,
  germanCrops,
  iamLike,
  type LabelledCrop,
  type LabelledPage,
} from '../../../pretraining/data.ts';
import { allResults } from '../report/results.ts';
import { availablePrograms } from './otherPrograms.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { boardMargin } from '../../../pretraining/wordSets.ts';
import { errorRates } from './words.ts';

const alphabet = createAlphabet(pretrainedCharacters);

/** The words of `wordSets` as image files: those of boards are cut from the photo with the same margin. */
const wordFiles: Readonly<Record<string, (folder: string) => Promise<LabelledCrop[]>>> = {
  'iam-like testset_v': () => iamLike('testset_v'),
  'copiste_fr, kept': async () => (await frenchCrops()).kept,
  'boards dev': async (folder) => cutWords(await boards('dev'), folder),
  'DHSD, held-back writers': germanCrops,
};

const header = ['other readers', 'words', 'CER', 'exact', 'CER folded', 'exact'];
const definitions = `
other readers: recognition only, of the words of the tables above, those of boards cut from the photo;
Tesseract in page mode 8. A page mode without a row here differs only in how it finds words.`;

/**
 * Prints the error rates of the other readers on the same words.
 *
 * @param isAlone whether they keep the rows of the last measurement
 */
export async function measureProgramWords(isAlone: boolean): Promise<void> {
  const last = allResults()['measure-words']?.tables.find((table) => table.header[0] === header[0]);
  if (isAlone && last !== undefined) printTable(header, last.rows);
  else await readByPrograms();
  print(definitions);
}

async function readByPrograms(): Promise<void> {
  const programs = await availablePrograms();
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-words-'));
  try {
    const rows: string[][] = [];
    for (const [name, write] of Object.entries(wordFiles)) {
      const words = (await write(folder))
        .map(({ path, text }) => ({ path, text: normalizeText(text) }))
        .filter(({ text }) => text !== '' && alphabet.has(text));
      for (const program of programs) {
        if (program.readWords === null || words.length === 0) continue;
        const readings = await program.readWords(words.map(({ path }) => path));
        rows.push(rowOf(`${name}, ${program.name}`, words, readings));
      }
    }
    print('');
    printTable(header, rows);
  } finally {
    for (const program of programs) program.close();
    await rm(folder, { recursive: true });
  }
}

function rowOf(name: string, words: readonly LabelledCrop[], readings: readonly string[]): string[] {
  const compared = words.map(({ text }, index): Comparison => ({
    truth: text,
    reading: normalizeText(readings[index] ?? ''),
  }));
  const folded = compared.map(({ truth, reading }) => ({
    truth: foldText(truth),
    reading: foldText(reading),
  }));
  return [name, String(words.length), ...errorRates(compared), ...errorRates(folded)];
}

async function cutWords(pages: readonly LabelledPage[], folder: string): Promise<LabelledCrop[]> {
  const crops: LabelledCrop[] = [];
  for (const { page, path, words } of pages) {
    const photo = await sharp(path).rotate().toBuffer({ resolveWithObject: true });
    await mkdir(join(folder, page));
    for (const [index, { box, text }] of words.entries()) {
      const [x, y, width, height] = box;
      const margin = height * boardMargin;
      const left = Math.max(0, Math.round(x - margin));
      const top = Math.max(0, Math.round(y - margin));
      const right = Math.min(photo.info.width, Math.round(x + width + margin));
      const bottom = Math.min(photo.info.height, Math.round(y + height + margin));
      const crop = join(folder, page, `${index}.png`);
      await sharp(photo.data)
        .extract({ left, top, width: right - left, height: bottom - top })
        .toFile(crop);
      crops.push({ path: crop, text });
    }
  }
  return crops;
}
