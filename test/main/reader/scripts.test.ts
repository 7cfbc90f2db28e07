import { describe, expect, it, test } from 'vitest';
import { createReadQuads } from '../../../main/reader/readPlaces.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { hasSureWords, isInOtherScript } from '../../../main/reader/scripts.ts';
import { unspacedRuns } from '../../../shared/text.ts';
import { readingModels } from '../../support/readingModels.ts';

const pages = 'test/fixtures/scripts';

function read(...texts: readonly string[]) {
  return texts.map((word) => {
    const [text = '', confidence = '1'] = word.split(':');
    return { text, confidence: Number(confidence) };
  });
}

describe('A page is in another script', () => {
  it.each([
    ['Chinese', true, ['今天的会议']],
    ['Japanese, with a little Latin', true, ['メモ', 'OK', '確認する']],
    ['Latin', false, ['meeting', 'notes']],
    ['mostly Latin', false, ['meeting', 'minutes', '会议记录']],
    ['two characters, as a drawing may look', false, ['工口']],
    ['characters that are read badly', false, ['今天的会议:0.5']],
    ['mostly characters that are read badly', false, ['今天的', '会议讨论了:0.5']],
    ['digits and signs', false, ['12', '+', '=']],
  ])('%s: %s', (_, isOther, texts) => {
    expect(isInOtherScript(read(...texts), 'abc1?')).toBe(isOther);
  });

  it('unless the alphabet has letters of it', () => {
    expect(isInOtherScript(read('今天的会议'), 'abc漢')).toBe(false);
  });

  it.each([
    ['a sure word of four letters', true, ['note:0.9', 'i:0.1']],
    ['sure words that are shorter, as characters look', false, ['it:0.9', 'All:0.9']],
    ['words in doubt', false, ['meeting:0.5', 'minutes:0.4']],
    ['one sure word among many', false, ['note:0.9', ...Array.from({ length: 14 }, () => 'et:0.2')]],
  ])('only where no words are sure: %s', (_, isSure, words) => {
    expect(hasSureWords(read(...words))).toBe(isSure);
  });
});

test.each([
  ['Chinese', 'chinese', '遍历方法'],
  ['Japanese', 'japanese', '会議のメモ'],
])(
  'a %s page is read, and so are places of it; a fast reading knows Latin letters only',
  async (_, name, part) => {
    const models = await readingModels();
    const path = `${pages}/${name}.png`;
    const { words } = await readPage(path, models, { alternatives: 2, findRotation: true });
    const [found] = words.filter(({ text }) => text.includes(part));
    const text = words.map((word) => word.text).join('');
    expect(text).toContain(part);
    expect(unspacedRuns(text).flat().length).toBeGreaterThan(30);
    const quads = found === undefined ? [] : [found.quad];
    const places = await createReadQuads()({ path, turn: 0 }, models.recogniser, quads, { alternatives: 1 });
    expect(places.map(({ alternatives: [best] }) => best?.text)).toEqual([expect.stringContaining(part)]);

    const { scripts: _scripts, ...alone } = models.recogniser;
    const fast = await readPage(path, { ...models, recogniser: alone }, { alternatives: 1 });
    expect(fast.words.some((word) => /\p{Script=Han}/u.test(word.text))).toBe(false);
  },
);

test('on a page of Latin words no other script is looked for', async () => {
  const models = await readingModels();
  const scripts = {
    sha256: () => Promise.resolve(null),
    open: () => Promise.reject(new Error('It was looked for.')),
  };
  const recogniser = { ...models.recogniser, scripts };
  const { words } = await readPage(
    'resources/samples/leaf-count.jpg',
    { ...models, recogniser },
    { alternatives: 1 },
  );
  expect(words.length).toBeGreaterThan(5);
});
