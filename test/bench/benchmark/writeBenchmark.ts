import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { cell, type Row } from '../../../pretraining/tables.ts';
import type { Box } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { FoundText } from '../measure/otherPrograms.ts';
import { columns, figuresOf } from './figures.ts';

/** Photos with where they are from. */
export interface BenchmarkSet {
  readonly name: string;
  readonly pages: readonly LabelledPage[];
  /** Rows of `sources.tsv`, at least those of the pages. */
  readonly sources: readonly Row[];
}

/** A reader with what it found on each photo, by the photo's path. */
export interface ReaderWords {
  /** Also of its file. */
  readonly name: string;
  readonly words: ReadonlyMap<string, readonly FoundText[]>;
}

/** Licences under which a photo may be given on. */
const publishable: readonly string[] = ['MIT', 'Apache-2.0', 'BSD-3-Clause'];

/**
 * Writes a folder that needs nothing else: photos, labels, scorer, readings and a page with the figures.
 *
 * @param folder a new one
 * @throws InkdexError `data-invalid` for a photo that may not be given on
 */
export async function writeBenchmark(
  folder: string,
  sets: readonly BenchmarkSet[],
  readers: readonly ReaderWords[],
): Promise<void> {
  await mkdir(join(folder, 'images'), { recursive: true });
  await mkdir(join(folder, 'readings'));
  const pages = sets.flatMap((set) => set.pages);
  await writeFile(
    join(folder, 'sources.tsv'),
    table((await Promise.all(sets.map(sourceRows))).flat(), sourceColumns),
  );
  await writeFile(
    join(folder, 'words.tsv'),
    table(
      pages.flatMap(({ page, words }) => words.map(({ box, text }) => [page, ...box, text])),
      [...boxColumns, 'text'],
    ),
  );
  await writeFile(
    join(folder, 'ignore.tsv'),
    table(
      pages.flatMap(({ page, ignore }) => ignore.map((box: Box) => [page, ...box])),
      boxColumns,
    ),
  );
  for (const { page, path } of pages) await copyFile(path, join(folder, 'images', page));
  for (const { name, words } of readers) {
    const byPage = pages.map(({ page, path }) => {
      return [page, (words.get(path) ?? []).map(({ box, text }) => ({ box, text }))] as const;
    });
    await writeFile(
      join(folder, 'readings', `${name}.json`),
      `${JSON.stringify(Object.fromEntries(byPage))}\n`,
    );
  }
  await copyFile(join(import.meta.dirname, 'score.py'), join(folder, 'score.py'));
  const about = await readFile(join(import.meta.dirname, 'page.md'), 'utf8');
  await writeFile(join(folder, 'README.md'), `${about}\n${figureTable(sets, readers)}`);
}

const sourceColumns = ['page', 'set', 'repository', 'file', 'commit', 'licence', 'sha256'];
const boxColumns = ['page', 'x', 'y', 'w', 'h'];

async function sourceRows({ name, pages, sources }: BenchmarkSet): Promise<string[][]> {
  return await Promise.all(
    pages.map(async ({ page, path }) => {
      const source = sources.find((row) => row.get('page') === page) ?? new Map<string, string>();
      const licence = cell(source, 'licence');
      if (!publishable.includes(licence)) {
        throw new InkdexError(
          'data-invalid',
          `${page} has the licence "${licence}", expected ${publishable.join(', ')}. Leave this photo out.`,
        );
      }
      const sha256 = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      const from = ['repository', 'file', 'commit'].map((column) => cell(source, column));
      return [page, name, ...from, licence, sha256];
    }),
  );
}

function table(rows: readonly (readonly (string | number)[])[], names: readonly string[]): string {
  return [names, ...rows].map((row) => `${row.join('\t')}\n`).join('');
}

function figureTable(sets: readonly BenchmarkSet[], readers: readonly ReaderWords[]): string {
  const rows = sets.flatMap(({ name, pages }) =>
    readers.map((reader) => [name, reader.name, ...figuresOf(pages, reader.words)]),
  );
  const header = ['set', 'reader', ...columns];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
