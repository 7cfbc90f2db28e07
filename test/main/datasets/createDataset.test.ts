import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noFilter, type HeldSample, type LibraryQuery } from '../../../shared/contract/datasetContents.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { action, edit, labelsOf, newWord, putWord, typeOver } from '../../support/labels.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { creating, openDatasets, type OpenedDatasets } from '../../support/openDatasets.ts';
import { photographed } from '../../support/photographed.ts';
import { writePhoto } from '../../support/services.ts';

async function library(): Promise<OpenedDatasets & { notes: PhotoId; board: PhotoId; photos: string }> {
  const hits: PhotoId[] = [];
  const opened = openDatasets([], { searchPhotos: () => hits });
  const photos = temporaryFolder();
  const english = pageOf('the cat and the dog', 'that is what they were');
  const notes = await photographed(opened, {
    folder: join(photos, 'notes'),
    name: 'a.jpg',
    shade: 1,
    page: english,
  });
  const french = pageOf('le chat et les chiens', 'dans la rue avec nous');
  const board = await photographed(opened, {
    folder: join(photos, 'boards'),
    name: 'b.jpg',
    shade: 2,
    page: french,
  });
  hits.push(board);
  return { ...opened, notes, board, photos };
}

async function taken(opened: OpenedDatasets, changes: Partial<LibraryQuery>): Promise<HeldSample[]> {
  const { dataset } = await opened.datasets.createNow({ ...creating(changes), mode: 'replace' }, unwatched);
  const page = { filter: noFilter, offset: 0, limit: 500 };
  return opened.datasets.calls.listSamples({ contents: { dataset }, ...page }).samples;
}

