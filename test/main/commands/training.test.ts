import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { metricNames } from '../../../shared/contract/evaluation.ts';
import { tf } from '../../../main/ml/tf.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { inkdex, jsonLines, type Ended } from '../../support/commandLine.ts';
import { smallConfig } from '../../support/eightWords.ts';
import { foreignRecogniser } from '../../support/foreignModel.ts';
import { writeIamFolder } from '../../support/iamFolder.ts';
import { wordsModel } from '../../support/wordVersion.ts';
import { folderForAll } from '../../support/folders.ts';

/** A small network, few words: as fast as WebAssembly allows. */
const small = ['--engine', 'wasm', '--epochs', '0.2', '--set', 'batch=8', '--set', 'rehearsal=0'];

const folder = folderForAll();
let library: string;

beforeAll(async () => {
  library = join(folder, 'library');
  await tf.setBackend('cpu');
  // Replaces the shipped model.
  openLibrary(library).close();
  writeFileSync(join(library, 'models/starter-recogniser.onnx'), wordsModel(smallConfig, 3));
  await writeIamFolder(join(folder, 'iam'), ['ink', 'over', 'FIG', '42'], 7);
});

function run(...args: string[]): Promise<Ended> {
  return inkdex(args, { INKDEX_LIBRARY: library });
}

