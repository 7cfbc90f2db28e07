import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStoredRecogniser } from './storedRecogniser.ts';

/**
 * Writes a recogniser's weights in TensorFlow.js's layout (`tf.io`): `model.json` with alphabet,
 * preprocessing and a weights manifest, and the weights themselves, little-endian float32, in one group.
 * Names and layouts are those of `main/ml/recogniser/network.ts`; batch norm is folded into the kernels.
 *
 * @param folder to be made, whole or not at all
 * @throws InkdexError `model-damaged` when it is no recogniser of ours
 */
export async function writeTensorflowJs(model: string, folder: string): Promise<void> {
  const { metadata, config, weights } = readStoredRecogniser(await readFile(model));
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
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'model.json'), JSON.stringify(json, null, 2));
  await writeFile(join(partial, weightsFile), Buffer.concat(bytes));
  await rename(partial, folder);
}

const weightsFile = 'group1-shard1of1.bin';
