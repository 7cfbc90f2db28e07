import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { likeliestWords } from '../../../main/ml/detection/wordsOfPieces.ts';
import { findLinesOfPage, findWords } from '../../../main/reader/findWords.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { resampleInk } from '../../../main/imaging/geometry/resample.ts';
import { temporaryFolder } from '../../support/library.ts';
import { cropNotes } from '../../support/noteCrops.ts';
import { drawnSamples } from '../../support/wordVersion.ts';
import { withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { tinyDetector, tinyDetectorMetadata } from '../../support/tinyModels.ts';

const model = 'resources/models/starter-detector.onnx';

/** A sheet of paper with a crop in its middle, over a share of its width. */
function sheet(ink: InkImage, share: number): InkImage {
  const [width, height] = [1600, 1200];
  const scale = (share * width) / ink.width;
  const target = { width: Math.round(ink.width * scale), height: Math.round(ink.height * scale), margin: 0 };
  const large = resampleInk(ink, { left: 0, top: 0, width: ink.width, height: ink.height }, target);
  const [left, top] = [(width - large.width) >> 1, (height - large.height) >> 1];
  const page = { width, height, data: new Uint8Array(width * height) };
  paste(large, page, left, top);
  return page;
}

function paste(ink: InkImage, page: InkImage, left: number, top: number): void {
  for (let row = 0; row < ink.height; row += 1) {
    const line = ink.data.subarray(row * ink.width, (row + 1) * ink.width);
    page.data.set(line, (top + row) * page.width + left);
  }
}

async function openCrop(name: string): Promise<{ readonly ink: InkImage }> {
  const crop = (await cropNotes()).find(({ file }) => file === `words/${name}`);
  if (crop === undefined) throw new Error(`There is no word ${name} on the notes.`);
  const path = join(temporaryFolder(), name);
  writeFileSync(path, crop.bytes);
  return await openInkPage(path);
}

it('a page as long as many is looked at no further once nobody waits for its words', async () => {
  const path = join(temporaryFolder(), 'detector.onnx');
  writeFileSync(path, tinyDetector());
  const detector = await createSessions().open('detector', path, 1);
  const run = vi.spyOn(detector.session, 'run');
  const stopping = new AbortController();
  const page = { width: 100, height: 20_000, data: new Uint8Array(2_000_000) };
  const found = findWords(detector, page, stopping.signal);
  stopping.abort();
  await expect(found).rejects.toThrow('abort');
  expect(run.mock.calls.length).toBeLessThan(5);
});

it('a detector that gives fewer numbers than its file says is damaged', async () => {
  const path = join(temporaryFolder(), 'detector.onnx');
  writeFileSync(path, withMetadata(tinyDetector(), { ...tinyDetectorMetadata, stride: 8 }));
  const detector = await createSessions().open('detector', path, 1);
  const page = { width: 320, height: 320, data: new Uint8Array(320 * 320) };
  await expect(findWords(detector, page)).rejects.toMatchObject({
    code: 'model-damaged',
    message: expect.stringContaining('output "kernel" has 6400 numbers; expected 1600') as string,
  });
});

it('only a detector says in which directions writing runs, beside the model in use', async () => {
  const sessions = createSessions();
  const lines = 'resources/models/starter-rows.onnx';
  await expect(sessions.open('directions', lines, 1)).rejects.toThrow('is a line finder, not a detector');
  const inUse = await sessions.open('detector', lines, 1);
  expect((await sessions.open('directions', model, 1)).metadata.kind).toBe('detector');
  expect(await sessions.open('detector', lines, 1)).toBe(inUse);
});

it('lines at the edge of a page stay on it', async () => {
  const finder = await createSessions().open('lines', 'resources/models/starter-rows.onnx', 1);
  const path = join(temporaryFolder(), 'cut.png');
  const [drawn] = await drawnSamples(['ink 42'], 1);
  const paper = sharp({ create: { width: 520, height: 420, channels: 3, background: '#fff' } });
  const whole = await paper
    .composite([{ input: drawn?.picture, left: 40, top: 30 }])
    .png()
    .toBuffer();
  // In the middle of the letters.
  const cut = sharp(whole).extract({ left: 0, top: 40, width: 520, height: 380 });
  writeFileSync(path, await cut.png().toBuffer());
  const { lines } = await findLinesOfPage(finder, await openInkPage(path));
  expect(Math.min(...lines.map(([, top]) => top))).toBe(0);
});

describe('findWords', () => {
  it.each(['dn01_000.png', 'dp01_003.png', 'dw01_019.png'])(
    'finds the word of %s, which is cut tight around it, and on a sheet that it fills half of',
    async (name) => {
      const detector = await createSessions().open('detector', model, 1);
      const { ink } = await openCrop(name);
      const {
        words: [word, ...others],
      } = await findWords(detector, ink);
      expect(others).toEqual([]);
      expect(word?.box[2]).toBeGreaterThan(0.6 * ink.width);
      const {
        words: [large, ...more],
      } = await findWords(detector, sheet(ink, 0.5));
      expect(more).toEqual([]);
      expect(large?.box[2]).toBeGreaterThan(0.3 * 1600);
    },
  );

  it('finds each word of a page that is as long as many, once', async () => {
    const detector = await createSessions().open('detector', model, 1);
    const { ink } = await openCrop('dp01_000.png');
    const page = { width: 600, height: 6000, data: new Uint8Array(3_600_000) };
    const tops = Array.from({ length: 23 }, (_, line) => 100 + 255 * line);
    for (const top of tops) paste(ink, page, 200, top);
    const { words: found } = await findWords(detector, page);
    expect(found.map(({ line }) => line)).toEqual(tops.map((_, line) => line));
    for (const [index, { box }] of found.entries()) {
      const middle = (tops[index] ?? 0) + ink.height / 2;
      expect(Math.abs(box[1] + box[3] / 2 - middle)).toBeLessThan(ink.height / 3);
    }
  });

  it('says where its uncertain gaps are: the words of each run follow each other on one line', async () => {
    const detector = await createSessions().open('detector', model, 1);
    const { ink } = await openInkPage({ path: 'resources/samples/insertion-sort.jpg' });
    const { words, runs } = await findWords(detector, ink);
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      const likeliest = likeliestWords(run);
      const places = likeliest.map((word) => words.indexOf(word));
      expect(places).toEqual(likeliest.map((_, place) => run.first + place));
      expect(new Set(run.words.flat().map(({ line }) => line)).size).toBe(1);
    }
  });

  it('finds none where there is no ink', async () => {
    const detector = await createSessions().open('detector', model, 1);
    const paper = { width: 800, height: 600, data: new Uint8Array(480_000) };
    expect(await findWords(detector, paper)).toMatchObject({ words: [], runs: [] });
  });
});
