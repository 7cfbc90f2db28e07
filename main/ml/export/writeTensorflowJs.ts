import { join } from 'node:path';
import { writeWhole } from '../../files/writeWhole.ts';
import { readStoredRecogniser } from '../finetune/storedRecogniser.ts';
import type { ExportedModel } from './exportModel.ts';

/**
 * Writes a recogniser's weights in TensorFlow.js's layout (`tf.io`): `model.json` with alphabet, preprocessing and
 * a weights manifest, and the weights themselves, little-endian float32, in one group. Names and layouts are those
 * of `main/ml/networks/recogniser/network.ts`; batch norm is folded into the kernels.
 *
 * @param folder to create, atomically
 * @throws InkdexError `model-damaged` if it is not a recogniser that Inkdex trained; `disk-full`
 */
export async function writeTensorflowJs(folder: string, { bytes: model }: ExportedModel): Promise<void> {
  const { metadata, config, weights } = readStoredRecogniser(model);
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  const json = {
    format: 'inkdex-weights',
    generatedBy: 'Inkdex',
    metadata,
    config,
    weightsManifest: [{ paths: [weightsFile], weights: specs }],
  };
  const bytes = [...weights.values()].map(
    ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  await writeWhole(join(folder, 'model.json'), [JSON.stringify(json, null, 2)]);
  await writeWhole(join(folder, weightsFile), bytes);
}

const weightsFile = 'group1-shard1of1.bin';
