import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { dataFolder } from '../../../pretraining/data.ts';
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

/** Lines of a form by their ids, such as `a01-001w-02`. */
type FormLines = ReadonlyMap<string, readonly FormWord[]>;

/**
 * Writes each form of iam-like testset_v as a page into a folder: its words where they stand in their
 * lines, the lines one below the other.
 */
export async function composeForms(folder: string): Promise<SearchedPage[]> {
  const pages: SearchedPage[] = [];
  for (const [form, lines] of await readForms('testset_v')) {
    const path = join(folder, `${form}.png`);
    await (await composed([...lines.values()])).toFile(path);
    pages.push({ path, texts: [...lines.values()].flat().map(({ text }) => text) });
  }
  return pages;
}

/**
 * Writes the lines of iam-like as IAM's `lines` are laid out, each with its words where they stand: `ascii/lines.txt`,
 * `lines/a01/a01-001w/a01-001w-02.png`, `splits/`.
 */
export async function composeLines(folder: string): Promise<void> {
  const table = ['#--- lines.txt ---#'];
  for (const split of ['trainset', 'testset_v'] as const) {
    const forms = await readForms(split);
    await mkdir(join(folder, 'splits'), { recursive: true });
    await writeFile(join(folder, 'splits', `${split}.txt`), [...forms.keys(), ''].join('\n'));
    for (const [form, lines] of forms) {
      const place = join(folder, 'lines', form.slice(0, 3), form);
      await mkdir(place, { recursive: true });
      for (const [id, words] of lines) {
        const { width, height } = await (
          await composed([words])
        )
          .trim({ background: '#ffffff', threshold: 60 })
          .toFile(join(place, `${id}.png`));
        const text = words.map((word) => word.text).join('|');
        table.push(`${id} ok 154 ${words.length} 0 0 ${width} ${height} ${text}`);
      }
    }
  }
  await mkdir(join(folder, 'ascii'), { recursive: true });
  await writeFile(join(folder, 'ascii', 'lines.txt'), [...table, ''].join('\n'));
}

/** The forms of a split by their ids. */
async function readForms(split: 'trainset' | 'testset_v'): Promise<ReadonlyMap<string, FormLines>> {
  const root = join(dataFolder, 'iam-like');
  const names = (await readFile(join(root, 'splits', `${split}.txt`), 'utf8')).split('\n');
  const table = (await readFile(join(root, 'ascii/words.txt'), 'utf8')).split('\n');
  const wanted = new Set(names.filter((form) => form !== ''));
  const words = table.flatMap((row) => wordOf(row, root) ?? []).filter(({ form }) => wanted.has(form));
  const forms = [...Map.groupBy(words, ({ form }) => form)];
  return new Map(forms.map(([form, own]) => [form, Map.groupBy(own, ({ line }) => line)]));
}

function wordOf(
  row: string,
  root: string,
): (FormWord & { readonly form: string; readonly line: string }) | null {
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

async function composed(lines: readonly (readonly FormWord[])[]): Promise<Sharp> {
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
  const page = sharp({ create: paper }).composite(pieces).png({ compressionLevel: 1 });
  return sharp(await page.toBuffer());
}
