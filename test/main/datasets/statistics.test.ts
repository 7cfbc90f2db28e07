import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noFilter, type SampleFilter } from '../../../shared/contract/datasetContents.ts';
import type { IncomingSample } from '../../../main/exchange/exchangeFormat.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { imageFolder, openDatasets } from '../../support/openDatasets.ts';

const folder = (): string => imageFolder(['a.png']);

const word = fc.record({
  text: fc.constantFrom('Été', 'aa', 'b c', 'x\u{1F600}'),
  split: fc.constantFrom('train', 'validation', 'test', null),
  writer: fc.constantFrom('ann', 'bob', null),
  page: fc.constantFrom('p1', null),
  mark: fc.constantFrom('text', 'illegible'),
  level: fc.constantFrom('word', 'line'),
  language: fc.constantFrom('fr', null),
});

it('Counts and pages of every filter are those that counting every sample gives', async () => {
  const path = folder();
  let given: Partial<IncomingSample>[] = [];
  const { datasets } = openDatasets([
    formatOf('test', () =>
      asSamples(given.map((changes, index) => incoming(path, 'a.png', { ...changes, key: String(index) }))),
    ),
  ]);
  const filters = fc.record<SampleFilter>({
    split: fc.constantFrom('train', 'none', null),
    level: fc.constantFrom('word', null),
    mark: fc.constantFrom('text', null),
    source: fc.constantFrom('import', 'person', null),
    writer: fc.constantFrom({ name: 'ann' }, 'none' as const, null),
    page: fc.constantFrom('p1', null),
    language: fc.constantFrom('fr', null),
    text: fc.constantFrom('a', 'É', '%', null),
    key: fc.constantFrom('1', null),
    shortest: fc.constantFrom(3, null),
    longest: fc.constantFrom(2, null),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 25 }), filters, async (words, filter) => {
      given = words;
      const { dataset } = await datasets.importNow(importing(path, { mode: 'replace' }), unwatched);
      const contents = { dataset };
      const found = datasets.calls.getStatistics({ contents });
      const count = (is: (each: (typeof words)[number]) => boolean): number => words.filter(is).length;
      expect(found).toMatchObject({
        samples: words.length,
        images: 1,
        splits: {
          train: count(({ split }) => split === 'train'),
          none: count(({ split }) => split === null),
        },
        levels: { word: count(({ level }) => level === 'word'), page: 0 },
        marks: { illegible: count(({ mark }) => mark === 'illegible'), 'not-text': 0 },
        sources: [{ source: 'test', kind: 'import', samples: words.length }],
        pages: Number(words.some(({ page }) => page !== null)),
      });
      const readable = words.filter(({ mark }) => mark === 'text');
      const smileys = readable.filter(({ text }) => text.includes('\u{1F600}'));
      const smiley = found.letters.find(({ letter }) => letter === '\u{1F600}');
      expect(smiley?.count ?? 0).toBe(smileys.length);
      const isSplit = words.some(({ split }) => split === 'train');
      const trained = isSplit ? smileys.filter(({ split }) => split === 'train') : smileys;
      expect(smiley?.training ?? 0).toBe(trained.length);
      expect(found.lengths.reduce((total, { samples }) => total + samples, 0)).toBe(words.length);
      expect(found.letters.map(({ letter }) => letter)).not.toContain(' ');

      const keys = words.flatMap((each, index) =>
        passes({ ...each, key: String(index) }, filter) ? [String(index)] : [],
      );
      const page = datasets.calls.listSamples({ contents, filter, offset: 1, limit: 3 });
      expect(page.total).toBe(keys.length);
      expect(page.samples.map(({ key }) => key)).toEqual(keys.toSorted().slice(1, 4));
    }),
    { numRuns: 40 },
  );
});

function passes(
  {
    key,
    text,
    split,
    writer,
    page,
    mark,
    level,
    language,
  }: {
    key: string;
    text: string;
    split: string | null;
    writer: string | null;
    page: string | null;
    mark: string;
    level: string;
    language: string | null;
  },
  filter: SampleFilter,
): boolean {
  const length = Array.from(text).length;
  return [
    filter.split === null || (filter.split === 'none' ? split === null : split === filter.split),
    filter.level === null || level === filter.level,
    filter.mark === null || mark === filter.mark,
    filter.source === null || filter.source === 'import',
    filter.writer === null || (filter.writer === 'none' ? writer === null : writer === filter.writer.name),
    filter.page === null || page === filter.page,
    filter.language === null || language === filter.language,
    filter.text === null || text.includes(filter.text),
    filter.key === null || key.includes(filter.key),
    filter.shortest === null || length >= filter.shortest,
    filter.longest === null || length <= filter.longest,
  ].every(Boolean);
}

it('characters that are too rare in the training split are listed', async () => {
  const path = folder();
  const texts = ['common'.repeat(4), ...Array.from({ length: 25 }, () => 'common'), 'zebra'];
  const { datasets } = openDatasets([
    formatOf('test', () =>
      asSamples(texts.map((text, index) => incoming(path, 'a.png', { key: String(index), text }))),
    ),
  ]);
  const { dataset } = await datasets.importNow(importing(path), unwatched);
  const { rare, letters } = datasets.calls.getStatistics({ contents: { dataset } });
  expect(rare.toSorted()).toEqual(['a', 'b', 'e', 'r', 'z']);
  expect(letters[0]?.letter).toBe('m');
  expect(noFilter.text).toBe(null);
});
