import { beforeAll, describe, expect, test } from 'vitest';
import { createReadQuads } from '../../../main/reader/readPlaces.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { isSameWord, type Box } from '../../../shared/geometry.ts';
import { wordOf } from '../../../main/ml/language/wordPairs.ts';
import type { Alternative, ReadWord } from '../../../shared/contract/word.ts';
import { readingModels } from '../../support/readingModels.ts';

const photo = 'resources/samples/leaf-count.jpg';
let models: ReadingModels;
let words: readonly ReadWord[];
/** A word that leaves doubt, with another one that it may be, and one far from it that does not. */
let doubtful: ReadWord;
let other: string;
let sure: ReadWord;

beforeAll(async () => {
  models = await readingModels();
  ({ words } = await readPage(photo, models, { alternatives: 10 }));
  [sure, doubtful, other] = choose(words);
});

function choose(found: readonly ReadWord[]): [ReadWord, ReadWord, string] {
  for (const [index, word] of found.entries()) {
    const texts = found.map(({ text }) => wordOf(text));
    const second = word.alternatives.find(
      ({ text, confidence }) => confidence > 0.02 && wordOf(text).length > 2 && !texts.includes(wordOf(text)),
    );
    const far = found.find(({ confidence }, at) => confidence > 0.9 && Math.abs(at - index) > 2);
    // A reading that is itself improbable has many others, which compete with what is typed.
    if (second !== undefined && far !== undefined && word.confidence > 0.3) return [far, word, second.text];
  }
  throw new Error('No word of this photo leaves the doubt that is wanted.');
}

function confidenceIn(alternatives: readonly Alternative[] | undefined): number {
  return alternatives?.find(({ text }) => text === other)?.confidence ?? 0;
}

test('a line of a drawing is a box without text; an arrow between words is a sign of the text', async () => {
  const page = await readPage('resources/samples/message-bus.jpg', models, { alternatives: 10 });
  const at =
    (place: Box) =>
    ({ box }: ReadWord) =>
      isSameWord(box, place);
  const line = at([1300, 544, 46, 28]);
  expect(page.words.filter(line)).toEqual([]);
  expect(page.notText.filter(line)).toHaveLength(1);
  expect(page.words.length).toBeGreaterThan(55);
  const board = await readPage('resources/samples/leaf-count.jpg', models, { alternatives: 10 });
  const arrow = at([993, 599, 49, 25]);
  expect(board.words.filter(arrow).map(({ text }) => text)).toEqual(['<-']);
  expect(board.notText.filter(arrow)).toEqual([]);
});

describe('what is known of a text', () => {
  test('tells of the words of a page that is read again; the word itself is still read', async () => {
    const typed = [{ box: sure.box, text: other }];
    const again = await readPage(photo, models, { alternatives: 10, typed });
    expect(again.words.map(({ box }) => box)).toEqual(words.map(({ box }) => box));
    const now = again.words[words.indexOf(doubtful)];
    expect(confidenceIn(now?.alternatives)).toBeGreaterThan(1.5 * confidenceIn(doubtful.alternatives));
    expect(again.words[words.indexOf(sure)]?.text).toBe(sure.text);
  });

  test('tells of places that are read as words of it, and of no others', async () => {
    const readQuads = createReadQuads();
    const known = [{ text: other, confidence: 1 }];
    const read = async (text: Parameters<typeof readQuads>[3]['text']) => {
      const quads = [doubtful.quad, doubtful.quad];
      return await readQuads({ path: photo, turn: 0 }, models.recogniser, quads, {
        alternatives: 10,
        ...(text && { text }),
      });
    };
    const [alone, alsoAlone] = await read(undefined);
    const [first, second] = await read([{ known }, { known: [] }, { read: 1 }]);
    expect(alsoAlone).toEqual(alone);
    expect(first).toEqual(alone);
    expect(confidenceIn(second?.alternatives)).toBeGreaterThan(1.5 * confidenceIn(alone?.alternatives));
    expect(confidenceIn(alone?.alternatives)).toBeGreaterThan(0);
  });
});
