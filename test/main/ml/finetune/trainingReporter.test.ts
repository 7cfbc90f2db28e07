import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import type { FineTuneEvent } from '../../../../main/ml/finetune/fineTune.ts';
import { runReporter, trainingReporter } from '../../../../main/ml/finetune/trainingReporter.ts';
import { createRecogniser, recogniserNetwork } from '../../../../main/ml/networks/recogniser/network.ts';
import { disposeWeights } from '../../../../main/ml/weights.ts';
import { smallConfig } from '../../../support/eightWords.ts';
import { inkImage } from '../../../support/images.ts';

beforeAll(async () => {
  await startEngine('wasm');
});

describe('the words that a run shows', () => {
  it('are some of all, and those that it reads worst', async () => {
    const weights = createRecogniser(smallConfig, createRandom(1));
    const network = recogniserNetwork(weights, smallConfig);
    const heldBack = Array.from({ length: 60 }, (_, index) => ({
      key: String(index),
      image: 'a',
      text: 'ink',
      ink: inkImage({ width: 40, height: smallConfig.height }, [{ left: 8, top: 8, width: 20, height: 4 }]),
    }));
    const wrong: Readonly<Record<number, string>> = { 7: 'lnk', 21: '', 33: 'ink.' };
    const events: FineTuneEvent[] = [];
    const score = { words: 60, cer: 0.1, wer: 0.05, loss: 1 };
    const readings = heldBack.map(({ text }, index) => wrong[index] ?? text);
    const before = { heldBack: { ...score, cer: 0.2 }, base: null, readings };
    const reporter = trainingReporter({ network, heldBack }, { words: 8, before }, (event) => {
      events.push(event);
    });
    try {
      await reporter.report({ type: 'started', step: 0, totalSteps: 4 });
      reporter.scored({ heldBack: score, base: null, readings });
      await reporter.report({ type: 'evaluated', step: 4, best: true, score: 0.1, metrics: {} });
      await reporter.report({ type: 'finished', step: 4, seconds: 1 });
      expect(events.some(({ type }) => type === 'noticed')).toBe(false);
    } finally {
      disposeWeights(weights);
    }
    const told = events.flatMap((each) => (each.type === 'evaluated' ? [each.evaluation] : []));
    expect(told.map(({ step, heldBack: { cer }, best }) => [step, cer, best])).toEqual([
      [0, 0.2, false],
      [4, 0.1, true],
    ]);
    const event = events.at(-1);
    const samples = event?.type === 'evaluated' ? event.samples : [];
    const right = samples.filter(({ truth, reading }) => truth === reading);
    expect(right.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, (_, place) => String(5 * place)));
    expect(samples.slice(12).map(({ key, reading }) => [key, reading])).toEqual([
      ['21', ''],
      ['7', 'lnk'],
      ['33', 'ink.'],
    ]);
    expect(samples.every(({ word, straightened }) => word !== '' && straightened !== '')).toBe(true);
  });

  it('says that a training has stopped early', async () => {
    const events: FineTuneEvent[] = [];
    const parts = { words: 8, before: null, samplesOf: () => Promise.resolve([]) };
    const reporter = runReporter(parts, (event) => events.push(event));
    await reporter.report({ type: 'started', step: 0, totalSteps: 4000 });
    await reporter.report({ type: 'finished', step: 1200, seconds: 1 });
    expect(events.at(-1)).toMatchObject({
      type: 'noticed',
      notice: expect.stringContaining('Stopped early, after step 1,200 of 4,000') as string,
    });
  });
});
