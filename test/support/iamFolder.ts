import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { drawnSamples } from './wordVersion.ts';

const trained = ['a01-000u', 'a01-003u', 'b02-013'];
const tested = 'c03-000a';

/**
 * A folder like IAM's words, or its lines: three forms to train on, one to test on; each holds every text.
 */
export async function writeIamFolder(
  folder: string,
  texts: readonly string[],
  times: number,
  level: 'words' | 'lines' = 'words',
): Promise<void> {
  const words = await drawnSamples(texts, times);
  const lines = [`#--- ${level}.txt ---#`];
  for (const [index, { sample, picture }] of words.entries()) {
    const form = trained[Math.floor(index / texts.length) % 4] ?? tested;
    const number = String(index).padStart(2, '0');
    const id = level === 'words' ? `${form}-00-${number}` : `${form}-${number}`;
    const path = join(folder, level, form.slice(0, 3), form, `${id}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
    const text = sample.text.replaceAll(' ', '|');
    lines.push(level === 'words' ? `${id} ok 154 0 0 90 60 NN ${text}` : `${id} ok 154 1 0 0 90 60 ${text}`);
  }
  mkdirSync(join(folder, 'ascii'), { recursive: true });
  writeFileSync(join(folder, `ascii/${level}.txt`), `${lines.join('\n')}\n`);
  mkdirSync(join(folder, 'splits'), { recursive: true });
  writeFileSync(join(folder, 'splits/trainset.txt'), `${trained.join('\n')}\n`);
  writeFileSync(join(folder, 'splits/testset_v.txt'), `${tested}\n`);
}