describe('a dataset created from the library', () => {
  it('has the words, lines or pages of its photos, each at its place', async () => {
    const opened = await library();
    const words = await taken(opened, { level: 'word' });
    expect(words).toHaveLength(20);
    const cat = words.find(({ text }) => text === 'cat');
    expect(cat).toMatchObject({
      level: 'word',
      line: 0,
      position: 1,
      quad: [
        [100, 0],
        [190, 0],
        [190, 40],
        [100, 40],
      ],
      source: { kind: 'model', sha256: 'e'.repeat(64) },
      language: 'en',
    });
    const lines = await taken(opened, { level: 'line', photos: [opened.notes] });
    expect(lines.map(({ text, line, quad }) => ({ text, line, quad }))).toEqual([
      {
        text: 'the cat and the dog',
        line: 0,
        quad: [
          [0, 0],
          [490, 0],
          [490, 40],
          [0, 40],
        ],
      },
      expect.objectContaining({ text: 'that is what they were', line: 1 }),
    ]);
    const pages = await taken(opened, { level: 'page', photos: [opened.notes] });
    expect(pages).toMatchObject([{ text: 'the cat and the dog\nthat is what they were', quad: null }]);
  });

  it('contains what the query selects', async () => {
    const opened = await library();
    const pagesOf = async (changes: Partial<LibraryQuery>): Promise<(string | undefined)[]> => {
      const samples = await taken(opened, { level: 'page', ...changes });
      return samples.map(({ file }) => file.split('/')[1]);
    };
    const both = ['a.jpg', 'b.jpg'];
    expect((await pagesOf({})).sort()).toEqual(both);
    expect(await pagesOf({ folder: join(opened.photos, 'notes') })).toEqual(['a.jpg']);
    expect((await pagesOf({ folder: opened.photos })).sort()).toEqual(both);
    expect(await pagesOf({ language: 'fr' })).toEqual(['b.jpg']);
    expect(await pagesOf({ search: 'whatever' })).toEqual(['b.jpg']);
    expect(await pagesOf({ photos: [opened.notes] })).toEqual(['a.jpg']);
    for (const none of [
      { status: 'missing' as const },
      { progress: 'done' as const },
      { folder: '/elsewhere' },
    ]) {
      await expect(pagesOf(none)).rejects.toMatchObject({ code: 'data-invalid' });
    }
  });

  it('of confirmed words only has what a person typed or marked, and names the source', async () => {
    const opened = await library();
    const labels = labelsOf(opened.db);
    const [first, second, third] = labels.calls.getLabels({ photo: opened.notes }).words;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('Words are gone.');
    const put = [
      putWord(first.id, { quad: first.quad, text: 'The', confirmed: true }),
      putWord(second.id, { quad: second.quad, text: '', mark: 'illegible', confirmed: true }),
      putWord(third.id, { quad: third.quad, text: 'et' }),
    ];
    edit(labels, opened.notes, action('text', { put }));
    const confirmed = await taken(opened, { level: 'word', confirmedOnly: true });
    expect(
      confirmed.map(({ text, mark, source, alternatives }) => [text, mark, source.kind, alternatives]),
    ).toEqual([
      ['The', 'text', 'person', []],
      ['', 'illegible', 'person', []],
    ]);
    // One illegible word makes its line useless for training.
    const lines = await taken(opened, { level: 'line', photos: [opened.notes] });
    expect(lines.map(({ mark }) => mark)).toEqual(['illegible', 'text']);
    await expect(taken(opened, { level: 'line', confirmedOnly: true })).rejects.toMatchObject({
      code: 'data-invalid',
    });
  });

  it("counts readings that a person confirmed as that person's", async () => {
    const opened = await library();
    const labels = labelsOf(opened.db);
    const { words } = labels.calls.getLabels({ photo: opened.notes });
    const put = words.map(({ id, quad, text, line }) => putWord(id, { quad, text, confirmed: line === 0 }));
    edit(labels, opened.notes, action('confirm', { put }));
    const kinds = async (level: LibraryQuery['level']): Promise<string[]> => {
      const samples = await taken(opened, { level, photos: [opened.notes] });
      return samples.map(({ text, source }) => `${source.kind}: ${text}`);
    };
    expect(await kinds('line')).toEqual(['person: the cat and the dog', 'model: that is what they were']);
    expect((await kinds('word')).filter((word) => word.startsWith('person'))).toHaveLength(5);
    expect(await kinds('page')).toEqual(['model: the cat and the dog\nthat is what they were']);
  });

  it('leaves out boxes without a text, and lines with such a box', async () => {
    const opened = await library();
    const labels = labelsOf(opened.db);
    const put = [newWord(labels, { quad: quadOfBox([520, 0, 90, 40]) })];
    edit(labels, opened.notes, action('draw', { put }));
    const words = await taken(opened, { level: 'word', photos: [opened.notes] });
    expect(words.map(({ text }) => text)).not.toContain('');
    const lines = await taken(opened, { level: 'line', photos: [opened.notes] });
    expect(lines.map(({ text }) => text)).toEqual(['that is what they were']);
  });

  it('of unconfirmed words has only those with enough confidence, if a limit is given', async () => {
    const opened = await library();
    const labels = labelsOf(opened.db);
    const [first, ...others] = labels.calls.getLabels({ photo: opened.notes }).words;
    if (first === undefined) throw new Error('Words are gone.');
    typeOver(labels, opened.notes, 'The', first);
    const setConfidence = opened.db.prepare('UPDATE word SET confidence = ? WHERE id = ?');
    for (const [index, { id }] of others.entries()) setConfidence.run(index % 2 === 0 ? 0.95 : 0.85, id);
    setConfidence.run(0.2, first.id);
    const sure = await taken(opened, { level: 'word', photos: [opened.notes], leastConfidence: 0.9 });
    expect(sure.map(({ key }) => key.split('/')[1])).toEqual(
      [first, ...others.filter((_, index) => index % 2 === 0)].map(({ id }) => String(id)).sort(),
    );
  });

  it('is updated under its current name, and not after it was deleted', async () => {
    const opened = await library();
    const { datasets } = opened;
    const { dataset } = await datasets.createNow(creating(), unwatched);
    const again = { ...creating(), dataset };
    datasets.calls.renameDataset({ dataset, name: 'renamed' });
    let isRenamed = false;
    const onProgress = (): void => {
      if (!isRenamed) void datasets.calls.renameDataset({ dataset, name: 'renamed once more' });
      isRenamed = true;
    };
    const taken = await datasets.createNow(again, { ...unwatched, onProgress });
    expect(taken).toMatchObject({ dataset, name: 'renamed once more' });
    expect(datasets.calls.listDatasets()).toHaveLength(1);
    datasets.calls.deleteDataset({ dataset });
    await expect(datasets.createNow(again, unwatched)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves out photos whose file has changed since, and names the models that read the others', async () => {
    const opened = await library();
    await writePhoto(join(opened.photos, 'notes'), 'a.jpg', 9);
    const made = await opened.datasets.createNow(creating({ level: 'word' }), unwatched);
    expect(made).toMatchObject({ samples: 10, images: 1, skipped: { 'hash mismatch': 10 } });
    const ask = { dataset: made.dataset, author: 'me', note: '', tags: [] };
    const { version } = await opened.datasets.freezeNow(ask, unwatched);
    const [record] = opened.datasets.calls.getVersion({ version });
    expect(record.models).toEqual(['d'.repeat(64), 'e'.repeat(64)]);
    expect(await opened.datasets.verifyNow(version, unwatched)).toMatchObject({ objects: 1, bad: [] });
  });
});
