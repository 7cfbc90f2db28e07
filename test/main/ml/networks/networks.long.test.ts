import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import { fitWord } from '../../../../main/imaging/geometry/fitWord.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { scoreWords } from '../../../../main/ml/finetune/fineTuneTask.ts';
import { wordShape } from '../../../../main/ml/networks/input.ts';
import { defaultOptimizer } from '../../../../main/ml/training/optimizer.ts';
import { batchesPerPool, recogniserTask } from '../../../../main/ml/training/recogniserTask.ts';
import { train } from '../../../../main/ml/training/train.ts';
import { createSessions } from '../../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../../main/reader/models/wordDecoders.ts';
import { viewTexts } from '../../../../main/reader/viewLines.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { eightOf, lettersOf, metadataOf, tiny, tinyNetworks } from '../../../support/tinyNetworks.ts';

beforeAll(() => startEngine('wasm'));

it.each(tinyNetworks)(
  '$title learns eight words without an error, and so the reader reads its .onnx file',
  async (form) => {
    const { peak, steps } = form;
    const alphabet = createAlphabet(lettersOf(form));
    const network = tiny(form);
    const shape = wordShape(network.config);
    const words = eightOf(form).map(({ text, ink }) => ({ text, ink: fitWord(ink, shape) }));
    const pool = Array.from({ length: batchesPerPool }, () => words).flat();
    const task = recogniserTask({
      network,
      alphabet,
      description: 'eight words',
      batchSize: words.length,
      pools: { pool: () => Promise.resolve(pool), close: () => Promise.resolve() },
    });
    const losses: number[] = [];
    for await (const event of train(task, {
      seed: 1,
      schedule: { peak, warmupSteps: 5, decaySteps: 20, totalSteps: steps },
      optimizer: defaultOptimizer,
      averageDecay: 0.8,
      statisticsMomentum: 0.9,
      statisticsBatches: 2,
      evaluateEvery: steps,
    })) {
      if (event.type === 'step') losses.push(event.loss);
    }
    const { score, readings } = await scoreWords({ network, alphabet }, words);
    expect(readings, losses.map((loss) => loss.toFixed(2)).join(' ')).toEqual(words.map(({ text }) => text));
    expect(score.cer).toBe(0);

    const path = join(temporaryFolder(), 'model.onnx');
    writeFileSync(path, network.onnx(metadataOf(network, form)));
    const model = await createSessions().open('recogniser', path, 1);
    const crops = eightOf(form).map(({ ink }) => ink);
    const read = await viewTexts(model, await wordDecoderFor(model.metadata), crops);
    const texts = read.map((viewed) => viewed.map(({ alternatives }) => alternatives[0]?.text).join(' '));
    expect(texts).toEqual(words.map(({ text }) => text));
  },
);
