import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestSamples } from '../../../main/ml/finetune/loadWords.ts';
import { datasetsForTraining } from '../../../main/datasets/trainingDatasets.ts';
import { listVersionsSeen, replaceModelOrigin } from '../../../main/store/jobs/modelOrigins.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { edit, samplesOf } from '../../support/frozenWords.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { creating, openDatasets } from '../../support/openDatasets.ts';
import { photographed } from '../../support/photographed.ts';

describe('the version that corrections are frozen as', () => {
  it('has the confirmed words and, marked as read by a model, words that are read with high confidence', async () => {
    const told: unknown[] = [];
    const opened = openDatasets([], {
      announce: (name, event) => {
        if (name === 'datasetsChanged') told.push(event);
      },
    });
    const { db } = opened;
    const [notes, other] = [temporaryFolder(), temporaryFolder()];
    const photo = (folder: string, name: string, shade: number, text: string) =>
      photographed(opened, { folder, name, shade, page: pageOf(text) });
    const corrected = await photo(notes, 'corrected.jpg', 1, 'mine doubtful');
    const beside = await photo(notes, 'beside.jpg', 2, 'surely hardly');
    await photo(join(other, 'elsewhere'), 'c.jpg', 3, 'stranger');
    const confidence = db.prepare('UPDATE word SET confidence = ? WHERE photo = ? AND text = ?');
    confidence.run(0.5, corrected, 'doubtful');
    confidence.run(0.95, beside, 'surely');
    confidence.run(0.85, beside, 'hardly');
    // Confirmed without a change.
    db.prepare("UPDATE word SET source = 'human' WHERE photo = ? AND text = 'mine'").run(corrected);

    const datasets = datasetsForTraining(opened);
    expect(datasets.countForCorrections([corrected])).toBe(2);
    const version = await datasets.freezeCorrections([corrected], unwatched);
    const found = new Map<string, string>();
    for await (const { text, source } of manifestSamples(datasets.manifestOf(version))) {
      found.set(text, source.kind);
    }
    expect(found).toEqual(
      new Map([
        ['mine', 'person'],
        ['surely', 'model'],
      ]),
    );
    // Once for the dataset, once for its version: the window lists both.
    const { id } = opened.datasets.datasetNamed('Corrections');
    expect(told).toEqual([{ datasets: [id] }, { datasets: [id] }]);
  });

  it('a model of one version has seen words of the later ones, and so has a model that descends from it', async () => {
    const opened = openDatasets();
    const { db } = opened;
    const photo = await photographed(opened, {
      folder: temporaryFolder(),
      name: 'a.jpg',
      shade: 1,
      page: pageOf('mine doubtful'),
    });
    const confirm = (text: string) =>
      db.prepare("UPDATE word SET source = 'human' WHERE photo = ? AND text = ?").run(photo, text);
    const freeze = () => datasetsForTraining(opened).freezeCorrections([photo], unwatched);
    confirm('mine');
    const version = await freeze();
    confirm('doubtful');
    const later = await freeze();
    expect(later).not.toBe(version);
    const [first, second, starter] = [1, 2, 3].map((id) => modelIdSchema.parse(`model-${id}`));
    if (first === undefined || second === undefined || starter === undefined) throw new Error('No ids.');
    const origin = { run: null, baseSha256: null, addedAt: '2026-11-29T12:00:00Z' };
    replaceModelOrigin(db, first, { ...origin, base: null, dataset: version });
    replaceModelOrigin(db, second, { ...origin, base: first, dataset: null });
    for (const model of [first, second]) {
      expect(new Set(listVersionsSeen(db, model))).toEqual(new Set([version, later]));
    }
    expect(listVersionsSeen(db, starter)).toEqual([]);
  });

  it('does not replace a dataset of the same name that a user created or edited', async () => {
    const opened = openDatasets();
    const { datasets } = opened;
    const photo = await photographed(opened, {
      folder: temporaryFolder(),
      name: 'a.jpg',
      shade: 1,
      page: pageOf('mine'),
    });
    const own = await datasets.createNow({ ...creating({ level: 'page' }), name: 'Corrections' }, unwatched);
    const freeze = () => datasetsForTraining(opened).freezeCorrections([photo], unwatched);
    const names = () =>
      datasets.calls
        .listDatasets()
        .map(({ name }) => name)
        .sort();
    await freeze();
    await freeze();
    expect(names()).toEqual(['Corrections', 'Corrections 2']);
    expect(samplesOf(opened, own.dataset)).toMatchObject([{ level: 'page' }]);

    const { id } = datasets.datasetNamed('Corrections 2');
    const [word] = samplesOf(opened, id);
    datasets.calls.editSamples({ dataset: id, edits: [edit(word, { text: 'yours' })] });
    await freeze();
    expect(names()).toEqual(['Corrections', 'Corrections 2', 'Corrections 3']);
    expect(samplesOf(opened, id)).toMatchObject([{ text: 'yours' }]);
  });
});
