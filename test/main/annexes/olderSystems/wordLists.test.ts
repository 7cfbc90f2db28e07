import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../../../main/exchange/jsonLines.ts';
import { mjsynth } from '../../../../main/annexes/olderSystems/mjsynth.ts';
import { pathLabel } from '../../../../main/annexes/olderSystems/pathLabel.ts';
import { synth90k } from '../../../../main/annexes/olderSystems/synth90k.ts';
import { wordFiles } from '../../../../main/annexes/olderSystems/wordFiles.ts';
import { folderOf, problemsIn, readAll, reasonsIn, samplesIn, textOf } from '../../../support/exchange.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { outgoing, writeSamples } from '../../../support/pageSamples.ts';
import { bareLabel } from '../../../../main/exchange/records.ts';

const picture = [30, 20] as const;

describe('images named after their words', () => {
  const files = {
    '_Stop_a01-000u-00-00.png': picture,
    'deep/_it.s_2_more.png': picture,
    'deep/no-label.png': picture,
    '__3.png': picture,
    'notes.txt': 'no image',
  };

  it('need their folder, so a single image is refused', async () => {
    const folder = folderOf(files);
    await expect(readAll(wordFiles, join(folder, '_Stop_a01-000u-00-00.png'))).rejects.toThrow(
      'is a file; expected a folder of images named _word_id.png',
    );
  });

  it('are found in nested folders, and the label is between the underscores', async () => {
    const folder = folderOf(files);
    const records = await readAll(wordFiles, folder);
    expect(samplesIn(records).map(({ key, text }) => [key, text])).toEqual([
      ['_Stop_a01-000u-00-00.png', 'Stop'],
      ['deep/_it.s_2_more.png', 'it.s'],
    ]);
    expect(reasonsIn(records)).toEqual(['no _word_ in the name']);
    expect(problemsIn(records, folder)).toEqual([
      '__3.png: the name has no text between its first two underscores.',
    ]);
  });

  it('are in the seed recipe’s alphabet', async () => {
    const samples = samplesIn(await readAll(wordFiles, folderOf(files), { recipe: 'seed' }));
    expect(samples.map(({ text }) => text)).toEqual(['stop', 'it-s']);
  });

  it('are not written with a text that is too long for a file name', async () => {
    const [sample] = samplesIn(await readAll(wordFiles, folderOf(files)));
    const folder = temporaryFolder();
    const long = (await outgoing(sample === undefined ? [] : [sample])).map((each) => ({
      ...each,
      text: 'x'.repeat(200),
    }));
    await expect(writeSamples(wordFiles, long, join(folder, 'out'))).rejects.toThrow(
      'too long for a file name',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('MJSynth and Synth90k', () => {
  const files = {
    'annotation_train.txt': './1/1/1_Lube_2.jpg 2\n',
    'annotation_val.txt': './1/1/2_ACT_0.jpg 0\n',
    'annotation.txt': './1/1/1_Lube_2.jpg 2\n./1/1/2_ACT_0.jpg 0\n./1/2/1_left_7.jpg 1\n',
    'lexicon.txt': 'act\nleft over\nlube\n',
    '1/1/1_Lube_2.jpg': picture,
    '1/1/2_ACT_0.jpg': picture,
    '1/2/1_left_7.jpg': picture,
  };

  it('have their labels in the names of MJSynth’s files', async () => {
    const read = async (recipe: string) => samplesIn(await readAll(mjsynth, folderOf(files), { recipe }));
    expect((await read('plain')).map(({ key, text, split }) => [key, text, split])).toEqual([
      ['1/1/1_Lube_2.jpg', 'Lube', 'train'],
      ['1/1/2_ACT_0.jpg', 'ACT', 'validation'],
      ['1/2/1_left_7.jpg', 'left', null],
    ]);
    expect((await read('seed')).map(({ text }) => text)).toEqual(['lube', 'act', 'left']);
  });

  it('have their labels in Synth90k’s lexicon', async () => {
    const samples = samplesIn(await readAll(synth90k, folderOf(files)));
    expect(samples.map(({ text, split }) => [text, split])).toEqual([
      ['lube', 'train'],
      ['act', 'validation'],
      ['left over', null],
    ]);
  });

  it('name the invalid lines', async () => {
    const list = 'no number\n./1/1/1_Lube_2.jpg 2\n./1/1/1_Lube_2.jpg 2\n./../x.jpg 1\n./1/1/2_ACT_0.jpg 3\n';
    const folder = folderOf({
      ...files,
      'annotation_train.txt': list,
      'annotation_val.txt': '',
      'annotation.txt': '',
    });
    expect(problemsIn(await readAll(synth90k, folder), folder)).toEqual([
      'annotation_train.txt, line 1: found "no number"; expected "path number".',
      'annotation_train.txt, line 3: the image "1/1/1_Lube_2.jpg" has a text already; expected one text for each image, or boxes.',
      'annotation_train.txt, line 4: "./../x.jpg" points outside its folder; expected a relative path inside it.',
      'annotation_train.txt, line 5: the word number is 3, but lexicon.txt has 3 lines.',
    ]);
    const misnamed = folderOf({ 'annotation.txt': 'plain.jpg 0\n', 'plain.jpg': picture });
    expect(problemsIn(await readAll(mjsynth, misnamed), misnamed)).toEqual([
      'annotation.txt, line 1: the file is called plain.jpg; expected number_WORD_index.jpg.',
    ]);
    const withLexicon = folderOf({
      'annotation.txt': './plain.jpg 0\n',
      'lexicon.txt': 'ink\n',
      'plain.jpg': picture,
    });
    expect(problemsIn(await readAll(mjsynth, withLexicon), withLexicon)).toEqual([
      expect.stringContaining('The folder has a lexicon.txt: import it in the format synth90k.'),
    ]);
  });

  it('are refused where a name has the number of the word, and another word', async () => {
    const sorted = folderOf({ ...files, 'lexicon.txt': 'lube\nleft over\nact\n' });
    const records = await readAll(synth90k, sorted);
    // A name with another number, or without one, says nothing of the lexicon.
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['left over']);
    expect(problemsIn(records, sorted)[0]).toBe(
      'annotation_train.txt, line 1: the file is called 1_Lube_2.jpg, but word 2 of lexicon.txt is "act": it is the lexicon of ' +
        'other images, or its lines were sorted.',
    );
  });

  it('have word and number in the names that Synth90k’s writer gives', async () => {
    const names = { 'labels.txt': 'a.png it_s ü\nb.png A/b\nc.png it_s ü\n' };
    const images = folderOf({ ...names, 'a.png': picture, 'b.png': picture, 'c.png': picture });
    const path = join(temporaryFolder(), 'export');
    await writeSamples(synth90k, await outgoing(samplesIn(await readAll(pathLabel, images))), path);
    const records = await readAll(synth90k, path);
    expect(problemsIn(records, path)).toEqual([]);
    expect(samplesIn(records).map(({ key, text }) => [key, text])).toEqual([
      ['1/1/1_it-s-ü_0.png', 'it_s ü'],
      ['1/1/2_A-b_1.png', 'A/b'],
      ['1/1/3_it-s-ü_0.png', 'it_s ü'],
    ]);
  });

  it('are distinguished by the lexicon', async () => {
    const without = Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'lexicon.txt'));
    const both = [await mjsynth.recognise(folderOf(files)), await synth90k.recognise(folderOf(files))];
    expect(both[1]).toBeGreaterThan(both[0] ?? 1);
    expect([await mjsynth.recognise(folderOf(without)), await synth90k.recognise(folderOf(without))]).toEqual(
      [0.9, 0],
    );
  });

  it('are refused without a list', async () => {
    await expect(readAll(mjsynth, folderOf({ 'a.jpg': picture }))).rejects.toThrow('is not a mjsynth folder');
  });

  it('are restored also when the extension of an image has an underscore', async () => {
    const images = folderOf({ 'labels.txt': 'scan.v_1 word\n', 'scan.v_1': picture });
    const path = join(temporaryFolder(), 'export');
    await writeSamples(mjsynth, await outgoing(samplesIn(await readAll(pathLabel, images))), path);
    const records = await readAll(mjsynth, path);
    expect(problemsIn(records, path)).toEqual([]);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['word']);
  });
});

describe('Inkdex JSON lines', () => {
  const header = '{"format":"inkdex-samples","version":1}';
  const label = {
    ...{ ...bareLabel, key: 'a', level: 'word', file: 'a.png', text: 'a' },
    image: 'a.png',
  };
  const line = (changes: Record<string, unknown>): string => JSON.stringify({ ...label, ...changes });

  it('name the invalid lines, and keep the rest', async () => {
    const lines = [
      header,
      line({}),
      '{"key":"cut',
      line({ key: 7 }),
      line({ key: 'b', quad: [[0, 0]] }),
      '{"key":"c","line":NaN}',
      line({ key: 'd', surprise: 1 }),
      line({ key: 'e', image: '../a.png' }),
      line({
        key: 'f',
        quad: [
          [0, 0],
          [90, 0],
          [90, 9],
          [0, 9],
        ],
      }),
      line({ key: 'g', image: 'gone.png' }),
      line({}),
      line({ key: 'h' }),
    ];
    const folder = folderOf({ 'samples.jsonl': `${lines.join('\n')}\n`, 'a.png': picture });
    const records = await readAll(jsonLines, folder);
    expect(samplesIn(records).map(({ key }) => key)).toEqual(['a', 'f', 'h']);
    expect(problemsIn(records, folder).map((problem) => problem.slice(0, 60))).toEqual(
      [
        'samples.jsonl, line 3: not valid JSON; expected one object p',
        'samples.jsonl, line 4: key: Invalid input: expected string, ',
        'samples.jsonl, line 5: quad: Too small: expected array to have',
        'samples.jsonl, line 6: not valid JSON; expected one object p',
        'samples.jsonl, line 7: Unrecognized key: "surprise"',
        'samples.jsonl, line 8: "../a.png" points outside its folder;',
        'samples.jsonl, line 10: the image "gone.png" is missing. Add',
        'samples.jsonl, line 11: the key "a" occurs twice; expected u',
      ].map((problem) => problem.slice(0, 60)),
    );
  });

  it('of another version or without a header are refused completely', async () => {
    const read = (first: string) =>
      readAll(jsonLines, folderOf({ 'samples.jsonl': `${first}\n${line({})}\n`, 'a.png': picture }));
    await expect(read('{"format":"inkdex-samples","version":2}')).rejects.toThrow(
      /line 1: found .* expected/u,
    );
    await expect(read(line({}))).rejects.toThrow('line 1');
    await expect(readAll(jsonLines, folderOf({}))).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('keep the source of each text, and two images with the same name', async () => {
    const folder = folderOf({ 'one/a.png': [30, 20], 'two/a.png': [30, 21] });
    const sample = (key: string, path: string) => ({
      ...({ ...bareLabel, key, level: 'word', file: 'a.png', text: key } as const),
      ...({ path: join(folder, path), width: 30, height: 20, source: { kind: 'person' } } as const),
    });
    const out = join(temporaryFolder(), 'out');
    const images = await writeSamples(
      jsonLines,
      [sample('1', 'one/a.png'), sample('2', 'two/a.png'), sample('3', 'one/a.png')],
      out,
    );
    expect([images, readdirSync(out).sort()]).toEqual([2, ['a.png', 'a~2.png', 'samples.jsonl']]);
    const read = samplesIn(await readAll(jsonLines, out));
    expect(read.map(({ key, file, source }) => [key, file, source])).toEqual(
      ['1', '2', '3'].map((key) => [key, 'a.png', { kind: 'person' }]),
    );
    expect(textOf(read[0]?.path ?? '')).toBe(textOf(read[2]?.path ?? ''));
    expect(textOf(read[1]?.path ?? '')).toBe(textOf(folder, 'two/a.png'));
  });
});