describe('Wrong usage of training', () => {
  it.each([
    ['an unknown preset', ['train', '--dataset', 'x', '--preset', 'slow']],
    ['an unknown split', ['evaluate', '--model', 'x', '--dataset', 'y', '--split', 'dev']],
    ['an unknown recipe', ['finetune', 'iam', 'somewhere', '--recipe', 'loose']],
    ['no path to export to', ['model', 'export', 'x']],
    ['a path as the model to evaluate', ['evaluate', '--model', '../x', '--dataset', 'a']],
    ['a path as the model to start from', ['train', '--from', '../x', '--dataset', 'a']],
    ['nothing to train on', ['train']],
    ['an unknown setting', ['train', '--dataset', 'a', '--set', 'foo=1']],
    ['a setting that is not a number', ['finetune', 'iam', 'somewhere', '--set', 'batch=many']],
  ])('%s exits with status 2', async (_what, args) => {
    expect(await run(...args)).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('One command on IAM', () => {
  it('imports, freezes, trains and evaluates before and after, without a question', async () => {
    const ended = await run('finetune', 'iam', join(folder, 'iam'), '--json', ...small);
    expect(ended.stderr).not.toContain('[');
    expect(ended.status).toBe(0);
    const events = jsonLines(ended);
    const kinds = new Set(events.map(({ event }) => event));
    for (const kind of ['queued', 'importing', 'training', 'step', 'evaluated', 'finished', 'report']) {
      expect(kinds).toContain(kind);
    }
    const report = events.at(-1);
    expect(report).toMatchObject({ event: 'report', model: 'iam-1', words: 4, run: 1 });
    expect(Object.keys(report ?? {})).toEqual([
      'event',
      'run',
      'model',
      'dataset',
      'words',
      'before',
      'after',
      'seconds',
      'wordsPerSecond',
    ]);
    expect(report?.before).toMatchObject({ greedy: { cer: expect.any(Number) as number } });
  });

  it('rejects a folder that does not contain IAM', async () => {
    const ended = await run('finetune', 'iam', join(folder, 'library'), '--json', ...small);
    expect(ended.status).toBe(1);
    expect(jsonLines(ended).at(-1)).toMatchObject({ event: 'failed' });
    expect(ended.stderr).toContain('is not IAM');
    expect(ended.stderr).not.toContain('--resume');
  });
});

describe('Training and evaluating by commands', () => {
  it('trains on a version by its dataset’s name', async () => {
    const ended = await run(
      'train',
      '--dataset',
      'IAM strict',
      '--from',
      'iam-1',
      '--seed',
      '7',
      '--json',
      ...small,
    );
    expect(ended.status).toBe(0);
    const events = jsonLines(ended);
    expect(events[0]).toEqual({ event: 'queued', run: 3 });
    expect(events.at(-1)).toMatchObject({ event: 'finished', run: 3, model: 'run-3', promoted: false });
  });

  it('evaluates with every metric by its name, and writes the documents', async () => {
    const [csv, html] = [join(folder, 'words.csv'), join(folder, 'report.html')];
    const documents = ['--csv', csv, '--html', html];
    const ended = await run(
      'evaluate',
      '--model',
      'iam-1',
      '--dataset',
      'IAM strict',
      '--split',
      'test',
      '--json',
      ...documents,
    );
    expect(ended.status).toBe(0);
    const [line] = jsonLines(ended);
    expect(line).toMatchObject({ model: 'iam-1', split: 'test', words: 4, skipped: {} });
    for (const decoding of ['greedy', 'decoder']) {
      expect(Object.keys(line?.[decoding] as object)).toEqual(metricNames);
    }
    expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(4 + 2);
    expect(readFileSync(html, 'utf8')).toContain('iam-1 on 4 words');
  });

  it('reports an unknown version and a missing --dataset', async () => {
    const ended = await run('train', '--dataset', 'nothing of that name', '--json', ...small);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('[not-found]');
    expect((await run('train', '--json')).stderr).toContain('--dataset VERSION');
  });
});

describe('Models by commands', () => {
  it('shows where a model came from and how it reads', async () => {
    const [model] = jsonLines(await run('model', 'show', 'iam-1', '--json'));
    expect(model).toMatchObject({
      id: 'iam-1',
      run: 1,
      base: { id: 'starter-recogniser' },
      input: { height: 48, stride: 4 },
      promoted: false,
    });
    // After its own run, as the base of the next run, and by `inkdex evaluate`.
    expect(model?.evaluations).toHaveLength(3);
  });

  it('promotes a model and rolls back', async () => {
    expect(jsonLines(await run('model', 'promote', 'iam-1', '--json'))[0]).toMatchObject({ promoted: true });
    const inUse = jsonLines(await run('models', '--json')).filter(({ promoted }) => promoted === true);
    expect(inUse.map(({ id }) => id)).toContain('iam-1');
    const back = jsonLines(await run('model', 'rollback', '--json'))[0];
    expect(back).toMatchObject({ id: 'starter-recogniser', promoted: true });
    expect((await run('model', 'rollback')).stderr).toContain('[not-found]');
  });

  it('exports models as .onnx or folders for other programs, and imports them', async () => {
    const file = join(folder, 'mine.onnx');
    expect(jsonLines(await run('model', 'export', 'iam-1', file, '--json'))[0]).toEqual({
      model: 'iam-1',
      path: file,
    });
    expect((await run('model', 'export', 'iam-1', file)).stderr).toContain('[conflict]');
    const saved = join(folder, 'saved');
    await run('model', 'export', 'iam-1', saved, '--format', 'savedmodel');
    expect(readdirSync(saved).sort()).toEqual(['frozen_graph.pb', 'pictures', 'pixels']);

    const served = join(folder, 'served');
    const exported = await run('model', 'export', 'iam-1', served, '--format', 'triton', '--json');
    expect(jsonLines(exported)[0]).toEqual({ model: 'iam-1', path: served });
    expect(readdirSync(served).sort()).toEqual([
      'iam-1',
      'iam-1-decoding',
      'iam-1-preprocessing',
      'iam-1-reading',
    ]);
    await run('model', 'export', 'iam-1', join(folder, 'alone'), '--format', 'onnx');
    expect(readdirSync(join(folder, 'alone')).sort()).toEqual([
      'classes.json',
      'model.onnx',
      'read.html',
      'read.py',
      'read.ts',
    ]);
    await run('model', 'export', 'iam-1', join(folder, 'again.onnx'), '--format', 'onnx');
    expect(readFileSync(join(folder, 'again.onnx'))).toEqual(readFileSync(file));
    const detector = await run(
      'model',
      'export',
      'starter-detector',
      join(folder, 'no'),
      '--format',
      'triton',
    );
    expect(detector.stderr).toContain('[bad-arguments]');

    const other = join(folder, 'another-library');
    const imported = await inkdex(['model', 'import', file, '--json'], { INKDEX_LIBRARY: other });
    expect(jsonLines(imported)[0]).toMatchObject({ id: 'mine', kind: 'recogniser', problem: null });
    expect(existsSync(join(other, 'models/mine.onnx'))).toBe(true);
    writeFileSync(join(folder, 'broken.onnx'), readFileSync(file).subarray(0, 3000));
    const broken = await inkdex(['model', 'import', join(folder, 'broken.onnx')], {
      INKDEX_LIBRARY: other,
    });
    expect(broken.stderr).toContain('[model-damaged]');
  });

  it('imports a recogniser of another program, and evaluates it beside its own', async () => {
    const model = join(folder, 'PP 6.onnx');
    writeFileSync(model, foreignRecogniser());
    writeFileSync(join(folder, 'alphabet.txt'), 'r\nb\n');
    const alone = await run('model', 'import', model);
    expect(alone.stderr).toContain('imported with its alphabet');
    expect(await run('model', 'import', model, '--height', '32')).toMatchObject({ status: 2 });
    const args = ['--alphabet', join(folder, 'alphabet.txt'), '--json'];
    const taken = await run('model', 'import', model, ...args);
    expect(taken.stderr).toContain('this model is called pp-6');
    const imported = jsonLines(taken)[0];
    expect(imported).toMatchObject({ id: 'pp-6', characters: 'rb', reads: 'word', problem: null });
    const scores = jsonLines(
      await run('evaluate', '--model', 'pp-6', '--dataset', 'IAM strict', '--json'),
    ).at(-1);
    expect(scores).toMatchObject({ model: 'pp-6' });
    // It reads colours, and these words have none.
    expect(scores?.decoder).toMatchObject({ cer: expect.closeTo(1, 0) as number });
    const trained = await run('train', '--dataset', 'IAM strict', '--from', 'pp-6', ...small);
    expect(trained.stderr).toContain('[model-damaged]');
  });
});
