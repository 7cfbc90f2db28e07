import { describe, expect, it } from 'vitest';
import type { TextLine } from '../../../pretraining/banks/altoLines.ts';
import { cutImages, cutWords } from '../../../pretraining/banks/cutWords.ts';
import { barLine, barReader, widthOfBars } from '../../support/barWords.ts';

const words = ['ooo', 'ooooooo', 'oo', 'oooo'];
const widthsOf = (cut: readonly (readonly { ink: { width: number } }[])[]): number[] =>
  cut.flat().map(({ ink }) => ink.width);

describe('Words of a line', () => {
  it('are cut out at the gaps around what the text says', async () => {
    const cut = await cutImages([{ ink: barLine(words), text: words.join(' ') }], barReader);
    expect(cut.flat().map(({ text, place }) => [text, place])).toEqual(
      words.map((word, place) => [word, place]),
    );
    // The image is trimmed to the ink with four pixels of paper.
    expect(widthsOf(cut)).toEqual(words.map((word) => widthOfBars([word]) - 20 + 8));
  });

  it('are found above a rule, which stays on their images', async () => {
    const [plain, ruled] = await cutImages(
      [false, true].map((rule) => ({ ink: barLine(words, rule), text: words.join(' ') })),
      barReader,
    );
    expect(ruled?.map(({ text }) => text)).toEqual(words);
    expect(ruled?.[0]?.ink.height).toBeGreaterThan(plain?.[0]?.ink.height ?? Infinity);
  });

  it.each([
    ['something else is read', 'opopopo'],
    ['the transcriber marks what is crossed out', '>ooooo<'],
  ])('are left out where %s', async (_what, word) => {
    const text = ['ooo', word, 'oo', 'oooo'].join(' ');
    const [found] = await cutImages([{ ink: barLine(words), text }], barReader);
    expect(found?.map(({ place }) => place)).toEqual([0, 2, 3]);
  });

  it('are left out where a sign is read beside them', async () => {
    const reader = {
      ...barReader,
      ask: async (questions: Parameters<typeof barReader.ask>[0]) =>
        (await barReader.ask(questions)).map((reading) => ({
          ...reading,
          text: reading.text.length === 7 ? `,${reading.text.slice(1)}` : reading.text,
        })),
    };
    const [found] = await cutImages([{ ink: barLine(words), text: words.join(' ') }], reader);
    expect(found?.map(({ place }) => place)).toEqual([0, 2, 3]);
  });

  it('are cut from a page along the baseline, without what is outside the outline', async () => {
    const line = barLine(words);
    const page = { width: line.width + 40, height: 200, data: new Uint8Array((line.width + 40) * 200) };
    const slope = 0.1;
    for (let y = 0; y < line.height; y += 1) {
      for (let x = 0; x < line.width; x += 1) {
        const row = Math.round(60 + y + slope * x);
        page.data[row * page.width + x + 20] = line.data[y * line.width + x] ?? 0;
      }
    }
    // Another line right below.
    page.data.fill(255, 150 * page.width, 160 * page.width);
    const drop = slope * line.width;
    const right = 20 + line.width;
    const text: TextLine = {
      text: words.join(' '),
      baseline: [
        [20, 88],
        [right, 88 + drop],
      ],
      outline: [
        [20, 62],
        [right, 62 + drop],
        [right, 94 + drop],
        [20, 94],
      ],
      type: '',
    };
    const cut = await cutWords(page, [text], barReader);
    expect(cut.flat().map((word) => word.text)).toEqual(words);
  });
});
