import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { edit, freeze, frozenWords, samplesOf, wordFiles } from '../../support/frozenWords.ts';
import { imageFolder, openDatasets } from '../../support/openDatasets.ts';

describe('diff and restore', () => {
  it('show exactly what was relabelled, and restore the earlier version', async () => {
    const opened = await frozenWords();
    const { datasets, dataset, version } = opened;
    const before = samplesOf(opened, dataset);
    const edits = [edit(before[1], { text: 'two' }), edit(before[3], { text: 'four', split: 'test' })];
    datasets.calls.editSamples({ dataset, edits });
    const second = await freeze(opened, dataset);
    const asked = { before: { version }, after: { version: second }, kind: null, offset: 0, limit: 10 };
    const diff = datasets.calls.diffContents(asked);
    expect(diff.counts).toEqual({ added: 0, removed: 0, text: 2, box: 0, split: 1, other: 0 });
    expect(
      diff.changes.map(({ key, kinds, before: was, after: is }) => [key, kinds, was?.text, is?.text]),
    ).toEqual([
      ['b.png', ['text'], 'word', 'two'],
      ['d.png', ['text', 'split'], 'word', 'four'],
    ]);
    expect(diff.changes[0]?.after?.source).toEqual({ kind: 'person' });
    const only = datasets.calls.diffContents({ ...asked, kind: 'split', limit: 1 });
    expect({ total: only.total, keys: only.changes.map(({ key }) => key) }).toEqual({
      total: 1,
      keys: ['d.png'],
    });

    const restored = datasets.calls.restoreVersion({ dataset, version });
    expect(restored).toMatchObject({ head: version, isChanged: false, samples: 4 });
    expect(samplesOf(opened, dataset)).toEqual(before);
    expect(await freeze(opened, dataset)).toBe(version);
    // The next version has the restored one as its parent.
    datasets.calls.removeSamples({
      dataset,
      samples: [before[0]?.id].filter((id) => id !== undefined),
    });
    await freeze(opened, dataset);
    const [latest] = datasets.calls.listVersions({ dataset });
    expect(latest).toMatchObject({ parent: version, samples: 3, images: 3 });
  });

  it('distinguish added, removed, text, box, split and other changes, like a comparison of the lists', async () => {
    const path = imageFolder(wordFiles);
    const square = (size: number) =>
      [
        [0, 0],
        [size, 0],
        [size, 9],
        [0, 9],
      ] as const;
    const word = fc.record({
      file: fc.constantFrom('a.png', 'b.png'),
      text: fc.constantFrom('x', 'y'),
      split: fc.constantFrom('train', 'test', null),
      quad: fc.constantFrom(null, square(9), square(8)),
      writer: fc.constantFrom('w', null),
    });
    const list = fc.dictionary(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), word, { minKeys: 1 });
    let given: Record<string, Parameters<typeof incoming>[2] & { file: string }> = {};
    const { datasets } = openDatasets([
      formatOf('test', () =>
        asSamples(
          Object.entries(given).map(([key, { file, ...rest }]) => incoming(path, file, { ...rest, key })),
        ),
      ),
    ]);
    await fc.assert(
      fc.asyncProperty(list, list, async (old, next) => {
        given = old;
        const before = await datasets.importNow(importing(path, { name: 'old', mode: 'replace' }), unwatched);
        given = next;
        const after = await datasets.importNow(importing(path, { name: 'next', mode: 'replace' }), unwatched);
        const asked = { before: { dataset: before.dataset }, after: { dataset: after.dataset } };
        const diff = datasets.calls.diffContents({ ...asked, kind: null, offset: 0, limit: 500 });

        const expected = { added: 0, removed: 0, text: 0, box: 0, split: 0, other: 0 };
        for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
          const [was, is] = [old[key], next[key]];
          const isReplaced = was !== undefined && is !== undefined && was.file !== is.file;
          if (was === undefined || isReplaced) expected.added += 1;
          if (is === undefined || isReplaced) expected.removed += 1;
          if (was === undefined || is === undefined || isReplaced) continue;
          const [text, box, split] = [was.text !== is.text, was.quad !== is.quad, was.split !== is.split];
          expected.text += Number(text);
          expected.box += Number(box);
          expected.split += Number(split);
          expected.other += Number(was.writer !== is.writer && !text && !box && !split);
        }
        expect(diff.counts).toEqual(expected);
        const keys = diff.changes.map(({ key }) => key);
        expect(keys).toEqual(keys.toSorted());
      }),
      { numRuns: 25 },
    );
  });

  it('refuse all edits when one sample has changed meanwhile', async () => {
    const opened = await frozenWords();
    const { datasets, dataset } = opened;
    const [first, second] = samplesOf(opened, dataset);
    datasets.calls.editSamples({ dataset, edits: [edit(first, { text: 'new' })] });
    const edits = [edit(second, { text: 'other' }), edit(first, { text: 'stale' })];
    expect(() => datasets.calls.editSamples({ dataset, edits })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(samplesOf(opened, dataset).map(({ text }) => text)).toEqual(['new', 'word', 'word', 'word']);
    const empty = [edit(second, { text: ' ' })];
    expect(() => datasets.calls.editSamples({ dataset, edits: empty })).toThrow(
      expect.objectContaining({ code: 'data-invalid' }),
    );
    const marked = edit(second, { text: 'gone', mark: 'illegible' });
    datasets.calls.editSamples({ dataset, edits: [marked] });
    expect(samplesOf(opened, dataset)[1]).toMatchObject({ mark: 'illegible', text: '' });
  });
});
