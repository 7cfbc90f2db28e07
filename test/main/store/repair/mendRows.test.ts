import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { WritableDatabase } from '../../../../main/store/database.ts';
import { keepImage } from '../../../../main/store/datasets/datasetImages.ts';
import { keepSample } from '../../../../main/store/datasets/datasetSamples.ts';
import { findDatasetState, insertDataset, listDatasets } from '../../../../main/store/datasets/datasets.ts';
import { addToSet, closeSet, insertSet } from '../../../../main/store/datasets/datasetSets.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { describeRepair, isWhole } from '../../../../main/store/repair/describeRepair.ts';
import { findDamage, repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../../../main/store/words/words.ts';
import type { Sample } from '../../../../shared/contract/dataset.ts';
import { photoIdSchema } from '../../../../shared/contract/photo.ts';
import { copyToday, damagedLibrary, textsIn } from '../../../support/damage.ts';
import { action, labelsOf, putWord } from '../../../support/labels.ts';

describe('A repair of rows that another program has changed', () => {
  it('takes changed rows of datasets and histories from a backup, and loses nothing else that came later', async () => {
    const made = (db: WritableDatabase, name: string): void => {
      const contents = insertSet(db);
      closeSet(db, contents);
      insertDataset(db, {
        ...{ name, contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
        ...{ licence: '', models: ['ab'.repeat(32)], at: '2026-01-01T00:00:00.000Z' },
      });
    };
    const folder = await damagedLibrary(
      2,
      async (db, at) => {
        made(db, 'early');
        await copyToday(db, at);
        made(db, 'late');
        const photo = photoIdSchema.parse(2);
        const put = listWords(db, photo).map(({ id, quad }) => putWord(id, { quad, text: 'typed' }));
        labelsOf(db).calls.editLabels({ photo, revision: 1, action: action('text', { put }) });
      },
      (path) => {
        const db = new Sqlite(path);
        db.exec(
          "UPDATE dataset SET models = '[1]', origin = substr(origin, 2); UPDATE edit SET after = '{}'",
        );
        db.close();
      },
    );
    expect(findDamage(folder, true)).toBe(
      'the contents are changed of: dataset 1, dataset 2, history of photo 2',
    );
    const repair = repairLibrary(folder);
    expect(repair).toMatchObject({ from: 'itself', lost: [], mended: 1 });
    expect(repair?.lostRows).toEqual(['dataset 2', 'history of photo 2']);
    if (repair === null) throw new Error('It was damaged.');
    expect(isWhole(repair)).toBe(false);
    expect(describeRepair(repair)).toMatch(
      /1 changed row came from a backup.*dataset 2, history of photo 2/u,
    );
    expect(findDamage(folder, true)).toBeNull();
    expect(textsIn(folder).sort()).toEqual(['typed', 'word0']);
    const db = openLibrary(folder);
    expect(listDatasets(db).map(({ id, name }) => [name, findDatasetState(db, id)?.models])).toEqual([
      ['late', []],
      ['early', ['ab'.repeat(32)]],
    ]);
    db.close();
  });

  it('leaves out samples that no backup has, and counts the others again', async () => {
    const folder = await damagedLibrary(
      1,
      (db) => {
        const contents = insertSet(db);
        const image = keepImage(db, {
          ...{ sha256: 'ab'.repeat(32), bytes: 1, width: 9, height: 9, format: 'png' },
        });
        for (const key of ['a', 'b']) addToSet(db, contents, key, keepSample(db, sampleWith(key), image));
        closeSet(db, contents);
        insertDataset(db, {
          ...{ name: 'words', contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
          ...{ licence: '', models: [], at: '2026-01-01T00:00:00.000Z' },
        });
      },
      (path) => {
        const db = new Sqlite(path);
        db.exec("UPDATE sample SET line = replace(line, '\"a\"', '1') WHERE key = 'a'");
        db.close();
      },
    );
    expect(repairLibrary(folder)).toMatchObject({ from: 'itself', mended: 0, lostRows: ['sample 1'] });
    expect(findDamage(folder, true)).toBeNull();
    const db = openLibrary(folder);
    expect(listDatasets(db).map(({ samples }) => samples)).toEqual([1]);
    db.close();
  });
});

function sampleWith(key: string): Sample {
  return {
    ...{ key, level: 'word', file: 'a.png', image: 'ab'.repeat(32), quad: null, polygon: null, text: 'word' },
    ...{ mark: 'text', split: null, writer: null, page: null, line: null, position: null, language: null },
    ...{ alternatives: [], source: { kind: 'person' } },
  };
}
