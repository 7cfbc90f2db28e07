import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type Reader } from '../../../main/workers/client.ts';
import { encodeJpeg, inspectPhoto } from '../../../main/imaging/formats/decode.ts';
import { boxOfQuad, intersectionOverUnion, quadOfBox } from '../../../shared/geometry.ts';
import { paintedImage } from '../../support/images.ts';
import { tinyDetector, tinyRecogniser } from '../../support/tinyModels.ts';
import { folderForAll } from '../../support/folders.ts';

const black = [20, 20, 20] as const;
const white = [240, 240, 240] as const;

/** Two blots side by side and one below, each a word to the tiny detector. */
const blots = [
  { left: 100, top: 100, width: 120, height: 30, colour: black },
  { left: 280, top: 100, width: 120, height: 30, colour: black },
  { left: 100, top: 300, width: 120, height: 30, colour: black },
];

const folder = folderForAll();
let reader: Reader;
let models: { detector: string; recogniser: string };
let photo: string;

beforeAll(async () => {
  models = {
    detector: await file('detector.onnx', tinyDetector()),
    recogniser: await file('r.onnx', tinyRecogniser()),
  };
  photo = await file(
    'page.jpg',
    await encodeJpeg(paintedImage({ width: 640, height: 480 }, white, blots), 95),
  );
  reader = startWorker({ kind: 'reader' });
});
afterAll(async () => {
  await reader.close();
});

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

test('inspect gives identity, size and format', async () => {
  expect(await reader.call('inspect', { path: photo })).toEqual({
    sha256: await sha256(photo),
    bytes: (await readFile(photo)).length,
    width: 640,
    height: 480,
    format: 'jpeg',
    takenAt: null,
    pictures: 1,
  });
});

describe('readOverlooked', () => {
  const asked = { alternatives: 3 };

  test('reads what stands beside the known words, in pixels of the photo', async () => {
    const known = [blots[0], blots[2]].flatMap((blot) =>
      blot === undefined ? [] : [quadOfBox([blot.left, blot.top, blot.width, blot.height])],
    );
    const { places: found } = await reader.call('readOverlooked', {
      path: photo,
      known,
      ...asked,
      ...models,
    });
    expect(found).toHaveLength(1);
    const [
      { quad, likelihood, alternatives } = { quad: quadOfBox([0, 0, 0, 0]), likelihood: 0, alternatives: [] },
    ] = found;
    expect(intersectionOverUnion(boxOfQuad(quad), [280, 100, 120, 30])).toBeGreaterThan(0.5);
    expect(likelihood).toBeGreaterThan(0.3);
    expect(alternatives[0]?.text).toMatch(/^a?ba?$/u);
  });

  test('finds nothing where every word is known', async () => {
    const { words } = await reader.call('read', { path: photo, ...asked, ...models });
    const known = words.map(({ quad }) => quad);
    expect(await reader.call('readOverlooked', { path: photo, known, ...asked, ...models })).toEqual({
      places: [],
    });
  });
});

