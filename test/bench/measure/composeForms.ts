import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { dataFolder } from '../../../main/pretraining/data.ts';
import type { SearchedPage } from './searchSets.ts';

/** Paper around the writing and between its lines, in pixels. */
const margin = 40;
const leading = 30;

interface FormWord {
  readonly path: string;
  readonly text: string;
  /** In its line. */
  readonly x: number;
  readonly y: number;
}

/**
 * Writes each form of iam-like testset_v as a page into a folder: its words where they stand in their
 * lines, the lines one below the other.
 */
export async function composeForms(folder: string): Promise<SearchedPage[]> {
  const root = join(dataFolder, 'iam-like');
  const forms = (await readFile(join(root, 'splits/testset_v.txt'), 'utf8')).split('\n');
  const table = (await readFile(join(root, 'ascii/words.txt'), 'utf8')).split('\n');
  const wanted = new Set(forms.filter((form) => form !== ''));
  const lines = Map.groupBy(table.map(wordOf).filter(isWord), ({ line }) => line);
  const byForm = Map.groupBy([...lines.values()], ([first]) => first?.form ?? '');
  const pages: SearchedPage[] = [];
  for (const [form, found] of byForm) {
    if (!wanted.has(form)) continue;
    const path = join(folder, `${form}.png`);
    await writePage(path, found);
    pages.push({ path, texts: found.flat().map(({ text }) => text) });
  }
  return pages;

  function wordOf(row: string): (FormWord & { readonly form: string; readonly line: string }) | null {
    if (row === '' || row.startsWith('#')) return null;
    const fields = row.split(' ');
    const [id = '', segmentation] = fields;
    const [series = '', form = '', line = ''] = id.split('-');
    if (segmentation !== 'ok') return null;
    return {
      form: `${series}-${form}`,
      line: `${series}-${form}-${line}`,
      path: join(root, 'words', series, `${series}-${form}`, `${id}.png`),
      text: fields.slice(8).join(' '),
      x: Number(fields[3]),
      y: Number(fields[4]),
    };
  }
}

function isWord<Word>(word: Word | null): word is Word {
  return word !== null;
}

async function writePage(path: string, lines: readonly (readonly FormWord[])[]): Promise<void> {
  const pieces: OverlayOptions[] = [];
  let top = margin;
  let right = 0;
  for (const line of lines) {
    let bottom = top;
    for (const word of line) {
      const { width, height } = await sharp(word.path).metadata();
      pieces.push({ input: word.path, left: margin + word.x, top: top + word.y, blend: 'darken' });
      right = Math.max(right, margin + word.x + width);
      bottom = Math.max(bottom, top + word.y + height);
    }
    top = bottom + leading;
  }
  const paper = { width: right + margin, height: top + margin, channels: 3, background: '#ffffff' } as const;
  await sharp({ create: paper }).composite(pieces).png({ compressionLevel: 1 }).toFile(path);
}
