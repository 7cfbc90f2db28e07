import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldersOf,
  firstCreateDraft,
  createRequestOf,
  languageNames,
} from '../../../renderer/datasets/create/createDraft.ts';
import {
  describeChanges,
  nameOfChange,
  otherChanges,
  partsOf,
  sidesOf,
} from '../../../renderer/datasets/diff/changes.ts';
import { nameOfVersion, joinPath } from '../../../renderer/common/names.ts';
import { exportName, usesOf } from '../../../renderer/datasets/versions/usesAndExports.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { runIdSchema } from '../../../shared/contract/run.ts';
import { createDatasetSchema } from '../../../shared/contract/datasetWork.ts';
import { recordFixture, sampleFixture, versionId } from '../../support/datasetFixtures.ts';

const first = recordFixture('a');
const second = recordFixture('b', {
  number: 2,
  parent: first.version,
  note: 'Two words corrected.\nMore to come.',
});
const versions = [second, first];
const unsaid = { version: null, before: null };

describe('a diff', () => {
  it('compares the current state with the version it is based on', () => {
    expect(sidesOf(unsaid, { head: second.version, isChanged: true }, versions)).toEqual({
      before: second.version,
      after: null,
    });
  });

  it('compares the last version with its parent if nothing changed since', () => {
    expect(sidesOf(unsaid, { head: second.version, isChanged: false }, versions)).toEqual({
      before: first.version,
      after: second.version,
    });
  });

  it('compares what the address names, or a version with its parent', () => {
    const head = { head: second.version, isChanged: true };
    const said = { version: second.version, before: second.version };
    expect(sidesOf(said, head, versions)).toEqual({ before: second.version, after: second.version });
    expect(sidesOf({ version: second.version, before: null }, head, versions).before).toBe(first.version);
    expect(sidesOf({ version: first.version, before: null }, head, versions).before).toBeNull();
  });

  it('compares nothing before the first version', () => {
    expect(sidesOf(unsaid, { head: null, isChanged: true }, [])).toEqual({ before: null, after: null });
  });
});

describe('changes', () => {
  const none = { added: 0, removed: 0, text: 0, box: 0, split: 0, other: 0 };

  it('are described in words', () => {
    expect(describeChanges(none)).toBe('no changes');
    expect(describeChanges({ ...none, added: 1, text: 2, box: 3 })).toBe(
      '1 sample added, 2 texts changed, 3 boxes changed',
    );
  });

  it('are the middle of a text, between the common beginning and end', () => {
    expect(partsOf('constitués', 'constituez')).toEqual([
      { text: 'constitu', isOther: false },
      { text: 'és', isOther: true },
    ]);
    expect(partsOf('same', 'same')).toEqual([{ text: 'same', isOther: false }]);
    expect(partsOf('aa', 'aaa')).toEqual([{ text: 'aa', isOther: false }]);
  });

  it('never lose a character, and the common parts are in both texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, other) => {
        const parts = partsOf(text, other);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const same = (of: typeof parts) => of.filter(({ isOther }) => !isOther).map((part) => part.text);
        expect(same(parts).join('')).toBe(same(partsOf(other, text)).join(''));
      }),
    );
  });

  it('name a word of the library by its photo, not by the hash of the photo', () => {
    const of = (page: string | null, file: string, key: string) =>
      nameOfChange({ key, before: null, after: sampleFixture(1, { page, file, key }) });
    expect(of('33b02d34871ee272', '33b02d34871ee272/board.jpg', '33b02d34871ee272/12')).toBe('board.jpg/12');
    expect(of('a01', 'forms/a01.png', 'a01-00')).toBe('a01-00');
    expect(of(null, 'x.png', 'x')).toBe('x');
  });

  it('name every other difference', () => {
    const before = sampleFixture(1, { writer: 'anna' });
    const after = sampleFixture(2, { writer: null, line: 3, key: before.key, file: before.file });
    expect(otherChanges(before, after)).toEqual(['Writer: none, was anna', 'Line: 4, was none']);
  });
});

describe('a version', () => {
  it('is named by its number and the first line of its note', () => {
    expect(nameOfVersion(null, versions)).toBe('Current state');
    expect(nameOfVersion(first.version, versions)).toBe('Version 1');
    expect(nameOfVersion(second.version, versions)).toBe('Version 2 · Two words corrected.');
  });

  it('lists the runs that trained on it, their models, and the models that pre-labelled it', () => {
    const [known, gone] = ['1'.repeat(64), '2'.repeat(64)];
    const model = modelIdSchema.parse('mine');
    const run = (id: number, dataset: string | null) => ({
      id: runIdSchema.parse(id),
      title: `Run ${id}`,
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

  it('is exported under a name that is valid on any file system', () => {
    expect(exportName('Étés à Paris / 2', first.version, 'tsv')).toBe('Etes-a-Paris-2-aaaaaaaaaa-tsv');
    expect(exportName('漢字', first.version, 'iam')).toBe('aaaaaaaaaa-iam');
    expect(joinPath('/home/anna', 'x')).toBe('/home/anna/x');
    expect(joinPath('C:\\', 'x')).toBe('C:\\x');
    expect(joinPath('D:\\data', 'x')).toBe('D:\\data\\x');
  });
});

describe('a dataset from the library', () => {
  it('requests confirmed words, split by page, by default', () => {
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

  it('suggests the folders that contain photos', () => {
    expect(foldersOf(['/b/2.jpg', '/a/x/1.jpg', '/b/1.jpg', 'C:\\scans\\1.jpg'])).toEqual([
      '/a/x',
      '/b',
      'C:\\scans',
    ]);
  });

  it('offers every language filter by its name', () => {
    expect(languageNames.map(([, name]) => name)).toEqual([
      'Any',
      'English',
      'French',
      'German',
      'Spanish',
      'Italian',
      'Dutch',
      'Portuguese',
    ]);
  });
});
