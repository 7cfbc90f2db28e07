import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addCorrections } from '../../support/corrections.ts';
import type { TrainingParts } from '../../../main/training/runParts.ts';
import { gate, request, trainingHost, version, type Script } from '../../support/training.ts';

describe('training on corrections', () => {
  it('needs enough of them, and reports how many there are', async () => {
    const { training, db } = trainingHost({ steps: 1 });
    addCorrections(db, 'board.jpg', 12);
    expect(training.calls.correctionsState()).toMatchObject({
      words: 12,
      newWords: 12,
      neededWords: 20,
      run: null,
    });
    await expect(training.calls.learnCorrections({ photos: [], engine: null })).rejects.toThrow(
      /Only 12 words are corrected or confirmed; training needs at least 20/u,
    );
  });

  it('promotes a better model, and reads uncertain words again', async () => {
    const { training, db, promoted, readAgain } = trainingHost({ steps: 2, cer: [0.2, 0.1] });
    const photo = addCorrections(db, 'board.jpg', 30);
    const { id } = await training.calls.learnCorrections({ photos: [], engine: 'wasm' });
    const run = await training.finished(id);
    expect(run).toMatchObject({
      kind: 'corrections',
      title: 'Train on 30 corrections',
      preset: 'my-words',
    });
    expect(run.result).toMatchObject({ better: true, promoted: true, model: `my-hand-${String(id)}` });
    expect(promoted).toEqual([run.result?.model]);
    expect(readAgain()).toBe(1);
    const state = training.calls.correctionsState();
    expect(state).toMatchObject({ words: 30, newWords: 0, photos: [{ photo, words: 30 }] });
    expect(state.run?.id).toBe(id);
  });

  it('waits for the person, and reads nothing again, on too few words to be sure', async () => {
    const { training, db, promoted, readAgain } = trainingHost({ steps: 2, cer: [0.2, 0.1], heldBack: 8 });
    addCorrections(db, 'board.jpg', 30);
    const { id } = await training.calls.learnCorrections({ photos: [], engine: null });
    const { result } = await training.finished(id);
    expect(result).toMatchObject({ better: true, promoted: false });
    expect(result?.verdict).toContain('8 held-out words are too few to be sure.');
    expect(promoted).toEqual([]);
    expect(readAgain()).toBe(0);
  });

  it('keeps the current model when the new one is not better, and says why', async () => {
    const { training, db, promoted, readAgain } = trainingHost({ steps: 2, cer: [1.05, 0.9] });
    addCorrections(db, 'board.jpg', 30);
    const { id } = await training.calls.learnCorrections({ photos: [], engine: null });
    const { result } = await training.finished(id);
    expect(result).toMatchObject({ better: false, promoted: false });
    expect(result?.verdict).toContain('check the labels');
    expect(promoted).toEqual([]);
    expect(readAgain()).toBe(0);
  });
});

describe('training on IAM', () => {
  const asked = {
    path: '/library/inbox/dropped-1/iam.zip',
    recipe: 'strict',
    preset: 'quick',
    changes: {},
    engine: null,
  } as const;

  /** Records the order in which data are requested and deleted. */
  function iamHost(script: Script) {
    const done: string[] = [];
    const datasets: TrainingParts['datasets'] = {
      manifestOf: () => '/versions/d.jsonl',
      objectsOf: () => '/objects',
      findVersion: () => version,
      countForCorrections: () => 0,
      freezeCorrections: () => Promise.reject(new Error('No corrections were requested.')),
      importIam({ path }, { onProgress }) {
        done.push(`import ${path}`);
        onProgress(0, null);
        onProgress(10, 40);
        return Promise.resolve({ version, notices: ['25,467 samples are imported.'] });
      },
      discardSent(path) {
        done.push(`discard ${path}`);
        return Promise.resolve();
      },
    };
    return { ...trainingHost(script, { datasets }), done };
  }

  it('imports and freezes first, and not again after it is resumed, so that the upload can be deleted', async () => {
    const entryPoint = gate(1);
    const { training, done, pause, resume } = iamHost({ steps: 2, ...entryPoint });
    const { id } = await training.calls.learnIam(asked);
    await entryPoint.reached;
    const pausing = pause(id);
    entryPoint.open();
    expect(await pausing).toMatchObject({ state: 'paused', dataset: version });
    resume(id);
    expect(await training.finished(id)).toMatchObject({ state: 'done', result: { promoted: false } });
    expect(done).toEqual([`import ${asked.path}`, `discard ${asked.path}`]);
  });

  it('counts the words that are imported, and none once the training begins; the time left is that of the training alone', async () => {
    const { training, events } = iamHost({ steps: 1 });
    const { id } = await training.calls.learnIam(asked);
    await training.finished(id);
    const told = events.flatMap(({ name, payload }) =>
      name === 'runChanged' && 'run' in payload && 'points' in payload ? [payload.run] : [],
    );
    const importing = told.filter(({ phase, prepared }) => phase === 'importing' && prepared !== null);
    expect(importing.slice(0, 2).map(({ prepared }) => prepared)).toEqual([
      { done: 0, total: null },
      { done: 10, total: 40 },
    ]);
    expect(told.filter(({ phase, etaSeconds }) => phase !== 'training' && etaSeconds !== null)).toEqual([]);
    expect(told.at(-1)).toMatchObject({ state: 'done', prepared: null });
  });

  it('deletes the upload when it is cancelled before it begins', async () => {
    const entryPoint = gate(1);
    const { training, done, cancel } = iamHost({ steps: 1, ...entryPoint });
    const first = await training.calls.startRun(request);
    await entryPoint.reached;
    const { id } = await training.calls.learnIam(asked);
    await cancel(id);
    expect(done).toEqual([`discard ${asked.path}`]);
    entryPoint.open();
    await training.finished(first.id);
  });
});

