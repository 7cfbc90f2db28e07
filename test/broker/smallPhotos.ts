import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createRandom } from '../../shared/random.ts';

const samples = join(import.meta.dirname, '../../resources/samples');

/** Writes small photos, each another part of a sample photo with some words, and gives their paths. */
export async function writeSmallPhotos(folder: string, count: number, seed: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const random = createRandom(seed);
  const sources = globSync('*.jpg', { cwd: samples }).sort();
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const source = join(samples, sources[index % sources.length] ?? '');
    const { width, height } = await sharp(source).metadata();
    const part = { width: Math.round(width / 3), height: Math.round(height / 4) };
    const left = random.integer(0, width - part.width);
    const top = random.integer(0, height - part.height);
    const path = join(folder, `part-${String(index).padStart(3, '0')}.jpg`);
    await sharp(source)
      .extract({ ...part, left, top })
      .jpeg()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}
