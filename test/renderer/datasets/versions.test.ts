import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldersOf,
  firstCreateDraft,
  createRequestOf,
  languageNames,
} from '../../../renderer/datasets/create/createDraft.ts';
import { describeChanges } from '../../../renderer/datasets/diff/describeChanges.ts';
import { sidesOf } from '../../../renderer/datasets/diff/diffSides.ts';
import { otherChanges } from '../../../renderer/datasets/diff/otherChanges.ts';
import { partsOf } from '../../../renderer/datasets/diff/textParts.ts';
import { nameOfVersion } from '../../../renderer/datasets/names.ts';
import { exportName, joinPath } from '../../../renderer/datasets/versions/exportPlace.ts';
import { usesOf } from '../../../renderer/datasets/versions/uses.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { runIdSchema } from '../../../shared/contract/run.ts';
import { createDatasetSchema } from '../../../shared/contract/datasetWork.ts';
import { recordFixture, sampleFixture, versionId } from '../../support/datasetFixtures.ts';

const first = recordFixture('a');
const second = recordFixture('b', { parent: first.version, note: 'Two words mended.\nMore to come.' });
const versions = [second, first];
const unsaid = { version: null, before: null };

describe('what a diff compares', () => {
  it('is the dataset as it is now with the version that it became from', () => {
    expect(sidesOf(unsaid, { head: second.version, isChanged: true }, versions)).toEqual({
      before: second.version,
      after: null,
    });
  });

  it('is the last version with the one before where nothing changed since', () => {
    expect(sidesOf(unsaid, { head: second.version, isChanged: false }, versions)).toEqual({
      before: first.version,
      after: second.version,
    });
  });

  it('is what the address says, or a version with the one before', () => {
    const head = { head: second.version, isChanged: true };
    const said = { version: second.version, before: second.version };
    expect(sidesOf(said, head, versions)).toEqual({ before: second.version, after: second.version });
    expect(sidesOf({ version: second.version, before: null }, head, versions).before).toBe(first.version);
    expect(sidesOf({ version: first.version, before: null }, head, versions).before).toBeNull();
  });

  it('is nothing before the first version', () => {
    expect(sidesOf(unsaid, { head: null, isChanged: true }, [])).toEqual({ before: null, after: null });
  });
});

describe('what changed', () => {
  const none = { added: 0, removed: 0, text: 0, box: 0, split: 0, other: 0 };

  it('is told in words', () => {
    expect(describeChanges(none)).toBe('nothing changed');
    expect(describeChanges({ ...none, added: 1, text: 2, box: 3 })).toBe(
      '1 sample added, 2 texts changed, 3 boxes changed',
    );
  });

  it('is the middle of a text, between the same beginning and end', () => {
    expect(partsOf('constitués', 'constituez')).toEqual([
      { text: 'constitu', isOther: false },
      { text: 'és', isOther: true },
    ]);
    expect(partsOf('same', 'same')).toEqual([{ text: 'same', isOther: false }]);
    expect(partsOf('aa', 'aaa')).toEqual([{ text: 'aa', isOther: false }]);
  });

  it('never loses a letter, and what is the same stands in both texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, other) => {
        const parts = partsOf(text, other);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const same = (of: typeof parts) => of.filter(({ isOther }) => !isOther).map((part) => part.text);
        expect(same(parts).join('')).toBe(same(partsOf(other, text)).join(''));
      }),
    );
  });

  it('names everything else that is not what it was', () => {
    const before = sampleFixture(1, { writer: 'anna' });
    const after = sampleFixture(2, { writer: null, line: 3, key: before.key, file: before.file });
    expect(otherChanges(before, after)).toEqual(['Writer: none, was anna', 'Line: 4, was none']);
  });
});

describe('a version', () => {
  it('goes by its id and the first line of its note', () => {
    expect(nameOfVersion(null, versions)).toBe('As it is now');
    expect(nameOfVersion(first.version, versions)).toBe('aaaaaaaaaa');
    expect(nameOfVersion(second.version, versions)).toBe('bbbbbbbbbb · Two words mended.');
  });

  it('says which runs trained on it, what they made, and which models pre-labelled it', () => {
    const [known, gone] = ['1'.repeat(64), '2'.repeat(64)];
    const model = modelIdSchema.parse('mine');
    const run = (id: number, dataset: string | null) => ({
      id: runIdSchema.parse(id),
      title: `Run ${String(id)}`,
      dataset: dataset === null ? null : versionId(dataset),
      result: null,
    });
    const uses = usesOf(
      { version: first.version, models: [known, gone] },
      [run(1, 'a'), run(2, 'b'), run(3, null)],
      [{ id: model, sha256: known }],
    );
    expect(uses.trained).toEqual([{ run: 1, title: 'Run 1', model: null }]);
    expect(uses.labelled).toEqual(['mine', '2222222222']);
  });

  it('is exported under a name fit for any file system', () => {
    expect(exportName('Étés à Paris / 2', first.version, 'tsv')).toBe('Etes-a-Paris-2-aaaaaaaaaa-tsv');
    expect(exportName('漢字', first.version, 'iam')).toBe('aaaaaaaaaa-iam');
    expect(joinPath('/home/anna', 'x')).toBe('/home/anna/x');
    expect(joinPath('C:\\', 'x')).toBe('C:\\x');
    expect(joinPath('D:\\data', 'x')).toBe('D:\\data\\x');
  });
});

describe('a dataset of the library', () => {
  it('asks for confirmed words, split by page, unless told otherwise', () => {
    const ask = createDatasetSchema.parse(createRequestOf(firstCreateDraft, false));
    expect(ask).toMatchObject({
      mode: 'new',
      query: { level: 'word', folder: null, search: null, confirmedOnly: true },
      splitRule: { kind: 'page' },
    });
    const other = { ...firstCreateDraft, folder: ' /notes ', progress: 'done', language: 'fr' } as const;
    expect(createRequestOf(other, true)).toMatchObject({
      mode: 'replace',
      query: { folder: '/notes', progress: 'done', language: 'fr' },
    });
    expect(createRequestOf({ ...firstCreateDraft, name: '' }, false)).toBeNull();
  });

  it('offers the folders that hold photos', () => {
    expect(foldersOf(['/b/2.jpg', '/a/x/1.jpg', '/b/1.jpg', 'C:\\scans\\1.jpg'])).toEqual([
      '/a/x',
      '/b',
      'C:\\scans',
    ]);
  });

  it('offers every language that texts are told apart by, by its name', () => {
    expect(languageNames.map(([, name]) => name)).toEqual([
      'Any',
      'English',
      'French',
      'German',
      'Spanish',
      'Italian',
    ]);
  });
});
