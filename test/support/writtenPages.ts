import sharp, { type OverlayOptions } from 'sharp';
import { createWriter, writeWord } from '../../main/ml/synthetic/words.ts';
import { createRandom } from '../../shared/random.ts';

/** A line of words: where its baseline begins, and how many pixels its em has, 8 to 100. */
export interface WrittenLine {
  readonly text: string;
  readonly left: number;
  readonly baseline: number;
  readonly em?: number;
}

export interface WrittenPage {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly WrittenLine[];
  /** What is drawn below the words, as elements of SVG 1.1. */
  readonly drawing?: string;
}

/**
 * A photo of a page in one hand, drawn with the fonts that Inkdex ships, as a JPEG.
 *
 * @param seed of the hand
 */
export async function writtenPage(
  { width, height, lines, drawing = '' }: WrittenPage,
  seed = 5,
): Promise<Buffer> {
  const random = createRandom(seed);
  const writer = createWriter(random);
  const words: OverlayOptions[] = [];
  for (const { text, left, baseline, em = 64 } of lines) {
    let x = left;
    for (const word of text.split(' ')) {
      const { ink, baseline: ascent } = writeWord(word, writer, random, em, 0);
      const raw = { width: ink.width, height: ink.height, channels: 1 } as const;
      const input = await sharp(Buffer.from(ink.data.map((value) => 255 - value)), { raw })
        .png()
        .toBuffer();
      words.push({ input, left: Math.round(x), top: Math.round(baseline - ascent), blend: 'multiply' });
      x += ink.width + 0.55 * em;
    }
  }
  const size = `width="${String(width)}" height="${String(height)}"`;
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${drawing}</svg>`);
  const paper = sharp({ create: { width, height, channels: 3, background: '#f6f3ec' } });
  return await paper
    .composite([{ input: svg }, ...words])
    .jpeg({ quality: 92 })
    .toBuffer();
}
