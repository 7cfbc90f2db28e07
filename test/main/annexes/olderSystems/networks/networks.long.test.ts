import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createAlphabet } from '../../../../../shared/alphabet.ts';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import { scoreWords } from '../../../../../main/ml/finetune/fineTuneTask.ts';
import { train } from '../../../../../main/ml/training/train.ts';
import { createSessions } from '../../../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../../../main/reader/models/wordDecoders.ts';
import { viewTexts } from '../../../../../main/reader/viewLines.ts';
import { temporaryFolder } from '../../../../support/library.ts';
import { eightOf, lettersOf, metadataOf, tiny, tinyNetworks } from '../../../../support/tinyNetworks.ts';
import { shortTraining, wordsTask } from '../../../../support/eightWords.ts';

beforeAll(() => startEngine('wasm'));

it.each(tinyNetworks)(
  '$title learns eight words without an error, and so the reader reads its .onnx file',
  async (form) => {
    const { peak, steps } = form;
    const alphabet = createAlphabet(lettersOf(form));
    const network = tiny(form);
    const { task, words } = wordsTask(network, alphabet, eightOf(form));
    const losses: number[] = [];
    const schedule = { peak, warmupSteps: 5, decaySteps: 20, totalSteps: steps };
    for await (const event of train(task, shortTraining(schedule))) {
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
