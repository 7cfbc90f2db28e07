import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Sample } from '../../../shared/dataset.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { canonicalSample, compareKeys, manifestHeader } from '../../../shared/manifest.ts';
import { objectFile } from '../../../shared/objectFile.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { LabelledWord } from '../../../main/ml/starter/data.ts';

/** A version of the corrected words of one photo, as the library freezes it. */
export async function writeCorrections(
  folder: string,
  photo: string,
  words: readonly LabelledWord[],
): Promise<{ manifest: string; objects: string }> {
  const image = createHash('sha256')
    .update(await readFile(photo))
    .digest('hex');
  const objects = join(folder, 'objects');
  const object = join(objects, objectFile(image));
  await mkdir(dirname(object), { recursive: true });
  await copyFile(photo, object);
  const samples = words.map(({ box, text }, index): Sample => ({
    key: `word-${String(index).padStart(4, '0')}`,
    level: 'word',
    file: basename(photo),
    quad: quadOfBox(box),
    polygon: null,
    text: normalizeText(text),
    mark: 'text',
    split: null,
    writer: null,
    page: basename(photo),
    line: null,
    position: null,
    language: null,
    alternatives: [],
    image,
    source: { kind: 'person' },
  }));
  const manifest = join(folder, 'version.jsonl');
  const lines = samples.toSorted((a, b) => compareKeys(a.key, b.key)).map(canonicalSample);
  await writeFile(manifest, [manifestHeader, ...lines, ''].join('\n'));
  return { manifest, objects };
}
