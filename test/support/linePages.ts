import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { quadOfBox } from '../../shared/geometry.ts';
import { drawnSamples } from './wordVersion.ts';

export const linePageSize = { width: 520, height: 420 };
export const lineTexts = ['ink 42', 'go FIG'];
/** A line finder that has learned such pages; its README says how it was made. */
export const lineFinder = join(import.meta.dirname, '../fixtures/models/line-finder.onnx');

/** Writes pages of two lines of writing whose places are known, as Inkdex JSON lines, into a folder. */
export async function writeLinePages(to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const drawn = await drawnSamples([...lineTexts, '42 ink', 'FIG go'], 4);
  const samples: string[] = [JSON.stringify({ format: 'inkdex-samples', version: 1 })];
  for (let page = 0; page < drawn.length / 2; page += 1) {
    const image = `${page}.png`;
    const placed = drawn.slice(2 * page, 2 * page + 2).map(({ picture }, line) => ({
      input: picture,
      left: 40 + 30 * (page % 4),
      top: 30 + 15 * page + 170 * line,
    }));
    const paper = sharp({ create: { ...linePageSize, channels: 3, background: '#fff' } });
    await paper.composite(placed).png().toFile(join(to, image));
    for (const [line, { input, left, top }] of placed.entries()) {
      const { width, height } = await sharp(input).metadata();
      const place = { quad: quadOfBox([left, top, width, height]), polygon: null, position: null, line };
      const about = { mark: 'text', split: null, writer: null, language: null, alternatives: [] };
      const key = `${image}/${line}`;
      const text = drawn[2 * page + line]?.sample.text;
      samples.push(
        JSON.stringify({ key, level: 'line', file: image, page: image, image, text, ...place, ...about }),
      );
    }
  }
  writeFileSync(join(to, 'samples.jsonl'), [...samples, ''].join('\n'));
}
