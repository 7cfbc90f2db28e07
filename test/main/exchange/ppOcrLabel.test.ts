import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import {
  invalidMessages,
  recordKinds,
  recordsIn,
  samplesIn,
  samplesOf,
  shownLabels,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';
import { plainWord } from '../../support/plainWord.ts';

const image = { 'p.png': [200, 100] } as const;

describe('PPOCRLabel', () => {
  const points = quadOfBox([10, 10, 40, 20]);

  function box(transcription: string, more: object = {}): object {
    return { transcription, points, difficult: false, ...more };
  }

  it('is read with the folder that was opened, also when it was renamed', async () => {
    const label = (file: string, ...boxes: readonly object[]): string =>
      `${file}\t${JSON.stringify(boxes)}\n`;
    const samples = await samplesIn(ppOcrLabel, {
      'now/Label.txt':
        label('then/p.png', box('one'), box('two words'), box('###'), box('hard', { difficult: true })) +
        label('then\\sub\\q.png', box('three')),
      'now/p.png': [200, 100],
      'now/sub/q.png': [200, 100],
    });
    expect(shownLabels(samples)).toEqual([
      ['now/p/0', 'word', 'one', 'text'],
      ['now/p/1', 'line', 'two words', 'text'],
      ['now/p/2', 'word', '', 'illegible'],
      ['now/p/3', 'word', 'hard', 'illegible'],
      ['now/sub/q/0', 'word', 'three', 'text'],
    ]);
    expect(samples[0]?.quad).toEqual(quadOfBox([10, 10, 40, 20]));
  });

  it('keeps a valid box beside one whose carried value is nested too deeply', async () => {
    const deep = JSON.stringify([box('good'), box('deep', { inkdex: 'deep' })]).replace(
      '"deep"}',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    );
    const records = await recordsIn(ppOcrLabel, { 'Label.txt': `p.png\t${deep}\n`, ...image });
    expect(recordKinds(records)).toEqual(['sample', 'invalid']);
    expect(invalidMessages(records)).toEqual([
      '/Label.txt, line 1, box 1: "inkdex" in the box was changed or damaged. Remove it.',
    ]);
  });

  it('keeps valid boxes beside invalid ones, and names each invalid one with its line', async () => {
    const lines = [
      `p.png\t${JSON.stringify([
        box('good'),
        box('', {}),
        box('out', {
          points: [
            [1, 1],
            [900, 1],
            [900, 9],
            [1, 9],
          ],
        }),
        { points },
      ])}`,
      'p.png without a tab',
      'p.png\t[{"transcription":"cut sh',
      `p.png\t[{"transcription":"a","points":[[NaN,1],[2,1],[2,2],[1,2]]}]`,
      `gone.png\t${JSON.stringify([box('a'), box('b')])}`,
      `gone.png\t${JSON.stringify([box('c')])}`,
    ];
    const records = await recordsIn(ppOcrLabel, { 'Label.txt': lines.join('\r\n'), ...image });
    expect(recordKinds(records)).toEqual([
      'sample',
      'box without text',
      'sample',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'image missing',
    ]);
    expect(invalidMessages(records)).toEqual([
      expect.stringMatching(/^\/Label\.txt, line 1: box 3: transcription: /u),
      expect.stringMatching(/^\/Label\.txt, line 2: the line has no tab/u),
      expect.stringMatching(/^\/Label\.txt, line 3: the text after the tab is not a JSON list/u),
      expect.stringMatching(/^\/Label\.txt, line 4: the text after the tab is not a JSON list/u),
      expect.stringMatching(/^\/Label\.txt, line 5: the image "gone\.png" was not found in/u),
    ]);
  });

  it('finds the image of a path, and not one with its name in another folder', async () => {
    const label = (file: string): string => `${file}\t${JSON.stringify([box('one')])}\n`;
    const samples = await samplesIn(ppOcrLabel, {
      'now/Label.txt': label('now/sub/p.png') + label('now/p.png') + label('then/sub/q.png'),
      'now/p.png': [200, 100],
      'now/sub/p.png': [400, 100],
      'now/now/p.png': [300, 100],
      'now/q.png': [200, 100],
      'now/sub/q.png': [400, 100],
    });
    expect(samples.map(({ file }) => file)).toEqual(['now/sub/p.png', 'now/p.png', 'now/sub/q.png']);
  });

  it('is written with the pictures of each folder beside its list, all checked', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'mine');
      const files = ['p.png', 'forms/q.png', 'forms/Label.txt', 'forms/old/r.png'];
      await writeSamples(
        ppOcrLabel,
        files.map((file) => plainWord(folder, { key: file, file })),
        path,
      );
      expect(globSync('**/*.*', { cwd: path }).map(withSlashes).sort()).toEqual([
        'Label.txt',
        'fileState.txt',
        'forms/Label.txt',
        'forms/_Label.txt',
        'forms/fileState.txt',
        'forms/old/Label.txt',
        'forms/old/fileState.txt',
        'forms/old/r.png',
        'forms/q.png',
        'p.png',
      ]);
      expect(namesIn(join(path, 'Label.txt'))).toEqual(['mine/p.png']);
      expect(namesIn(join(path, 'forms/Label.txt'))).toEqual(['forms/_Label.txt', 'forms/q.png']);
      expect(namesIn(join(path, 'forms/old/Label.txt'))).toEqual(['old/r.png']);
      expect(readFileSync(join(path, 'forms/old/fileState.txt'), 'utf8')).toBe('old/r.png\t1\n');
      const read = await samplesOf(ppOcrLabel, path);
      expect(read.map(({ key }) => key).sort()).toEqual([...files].sort());
    });
  });

  it.each(['true', 'a false null', '\true', '\false \null', '\\true\\\true', '"true"', 'True'])(
    'writes %j so that PPOCRLabel, which replaces words of JSON in texts, reads it',
    async (text) => {
      await withFolder(async (folder) => {
        const path = join(folder, 'mine');
        await writeSamples(ppOcrLabel, [plainWord(folder, { text })], path);
        const [, json = ''] = readFileSync(join(path, 'Label.txt'), 'utf8').split('\t');
        const replaced = json.replaceAll('false', 'F').replaceAll('true', 'T').replaceAll('null', 'N');
        const restored = replaced.replace(/:([FTN])/gu, ':"$1"');
        const [found] = z.array(z.object({ transcription: z.string() })).parse(JSON.parse(restored));
        expect(found?.transcription).toBe(text);
      });
    },
  );
});

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function namesIn(list: string): string[] {
  return readFileSync(list, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}