describe('experiments', () => {
  it('are queued from a file in the format of text-recognizer-pro', async () => {
    const { training, folder } = trainingHost({ steps: 1 });
    const path = join(folder, 'experiments.json');
    const experiments = [
      {
        dataset: 'IamLines',
        model: 'LineModelCtc',
        network: 'line_lstm_ctc',
        network_args: { window_width: 16, window_stride: 8 },
        train_args: { epochs: 4, batch_size: 32 },
      },
      {
        dataset: 'IamLines',
        dataset_args: { subsample_fraction: 0.25 },
        train_args: { learningRate: 0.002 },
      },
    ];
    writeFileSync(path, JSON.stringify({ experiment_group: 'Rates', experiments }));
    const runs = await training.calls.queueExperiments({ path, dataset: null });
    expect(
      runs.map(({ experiment, title, settings }) => [experiment, title, settings.epochs, settings.batch]),
    ).toEqual([
      ['Rates', 'Rates: experiment 1', 4, 32],
      ['Rates', 'Rates: experiment 2', 6, 64],
    ]);
    expect(runs[0]?.settings).toMatchObject({
      network: 'line',
      networkOptions: { form: 'windows', window: 16, stride: 8 },
    });
    expect(runs[1]?.settings).toMatchObject({ subsample: 0.25, learningRate: 0.002 });
    for (const { id } of runs) expect((await training.finished(id)).state).toBe('done');
  });

  it('is queued alone, as run_experiment.py takes it; the network of lines by its name there', async () => {
    const { training, folder } = trainingHost({ steps: 1 });
    const path = join(folder, 'experiment.json');
    const single = {
      dataset: 'IamParagraphs',
      model: 'LineDetectorModel',
      network: 'fcn',
      train_args: { epochs: 2 },
    };
    writeFileSync(path, JSON.stringify(single));
    const [run, ...others] = await training.calls.queueExperiments({ path, dataset: null });
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      experiment: 'Experiment',
      reads: 'page',
      settings: { network: 'fcn-lines', epochs: 2 },
    });
    if (run !== undefined) await training.finished(run.id);
  });

  // The networks that its documents name, with the arguments that they give them.
  it.each([
    ['mlp', { num_layers: 4 }, 'characters', { form: 'mlp', layers: 4 }],
    ['lenet', {}, 'characters', { form: 'lenet' }],
    [
      'line_cnn_all_conv',
      { window_width: 16, window_stride: 8 },
      'line',
      { form: 'windows', layers: 0, window: 16, stride: 8 },
    ],
    ['line_lstm_ctc', {}, 'line', { form: 'windows' }],
    ['fcn', {}, 'fcn-lines', {}],
  ])('of %s are trained with the network that is the same here', async (network, given, name, options) => {
    const { training, folder } = trainingHost({ steps: 1 });
    const path = join(folder, 'experiment.json');
    writeFileSync(path, JSON.stringify({ dataset: 'IamLines', network, network_args: given }));
    const [run] = await training.calls.queueExperiments({ path, dataset: null });
    expect(run?.settings).toMatchObject({ network: name, networkOptions: options });
    if (run !== undefined) await training.finished(run.id);
  });

  it.each([
    ['not JSON', '{', /experiments file is invalid/u],
    ['an unknown setting', [{ train_args: { momentum: 1 } }], /experiment 1: .*momentum/su],
    [
      'an argument of another network',
      [{ dataset_args: { max_overlap: 0.4 } }],
      /dataset_args\.max_overlap/u,
    ],
    ['a network that is not here', [{ network: 'resnet' }], /"resnet" is not known/u],
    [
      'an argument that a network does not have',
      [{ network: 'mlp', network_args: { window_width: 3 } }],
      /mlp has no argument window_width/u,
    ],
    [
      'an argument without a network',
      [{ network_args: { hidden: 3 } }],
      /network_args \(hidden\) but names no/u,
    ],
    ['an invalid rate', [{ train_args: { learningRate: -1 } }], /experiment 1/u],
  ])('are refused when the file contains %s, and none is queued', async (_what, given, message) => {
    const { training, folder } = trainingHost({ steps: 1 });
    const path = join(folder, 'experiments.json');
    const text =
      typeof given === 'string' ? given : JSON.stringify({ experiment_group: 'x', experiments: given });
    writeFileSync(path, text);
    await expect(training.calls.queueExperiments({ path, dataset: version })).rejects.toThrow(message);
    expect(training.calls.listRuns()).toEqual([]);
  });
});

describe('evaluations', () => {
  it('are stored with their reports and can be exported as documents', async () => {
    const { training } = trainingHost({ steps: 1 });
    const model = (await training.calls.startRun(request)).base.model;
    const made = await training.evaluate({ model, dataset: version, split: null });
    expect(training.calls.listEvaluations({ run: null })).toEqual([made]);
    const { evaluation } = await training.calls.getEvaluation({ evaluation: made.id });
    expect(evaluation).toMatchObject({ id: made.id, words: 1 });
    const csv = await training.calls.evaluationDocument({ evaluation: made.id, format: 'csv' });
    expect(csv).toMatchObject({ name: 'starter-recogniser-dddddddd-all.csv' });
    const html = await training.calls.evaluationDocument({ evaluation: made.id, format: 'html' });
    expect(html.text).toContain('<h1>starter-recogniser on 1 words</h1>');
  });
});
