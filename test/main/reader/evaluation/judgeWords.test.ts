import { beforeAll, describe, expect, it } from 'vitest';
import { recogniseWords } from '../../../../main/reader/recogniseWords.ts';
import { createSessions } from '../../../../main/reader/models/sessions.ts';
import { judgeWords } from '../../../../main/reader/evaluation/judgeWords.ts';
import { augmentWord } from '../../../../main/imaging/ink/augment.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { loadWords } from '../../../../main/ml/finetune/loadWords.ts';
import { createWriter, drawWord } from '../../../../main/ml/synthetic/words.ts';
import type { Sample } from '../../../../shared/contract/dataset.ts';
import { createRandom } from '../../../../shared/random.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { pictured, writeVersion, type PicturedSample } from '../../../support/wordVersion.ts';

const texts = 'We were there in the middle of the night when it began to rain on all of them'.split(' ');
const words: PicturedSample[] = [];

beforeAll(async () => {
  const random = createRandom(6);
  for (const [position, text] of texts.entries()) {
    const ink = augmentWord(drawWord(text, createWriter(random), random), random, 1.4);
    // Their keys are in another order than they are read.
    const key = `${String((position * 7) % texts.length).padStart(2, '0')}-${text}`;
    words.push(await pictured(ink, { key, text, page: 'a', line: 0, position }));
  }
});

async function judge(changes: Partial<Sample>) {
  const { objects } = writeVersion(temporaryFolder(), words);
  const samples = words
    .map(({ sample }) => ({ ...sample, ...changes }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const model = await createSessions().open('recogniser', 'resources/models/starter-recogniser.onnx', 1);
  const { signal } = new AbortController();
  const judged = await judgeWords(model, samples, objects, { signal, onProgress: () => undefined });
  const crops: InkImage[] = [];
  const options = { config: model.metadata, alphabet: null };
  const inOrder = words.map(({ sample }) => sample);
  for await (const loading of loadWords(inOrder, objects, options)) {
    if (loading.ok) crops.push(loading.word.crop);
  }
  const read = async (isText: boolean) => {
    const readings = await recogniseWords(model, crops, {
      alternatives: 1,
      text: isText ? crops.map((_, read) => ({ read })) : [],
    });
    return new Map(inOrder.map(({ key }, index) => [key, readings[index]?.alternatives[0]]));
  };
  return { judged, alone: await read(false), inContext: await read(true) };
}

function differences(
  { words: judged }: Awaited<ReturnType<typeof judgeWords>>,
  read: ReadonlyMap<string, { readonly text: string; readonly confidence: number } | undefined>,
): number[] {
  return judged.map(({ key, decoder, confidence }) => {
    const reading = read.get(key);
    return reading?.text === decoder ? Math.abs(reading.confidence - confidence) : 1;
  });
}

describe('judging words', () => {
  it('reads the words of a page in their order, as a photo of them is read', async () => {
    const { judged, alone, inContext } = await judge({});
    expect(judged.skipped).toEqual({});
    expect(judged.words.map(({ truth }) => truth)).toEqual(texts);
    // Which words share a batch changes readings a little.
    expect(Math.max(...differences(judged, inContext))).toBeLessThan(0.05);
    expect(Math.max(...differences(judged, alone))).toBeGreaterThan(0.1);
  });

  it('reads words by themselves whose order is not known', async () => {
    const { judged, alone } = await judge({ position: null });
    expect(judged.words).toHaveLength(texts.length);
    expect(Math.max(...differences(judged, alone))).toBeLessThan(0.05);
  });
});