describe('read', () => {
  test('finds the words in reading order, where they stand, with their readings', async () => {
    const page = await reader.call('read', { path: photo, alternatives: 5, ...models });
    expect([page.width, page.height]).toEqual([640, 480]);
    expect([page.detector, page.recogniser]).toEqual([
      await sha256(models.detector),
      await sha256(models.recogniser),
    ]);
    expect(page.words.map(({ line }) => line)).toEqual([0, 0, 1]);
    for (const [index, word] of page.words.entries()) {
      const { left, top, width, height } = blots[index] ?? { left: 0, top: 0, width: 0, height: 0 };
      expect(intersectionOverUnion(word.box, [left, top, width, height])).toBeGreaterThan(0.5);
      expect(intersectionOverUnion(boxOfQuad(word.quad), word.box)).toBeGreaterThan(0.99);
      // Solid ink; the frame at either end may show some of its margin.
      expect(word.text).toMatch(/^a?ba?$/u);
      expect(word.alternatives[0]).toEqual({ text: word.text, confidence: word.confidence });
      expect(word.alternatives.length).toBeLessThanOrEqual(5);
    }
  });

  test('boxes are in pixels of the full photo when that is larger than what is read', async () => {
    const large = paintedImage(
      { width: 3200, height: 2400 },
      white,
      blots.map(({ left, top, width, height, colour }) => ({
        left: left * 5,
        top: top * 5,
        width: width * 5,
        height: height * 5,
        colour,
      })),
    );
    const path = await file('large.jpg', await encodeJpeg(large, 90));
    const { words, width } = await reader.call('read', { path, alternatives: 1, ...models });
    expect(width).toBe(3200);
    expect(words).toHaveLength(3);
    expect(intersectionOverUnion(words[0]?.box ?? [0, 0, 0, 0], [500, 500, 600, 150])).toBeGreaterThan(0.5);
  });

  test('a photo without a word has none', async () => {
    const path = await file(
      'empty.png',
      await encodeJpeg(paintedImage({ width: 300, height: 200 }, white, []), 90),
    );
    expect((await reader.call('read', { path, alternatives: 3, ...models })).words).toEqual([]);
  });

  test('a file that went away after its import is file-missing', async () => {
    const path = await file('gone.jpg', await readFile(photo));
    await reader.call('inspect', { path });
    await rm(path);
    await expect(reader.call('read', { path, alternatives: 3, ...models })).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  test('a JPEG that ends too early is read as far as it goes, a word or less than half of a page is not', async () => {
    const whole = await readFile(photo);
    const most = await file('most.jpg', whole.subarray(0, whole.length * 0.9));
    const read = await reader.call('read', { path: most, alternatives: 3, ...models });
    expect(read.missing).toBeGreaterThan(0);
    expect(read.words.length).toBeGreaterThan(0);
    const words = await reader.call('readWords', {
      paths: [most],
      alternatives: 3,
      recogniser: models.recogniser,
    });
    expect(words.words).toMatchObject([{ ok: false, error: { code: 'image-damaged' } }]);
    const path = await file('cut.jpg', whole.subarray(0, whole.length * 0.4));
    await expect(reader.call('read', { path, alternatives: 3, ...models })).rejects.toMatchObject({
      code: 'image-damaged',
    });
  });

  test('another picture than the one that was asked for is not read', async () => {
    const asked = { path: photo, alternatives: 3, ...models };
    expect((await reader.call('read', { ...asked, sha256: await sha256(photo) })).words).toHaveLength(3);
    await expect(reader.call('read', { ...asked, sha256: 'a'.repeat(64) })).rejects.toMatchObject({
      code: 'file-missing',
    });
  });
});

describe('a photo opened ahead', () => {
  const asked = { alternatives: 3 };

  test('is read as it is without', async () => {
    const other = await file(
      'other.jpg',
      await encodeJpeg(paintedImage({ width: 500, height: 700 }, white, blots.slice(0, 2)), 95),
    );
    const alone = await reader.call('read', { path: other, ...asked, ...models });
    const first = await reader.call('read', { path: photo, next: { path: other }, ...asked, ...models });
    const second = await reader.call('read', { path: other, ...asked, ...models });
    expect(first.words).toHaveLength(3);
    expect({ ...second, ms: 0 }).toEqual({ ...alone, ms: 0 });
  });

  test('is opened again where its file has changed since', async () => {
    const path = await file('soon.jpg', await readFile(photo));
    await reader.call('read', { path: photo, next: { path }, ...asked, ...models });
    await writeFile(
      path,
      await encodeJpeg(paintedImage({ width: 640, height: 480 }, white, blots.slice(0, 1)), 95),
    );
    expect((await reader.call('read', { path, ...asked, ...models })).words).toHaveLength(1);
  });

  test('that is damaged leaves the one before it alone and says so when its turn comes', async () => {
    const path = await file('no-photo.jpg', 'Dear reader');
    const first = await reader.call('read', { path: photo, next: { path }, ...asked, ...models });
    expect(first.words).toHaveLength(3);
    await expect(reader.call('read', { path, ...asked, ...models })).rejects.toMatchObject({
      code: 'image-format-unknown',
    });
  });
});

describe('models', () => {
  test('a model file says what it is', async () => {
    expect(await reader.call('inspectModel', { path: models.recogniser })).toMatchObject({
      sha256: await sha256(models.recogniser),
      metadata: { kind: 'recogniser', characters: 'ab' },
    });
  });

  const broken: readonly [string, () => Promise<string>, string][] = [
    ['a file that is no model', () => file('text.onnx', 'not a model at all'), 'model-damaged'],
    ['an empty file', () => file('empty.onnx', ''), 'model-damaged'],
    [
      'half a model',
      () => file('half.onnx', tinyDetector().subarray(0, tinyDetector().length / 2)),
      'model-damaged',
    ],
    ['a recogniser in the place of a detector', () => Promise.resolve(models.recogniser), 'model-damaged'],
    ['no file', () => Promise.resolve(join(folder, 'none.onnx')), 'model-unknown'],
  ];
  for (const [name, make, code] of broken) {
    test(`${name} is refused: ${code}`, async () => {
      const detector = await make();
      await expect(
        reader.call('read', { path: photo, alternatives: 3, ...models, detector }),
      ).rejects.toMatchObject({ code });
    });
  }

  test('a model that is replaced on disk is loaded anew', async () => {
    const detector = await file('replaced.onnx', 'broken');
    const args = { path: photo, alternatives: 1, ...models, detector };
    await expect(reader.call('read', args)).rejects.toMatchObject({ code: 'model-damaged' });
    await writeFile(detector, tinyDetector());
    expect((await reader.call('read', args)).words).toHaveLength(3);
  });
});

describe('readWords', () => {
  test('each file is one word, in their order; a bad one gives its reason and stops no other', async () => {
    const bars = [18, 72].map((top) => ({ left: 20, top, width: 160, height: 9, colour: black }));
    const striped = await file(
      'striped.png',
      await encodeJpeg(paintedImage({ width: 200, height: 100 }, white, bars), 95),
    );
    const letter = await file('letter.jpg', 'Dear reader');
    const progress: number[] = [];
    const { words: results } = await reader.call(
      'readWords',
      {
        paths: [striped, letter, join(folder, 'none.jpg'), striped],
        alternatives: 4,
        recogniser: models.recogniser,
      },
      { onProgress: ({ done }) => progress.push(done) },
    );
    expect(results.map(({ path }) => path)).toEqual([striped, letter, join(folder, 'none.jpg'), striped]);
    expect(results.map((result) => (result.ok ? result.value.text : result.error.code))).toEqual([
      'a',
      'image-format-unknown',
      'file-missing',
      'a',
    ]);
    expect(progress).toEqual([4]);
  });
});

describe('render', () => {
  test('writes a display picture, a thumbnail and a word, and leaves nothing else behind', async () => {
    const out = join(folder, 'cache', 'deep');
    const sizes = await Promise.all(
      (['display', 'thumbnail'] as const).map((kind) =>
        reader.call('render', { path: photo, destination: join(out, `${kind}.jpg`), picture: { kind } }),
      ),
    );
    expect(sizes).toEqual([
      { width: 640, height: 480 },
      { width: 480, height: 360 },
    ]);
    const quad = quadOfBox([100, 100, 120, 30]);
    const destination = join(out, 'word.jpg');
    const word = await reader.call('render', { path: photo, destination, picture: { kind: 'word', quad } });
    expect(await inspectPhoto(await readFile(destination), destination)).toMatchObject(word);
    expect((await readdir(out)).toSorted()).toEqual(['display.jpg', 'thumbnail.jpg', 'word.jpg']);
  });

  test('a word is cut from the photo as it stands there now', async () => {
    const path = await file('exchanged.jpg', await readFile(photo));
    const word = async (): Promise<Buffer> => {
      const destination = join(folder, 'exchanged-word.jpg');
      const picture = { kind: 'word', quad: quadOfBox([100, 100, 120, 30]) } as const;
      await reader.call('render', { path, destination, picture });
      return await readFile(destination);
    };
    const first = await word();
    expect(first.equals(await word())).toBe(true);
    await writeFile(path, await encodeJpeg(paintedImage({ width: 640, height: 480 }, white, []), 95));
    expect(first.equals(await word())).toBe(false);
  });

  test('a destination that cannot be written leaves no file behind', async () => {
    const destination = join(folder, 'occupied');
    await mkdir(join(destination, 'by-a-folder'), { recursive: true });
    await expect(
      reader.call('render', { path: photo, destination, picture: { kind: 'thumbnail' } }),
    ).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('is a folder') as string,
    });
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
