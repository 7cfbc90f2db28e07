import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sample } from '../../../../shared/contract/dataset.ts';
import { quadOfBox } from '../../../../shared/geometry.ts';
import { objectFile } from '../../../../shared/fileNames.ts';
import { flattenBackground } from '../../../../main/imaging/ink/flatten.ts';
import { loadWords, type LoadingWord, manifestSamples } from '../../../../main/ml/finetune/loadWords.ts';
import { alphabet, smallConfig } from '../../../support/eightWords.ts';
import { inkImage } from '../../../support/images.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { pictured, writeVersion, type PicturedSample } from '../../../support/wordVersion.ts';

vi.mock(import('../../../../main/imaging/ink/flatten.ts'), { spy: true });

const config = { ...smallConfig, widths: [32, 64] };
const stroke = { left: 20, top: 20, width: 60, height: 30 };

async function load(words: readonly PicturedSample[], letters: typeof alphabet | null = alphabet) {
  const { objects } = writeVersion(temporaryFolder(), words);
  return await loadAll(words, objects, letters);
}

async function collect(samples: AsyncIterable<Sample>): Promise<Sample[]> {
  const found: Sample[] = [];
  for await (const sample of samples) found.push(sample);
  return found;
}

async function loadAll(words: readonly PicturedSample[], objects: string, letters: typeof alphabet | null) {
  const samples = words.map(({ sample }) => sample);
  const loaded: LoadingWord[] = [];
  for await (const word of loadWords(samples, objects, { config, alphabet: letters })) loaded.push(word);
  return loaded;
}

describe('cutting words', () => {
  it('cuts a boxed word as reading does, and looser to be augmented', async () => {
    const page = inkImage({ width: 400, height: 300 }, [{ left: 120, top: 100, width: 80, height: 30 }]);
    const box = [110, 95, 100, 40] as const;
    const [word] = await load([await pictured(page, { quad: quadOfBox(box) })]);
    if (word?.ok !== true) throw new Error('The word was not loaded.');
    const { crop, fitted, loose, margin } = word.word;
    expect(fitted.height).toBe(48);
    expect(crop.height).toBe(Math.round(40 * 1.32));
    expect(loose.height).toBe(Math.round(40 * 1.6));
    expect(margin).toBe(0.3);
  });

  it('takes an image of its own whole', async () => {
    const [word] = await load([await pictured(inkImage({ width: 100, height: 70 }, [stroke]))]);
    expect(word).toMatchObject({ ok: true, word: { margin: 0 } });
  });

  it('says of a white image that it shows no ink', async () => {
    const [word] = await load([await pictured(inkImage({ width: 100, height: 70 }, []))]);
    expect(word).toMatchObject({ ok: false, reason: 'they contain no ink' });
  });

  it('says of a label that the image has too few time steps for it', async () => {
    const narrow = inkImage({ width: 40, height: 70 }, [{ left: 18, top: 5, width: 4, height: 60 }]);
    const [word] = await load([await pictured(narrow, { text: 'lazybookover' })]);
    expect(word).toMatchObject({ ok: false, reason: expect.stringContaining('time steps') as string });
    const [read] = await load([await pictured(narrow, { text: 'lazybookover' })], null);
    expect(read?.ok).toBe(true);
  });

  it('goes on without an image that is damaged or gone', async () => {
    const good = await pictured(inkImage({ width: 100, height: 70 }, [stroke]), { key: 'good' });
    const gone = await pictured(inkImage({ width: 101, height: 70 }, [stroke]), { key: 'gone' });
    const broken = { ...(await pictured(inkImage({ width: 102, height: 70 }, [stroke]), { key: 'broken' })) };
    const { objects } = writeVersion(temporaryFolder(), [
      good,
      gone,
      { ...broken, picture: broken.picture.subarray(0, 60) },
    ]);
    rmSync(join(objects, objectFile(gone.sample.image)));
    const loaded = await loadAll([gone, broken, good], objects, alphabet);
    expect(loaded.map((word) => (word.ok ? word.word.sample.key : word.reason))).toEqual([
      'their images cannot be read (file-missing)',
      'their images cannot be read (image-damaged)',
      'good',
    ]);
  });
});

it('throws what goes wrong with an image that is opened ahead when its turn comes, and not before', async () => {
  const unheard: unknown[] = [];
  const listen = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));
  const words = await Promise.all(
    [100, 101].map((width) => pictured(inkImage({ width, height: 70 }, [stroke]), { key: String(width) })),
  );
  const { objects } = writeVersion(temporaryFolder(), words);
  vi.mocked(flattenBackground).mockImplementation((image) => {
    if (image.width === 101) throw new RangeError('Array buffer allocation failed');
    return { width: image.width, height: image.height, data: new Uint8Array(image.width * image.height) };
  });
  onTestFinished(() => {
    vi.mocked(flattenBackground).mockRestore();
  });
  const samples = words.map(({ sample }) => sample);
  const loading = loadWords(samples, objects, { config, alphabet: null });
  await loading.next();
  await setTimeout(100);
  await expect(loading.next()).rejects.toThrow('allocation failed');
  expect(unheard).toEqual([]);
});

describe('reading a manifest', () => {
  it('gives its samples and refuses what is none', async () => {
    const words = [await pictured(inkImage({ width: 100, height: 70 }, [stroke]))];
    const { manifest, objects } = writeVersion(temporaryFolder(), words);
    const found = await collect(manifestSamples(manifest));
    expect(found).toEqual(words.map(({ sample }) => sample));
    await expect(collect(manifestSamples(`${manifest}.gone`))).rejects.toMatchObject({
      code: 'not-found',
    });
    const picture = join(objects, objectFile(words[0]?.sample.image ?? ''));
    await expect(collect(manifestSamples(picture))).rejects.toMatchObject({ code: 'data-invalid' });
  });

  it('takes separators within a label, which JSON leaves as they are, for no end of a line', async () => {
    const text = 'one\u2028two\u2029three\u0085four';
    const words = [await pictured(inkImage({ width: 100, height: 70 }, [stroke]), { text })];
    const { manifest } = writeVersion(temporaryFolder(), words);
    const [sample] = await collect(manifestSamples(manifest));
    expect(sample?.text).toBe(text);
  });
});
