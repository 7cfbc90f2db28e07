import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStoredRecogniser } from '../../../../main/ml/finetune/storedRecogniser.ts';
import { writeTensorflowJs } from '../../../../main/ml/export/writeTensorflowJs.ts';
import { smallConfig } from '../../../support/eightWords.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { wordsModel } from '../../../support/wordVersion.ts';

function modelIn(folder: string): string {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, wordsModel(smallConfig, 3));
  return path;
}

it('writes as many bytes of weights as its manifest names', async () => {
  const folder = temporaryFolder();
  const model = modelIn(folder);
  await writeTensorflowJs(model, join(folder, 'exported'));
  const { weights } = readStoredRecogniser(readFileSync(model));
  const numbers = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0);
  const json: unknown = JSON.parse(readFileSync(join(folder, 'exported', 'model.json'), 'utf8'));
  expect(json).toMatchObject({ format: 'inkdex-weights', config: smallConfig });
  expect(readFileSync(join(folder, 'exported', 'group1-shard1of1.bin'))).toHaveLength(4 * numbers);
});

it('leaves nothing of what cannot take its place', async () => {
  const folder = temporaryFolder();
  const model = modelIn(folder);
  // A folder is not put in the place of a file.
  writeFileSync(join(folder, 'exported'), 'mine');
  await expect(writeTensorflowJs(model, join(folder, 'exported'))).rejects.toThrow();
  expect(readdirSync(folder).sort()).toEqual(['exported', 'model.onnx']);
});
