import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { quadOfBox, type Quad } from '../../../shared/geometry.ts';
import { canonicalSample, compareKeys, manifestHeader } from '../../../shared/manifest.ts';
import { objectFile } from '../../../shared/fileNames.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';

/** What a model read surely on another photo of the same library. */
export interface ReadPhoto {
  readonly path: string;
  /** Of the model. */
  readonly sha256: string;
  readonly words: readonly { readonly quad: Quad; readonly text: string }[];
}

export type CorrectedPhoto = Pick<LabelledPage, 'path' | 'words'>;

/** A version of the corrected words of photos, as the library freezes it. */
export async function writeCorrections(
  folder: string,
  corrected: readonly CorrectedPhoto[],
  read: readonly ReadPhoto[],
): Promise<{ manifest: string; objects: string }> {
  const objects = join(folder, 'objects');
  const samples: Sample[] = [];
  for (const { path, words } of corrected) {
    const image = await addObject(objects, path);
    for (const { box, text } of words) {
      samples.push(sampleOf(samples.length, path, image, quadOfBox(box), text, { kind: 'person' }));
    }
  }
  for (const { path, sha256, words: sure } of read) {
    const other = await addObject(objects, path);
    for (const { quad, text } of sure) {
      samples.push(sampleOf(samples.length, path, other, quad, text, { kind: 'model', sha256 }));
    }
  }
  const manifest = join(folder, 'version.jsonl');
  const lines = samples.toSorted((a, b) => compareKeys(a.key, b.key)).map(canonicalSample);
  await writeFile(manifest, [manifestHeader, ...lines, ''].join('\n'));
  return { manifest, objects };
}

async function addObject(objects: string, photo: string): Promise<string> {
  const image = createHash('sha256')
    .update(await readFile(photo))
    .digest('hex');
  const object = join(objects, objectFile(image));
  await mkdir(dirname(object), { recursive: true });
  await copyFile(photo, object);
  return image;
}

function sampleOf(
  index: number,
  photo: string,
  image: string,
  quad: Quad,
  text: string,
  source: Sample['source'],
): Sample {
  return {
    key: `word-${String(index).padStart(5, '0')}`,
    level: 'word',
    file: basename(photo),
    quad,
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
    source,
  };
}
