import { join } from 'node:path';
import type { Rotation } from '../../shared/rotation.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import { log } from '../run.ts';
import { heldBackPages } from '../banks/heldBackPages.ts';
import { cell, readTable } from '../tables.ts';
import { likelyWords, type OwnWord } from './likelyWords.ts';

/** Reads a photo; `turn` is how it was turned to be read. */
export type ReadPhoto = (
  path: string,
) => Promise<{ readonly turn: Rotation; readonly words: readonly OwnWord[] }>;

/** What a repository gave. */
export interface LabelCounts {
  pages: number;
  found: number;
  kept: number;
}

const heading = ['page', 'x', 'y', 'w', 'h', 'text', 'confidence'];

/**
 * Labels photos with the words that are very likely right, and writes `OUT/words.tsv`. A photo that must be turned is left
 * out: labels count the pixels of the photo as it stands. Its `turn` belongs in `sources.tsv`.
 *
 * @param sources folder with `sources.tsv`: page, repository
 * @param out has the photos, in `images`
 * @returns counts by repository
 */
export async function writeSelfLabels(
  sources: string,
  out: string,
  readPhoto: ReadPhoto,
): Promise<Map<string, LabelCounts>> {
  const refused = await heldBackPages(out);
  const all = await readTable(join(sources, 'sources.tsv'), ['page', 'repository']);
  const rows = all.filter((row) => !refused.has(cell(row, 'page')));
  const counts = new Map<string, LabelCounts>();
  const lines = [heading.join('\t')];
  for (const [at, row] of rows.entries()) {
    const page = cell(row, 'page');
    const { turn, words } = await readPhoto(join(out, 'images', page));
    const kept = turn === 0 ? likelyWords(words) : [];
    lines.push(
      ...kept.map(({ box, text, confidence }) => [page, ...box, text, confidence.toFixed(3)].join('\t')),
    );
    const count = counts.get(cell(row, 'repository')) ?? { pages: 0, found: 0, kept: 0 };
    counts.set(cell(row, 'repository'), {
      pages: count.pages + 1,
      found: count.found + words.length,
      kept: count.kept + kept.length,
    });
    if ((at + 1) % 20 === 0) log(`unlabelled: ${at + 1} of ${rows.length} photos`);
  }
  await writeWhole(join(out, 'words.tsv'), [Buffer.from(`${lines.join('\n')}\n`)]);
  return counts;
}
