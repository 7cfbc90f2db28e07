import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationReport } from '../../shared/contract/evaluation.ts';
import { createFreeNames } from '../../shared/fileNames.ts';
import { InkdexError } from '../../shared/result.ts';
import { createWholeFolder } from '../files/writeWhole.ts';

/**
 * Writes where a network with attention looked, word by word, into a new folder, laid out as attention-ocr does: for each word
 * that the report shows a folder `predict-READING` with an animation and `word.txt`, the reading above the truth.
 *
 * @returns the number of words
 * @throws InkdexError `data-invalid` for a network without attention, `conflict` if the folder exists
 */
export async function writeAttention(
  { worst, best, random }: Pick<EvaluationReport, 'worst' | 'best' | 'random'>,
  folder: string,
): Promise<number> {
  const shown = new Map([...worst, ...best, ...random].map((word) => [word.key, word]));
  const words = [...shown.values()].flatMap(({ attention, greedy, truth }) =>
    attention === undefined ? [] : [{ attention, greedy, truth }],
  );
  if (words.length === 0) {
    throw new InkdexError(
      'data-invalid',
      'This network has no attention, so that there are no pictures of it. Evaluate a model of the network "attention".',
    );
  }
  await createWholeFolder(folder, async (inside) => {
    const freeName = createFreeNames();
    for (const { attention, greedy, truth } of words) {
      const place = join(inside, freeName(`predict-${greedy.replaceAll(/[/\\]/gu, '_')}`));
      await mkdir(place);
      await writeFile(join(place, 'image.webp'), Buffer.from(attention.animation, 'base64'));
      await writeFile(join(place, 'word.txt'), `${greedy}\n${truth}\n`);
    }
  });
  return words.length;
}
