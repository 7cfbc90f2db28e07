import { describe, expect, it } from 'vitest';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import {
  invalidMessages,
  recordKinds,
  recordsIn,
  samplesIn,
  shownLabels,
} from '../../support/pageSamples.ts';

const image = { 'p.png': [200, 100] } as const;

describe('Label Studio', () => {
  const common = { to_name: 'image', original_width: 200, original_height: 100, image_rotation: 0 };

  function task(id: number, reference: string, ...annotations: readonly object[]): object {
    return { id, data: { ocr: reference }, annotations, predictions: [], project: 1 };
  }

  function region(id: string, value: object, text: unknown, labels = ['Text']): object[] {
    return [
      {
        id,
        type: 'rectangle',
        from_name: 'bbox',
        value: { ...value, rotation: 0, ...('rotation' in value ? value : {}) },
        ...common,
      },
      { id, type: 'labels', from_name: 'label', value: { ...value, labels }, ...common },
      { id, type: 'textarea', from_name: 'transcription', value: { ...value, text }, ...common },
    ];
  }

  const place = { x: 5, y: 10, width: 20, height: 20 };

  it('is read in percent of the image, with the text and the labels of each region', async () => {
    const result = [
      ...region('a', place, ['word']),
      ...region('b', { x: 50, y: 10, width: 20, height: 20 }, 'two words'),
      ...region('c', { x: 5, y: 50, width: 20, height: 20 }, [], ['Illegible']),
      {
        id: 'd',
        type: 'polygonlabels',
        value: {
          points: [
            [50, 50],
            [60, 48],
            [70, 50],
            [70, 70],
            [50, 70],
          ],
          polygonlabels: ['Line'],
        },
        ...common,
      },
      { id: 'd', type: 'textarea', value: { text: ['polygon'] }, ...common },
      ...region('e', { x: 80, y: 80, width: 5, height: 5 }, []),
      { id: 'f', type: 'choices', value: { choices: ['good'] } },
    ];
    const records = await recordsIn(labelStudio, {
      'export.json': JSON.stringify([task(3, '/data/upload/1/0a1b2c3d-p.png', { result })]),
      ...image,
    });
    expect(recordKinds(records)).toEqual([
      'sample',
      'sample',
      'sample',
      'sample',
      'region without text',
      'result without a place',
    ]);
    const samples = records.flatMap((record) => (record.kind === 'sample' ? [record.sample] : []));
    expect(shownLabels(samples)).toEqual([
      ['export/3/a', 'word', 'word', 'text'],
      ['export/3/b', 'line', 'two words', 'text'],
      ['export/3/c', 'word', '', 'illegible'],
      ['export/3/d', 'line', 'polygon', 'text'],
    ]);
    expect(samples[0]?.quad).toEqual(quadOfBox([10, 10, 40, 20]));
    expect(samples[3]?.polygon).toHaveLength(5);
  });

  it('rotates a rectangle clockwise around its first corner', async () => {
    const turned = region('a', { x: 50, y: 50, width: 20, height: 20, rotation: 90 }, 'down');
    const samples = await samplesIn(labelStudio, {
      'export.json': JSON.stringify([task(1, 'p.png', { result: turned })]),
      ...image,
    });
    expect(samples[0]?.quad).toEqual([
      [100, 50],
      [100, 90],
      [80, 90],
      [80, 50],
    ]);
  });

  it('uses the annotation marked as ground truth, else the first that was not cancelled', async () => {
    const by = (text: string, flags: object = {}): object => ({ result: region('a', place, text), ...flags });
    const tasks = [
      task(
        1,
        '/data/local-files/?d=sub%2Fp.png',
        by('cancelled', { was_cancelled: true }),
        by('first'),
        by('truth', { ground_truth: true }),
      ),
      task(2, 'https://example.org/p.png?w=1', by('first'), by('second')),
      task(3, 'p.png'),
    ];
    const records = await recordsIn(labelStudio, {
      'e.json': JSON.stringify(tasks),
      'sub/p.png': [200, 100],
      ...image,
    });
    expect(recordKinds(records)).toEqual([
      'further annotation of a task',
      'sample',
      'further annotation of a task',
      'sample',
      'task without annotation',
    ]);
    expect(
      records.flatMap((record) =>
        record.kind === 'sample' ? [[record.sample.file, record.sample.text]] : [],
      ),
    ).toEqual([
      ['sub/p.png', 'truth'],
      ['p.png', 'first'],
    ]);
  });

  it('is read in linear time when a value is very long', async () => {
    const data = { note: `${'?'.repeat(300_000)}\n.`, ocr: 'p.png' };
    const long = { ...task(1, '', { result: region('a', place, ['word']) }), data };
    const samples = await samplesIn(labelStudio, { 'tasks.json': JSON.stringify([long]), ...image });
    expect(samples).toMatchObject([{ file: 'p.png', text: 'word' }]);
  });

  it('names the errors of each task, with their lines', async () => {
    const tasks = [
      task(1, 'gone.png', { result: region('a', place, 'a') }),
      task(2, 'p.png', { result: region('b', { ...place, x: 50, width: -20 }, 'a') }),
      task(3, 'p.png', { result: [{ id: 'a', type: 'rectangle', value: { ...place, x: 'left' } }] }),
      { id: 4 },
    ];
    const messages = invalidMessages(
      await recordsIn(labelStudio, {
        'e.json': JSON.stringify(tasks)
          .replaceAll('},{"id":', '},\n{"id":')
          .replace(/\n(?=\{"id":"a")/gu, ''),
        ...image,
      }),
    );
    expect(messages).toEqual([
      expect.stringMatching(/^\/e\.json, line \d+: the image "gone\.png" was not found in/u),
      expect.stringMatching(/: the box x 50, y 10, width -20, height 20 has a negative width or height\.$/u),
      expect.stringMatching(/^\/e\.json, line \d+: result 0: value\.x: /u),
      expect.stringMatching(/^\/e\.json, line \d+: task 3: data: /u),
    ]);
  });

  it('a result of another kind, or a wrong one, costs no other region of its task', async () => {
    const odd = [
      { type: 'relation', from_id: 'a', to_id: 'b', direction: 'right' },
      { id: 'a', type: 'choices', value: { ...place, choices: 'blurry' } },
      { id: 7, type: 'brushlabels', value: { labels: { x: 1 }, points: 'rle' } },
      { id: 'empty', type: 'textarea', value: null },
      { id: 'wrong', type: 'rectangle', value: { ...place, x: 'left' } },
      null,
    ];
    const result = [...region('a', place, 'one'), ...odd, ...region('b', { ...place, x: 40 }, 'two')];
    const records = await recordsIn(labelStudio, {
      'e.json': JSON.stringify([task(1, 'p.png', { result })]),
      ...image,
    });
    expect(recordKinds(records)).toEqual([
      'sample',
      'result without a place',
      'result without a place',
      'result without a place',
      'invalid',
      'result without a place',
      'sample',
    ]);
    expect(invalidMessages(records)).toEqual([expect.stringMatching(/: result 7: value\.x: /u)]);
  });

  it('completions of the time before version 1.0 are annotations, and predictions are named', async () => {
    const data = { ocr: 'p.png' };
    const result = region('a', place, 'old');
    const tasks = [
      { id: 1, data, completions: [{ id: 5, result }] },
      { id: 2, data, predictions: [{ model_version: 'x', result }] },
    ];
    const records = await recordsIn(labelStudio, { 'e.json': JSON.stringify(tasks), ...image });
    expect(recordKinds(records)).toEqual(['sample', 'task with predictions but without annotation']);
  });

  it('a task that names no image says so', async () => {
    const records = await recordsIn(labelStudio, {
      'tasks.json': JSON.stringify([{ data: { number: 1 }, annotations: [{ result: [] }] }]),
    });
    expect(invalidMessages(records)).toEqual([
      expect.stringContaining('task 0 names no image; expected a path'),
    ]);
  });
});
