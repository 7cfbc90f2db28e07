import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  extendHead,
  readStoredRecogniser,
  type StoredRecogniser,
} from '../../main/ml/finetune/storedRecogniser.ts';
import type { StoredTensor } from '../../main/ml/onnx/storedLayers.ts';
import type { NetworkConfig } from '../../main/ml/networks/network.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recognise,
  type RecogniserWeights,
} from '../../main/ml/networks/recogniser/network.ts';
import { type Tensor4D, tf } from '../../main/ml/tf.ts';
import { assignNumbers, disposeWeights, namedWeights, type WeightTree } from '../../main/ml/weights.ts';
import { restoreNorms } from '../earlierWeights.ts';

/**
 * Puts the weights of an .onnx file into a network that is to be trained on with live batch norm, and that may be
 * larger (`growWeights`). The shortcut head, which the file lacks, stays as it was created.
 *
 * The file has batch norm folded into its kernels: each norm is restored from what it sees of the given words.
 *
 * @param batches of words, [batch, height, width, 1]
 * @param newLetters of the network, which the file may lack
 * @throws InkdexError `model-damaged` when it is no recogniser of ours; RangeError when it cannot grow to this form
 */
export function assignStoredWeights(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  bytes: Uint8Array,
  batches: readonly Tensor4D[],
  random: Random,
  newLetters: readonly string[] = [],
): void {
  const { transformer, stem, blocks, recurrent, head } = weights;
  const stored = readStarter(bytes, newLetters);
  const reading = { transformer, stem, blocks, recurrent, head };
  assignNumbers(reading, growWeights(stored, config, numbersOf(reading)));
  restoreNorms({
    norms: [stem.norm, ...blocks.map((block) => block.norm)],
    unfolded: newBlocks(stored.config, config).map((index) => blocks[index]?.norm),
    random,
    forward(pass) {
      for (const images of batches) tf.dispose(Object.values(recognise(images, weights, config, pass)));
    },
  });
}

interface StoredStarter extends StoredRecogniser {
  readonly config: RecogniserConfig;
}

/** Whether a file has the default recogniser: those of the others name their network. */
function isStarter(config: NetworkConfig): config is RecogniserConfig {
  return config.network === undefined;
}

/** A file of the starter's network. @throws InkdexError `model-damaged` for another one */
function readStarter(bytes: Uint8Array, newLetters: readonly string[] = []): StoredStarter {
  const stored = extendHead(readStoredRecogniser(bytes), newLetters);
  return { ...stored, config: starterConfig(stored.config) };
}

/** @throws InkdexError `model-damaged` for that of another network */
function starterConfig(config: NetworkConfig): RecogniserConfig {
  if (isStarter(config)) return config;
  throw new InkdexError(
    'model-damaged',
    `This model is a ${String(config.network)}; expected a starter recogniser.`,
  );
}

/** The starter's network with the weights of a file. */
export interface LoadedStarter {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  readonly weights: RecogniserWeights;
}

/** @throws InkdexError `model-damaged` for a file of another network */
export function loadStarter(bytes: Uint8Array, newLetters: readonly string[] = []): LoadedStarter {
  const { metadata, ...stored } = readStarter(bytes, newLetters);
  return { metadata, ...starterWith(stored) };
}

/** The starter's network with the given numbers. @throws InkdexError `model-damaged` where they are of another network */
export function starterWith(stored: Pick<StoredRecogniser, 'config' | 'weights'>) {
  const config = starterConfig(stored.config);
  const { shortcut, ...weights } = createRecogniser(config, createRandom(0));
  disposeWeights(shortcut);
  assignNumbers(weights, stored.weights);
  return { config, weights };
}

function numbersOf(weights: WeightTree): Map<string, StoredTensor> {
  return new Map(
    [...namedWeights(weights)].map(([name, variable]) => [
      name,
      { shape: variable.shape, values: variable.dataSync<'float32'>().slice() },
    ]),
  );
}

/**
 * The numbers of a network with more blocks at the end and wider recurrent layers, made of those of a smaller
 * one so that it reads the same. After Chen, Goodfellow and Shlens, "Net2Net: accelerating learning via
 * knowledge transfer", 2016; new units are not copies of old ones but begin as they were created and unheard: what
 * listened to the old ones gives them no weight yet. A new block adds to what passes it nothing yet (the
 * scale of its norm is 0, as in Goyal et al., "Accurate, large minibatch SGD", 2017).
 *
 * @param smaller as its file has it
 * @param created numbers of the larger network as it was created, without a shortcut head, by name
 * @throws RangeError when the larger network is no such form
 */
function growWeights(
  smaller: Pick<StoredStarter, 'config' | 'weights'>,
  config: RecogniserConfig,
  created: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> {
  checkForm(smaller.config, config);
  const grown = new Map(created);
  for (const [name, tensor] of smaller.weights) grown.set(name, tensor);

  const before = smaller.config.recurrent;
  const channels = smaller.config.blocks.at(-1)?.channels ?? smaller.config.stem;
  let heard = range(channels);
  for (const [layer, hidden] of config.recurrent.entries()) {
    const own = range(before[layer] ?? 0);
    const channelsIn = layer === 0 ? channels : 2 * (config.recurrent[layer - 1] ?? 0);
    const rows = [...heard, ...own.map((unit) => channelsIn + unit)];
    const columns = range(4).flatMap((gate) => own.map((unit) => gate * hidden + unit));
    for (const direction of ['forward', 'backward']) {
      const name = `recurrent.${layer}.${direction}`;
      place(grown, created, `${name}.kernel`, { rows, columns });
      place(grown, created, `${name}.bias`, { rows: [0], columns });
    }
    heard = [...own, ...own.map((unit) => hidden + unit)];
  }
  place(grown, created, 'head.kernel', { rows: heard, columns: range(config.classes) });

  for (const block of newBlocks(smaller.config, config)) {
    const name = `blocks.${block}.norm.gamma`;
    const scale = needed(created, name);
    grown.set(name, { shape: scale.shape, values: new Float32Array(scale.values.length) });
  }
  return grown;
}

/** Numbers of the blocks that a larger network has beyond a smaller one. */
function newBlocks(
  smaller: Pick<RecogniserConfig, 'blocks'>,
  larger: Pick<RecogniserConfig, 'blocks'>,
): number[] {
  return range(larger.blocks.length).slice(smaller.blocks.length);
}

/**
 * Puts a small matrix (or row) into the given rows and columns of the one that was created. Those columns
 * hear none of the other rows.
 */
function place(
  grown: Map<string, StoredTensor>,
  created: ReadonlyMap<string, StoredTensor>,
  name: string,
  { rows, columns }: { readonly rows: readonly number[]; readonly columns: readonly number[] },
): void {
  const { shape, values: fresh } = needed(created, name);
  const small = needed(grown, name).values;
  const width = shape.at(-1) ?? 1;
  const values = fresh.slice();
  for (const [from, column] of columns.entries()) {
    for (let at = column; at < values.length; at += width) values[at] = 0;
    for (const [row, to] of rows.entries()) {
      values[to * width + column] = small[row * columns.length + from] ?? 0;
    }
  }
  grown.set(name, { shape, values });
}

function checkForm(smaller: RecogniserConfig, larger: RecogniserConfig): void {
  const channels = smaller.blocks.at(-1)?.channels;
  const isLonger = newBlocks(smaller, larger).every((index) => {
    const block = larger.blocks[index];
    return block?.channels === channels && block?.pool.every((stride) => stride === 1);
  });
  const isWider =
    smaller.recurrent.length === larger.recurrent.length &&
    smaller.recurrent.every((hidden, layer) => hidden <= (larger.recurrent[layer] ?? 0));
  if (!isLonger || !isWider || smaller.classes !== larger.classes) {
    throw new RangeError(
      `A network of ${JSON.stringify(smaller)} cannot grow to one of ${JSON.stringify(larger)}: ` +
        'only more blocks that add to what passes them, and wider recurrent layers, leave its readings as they are.',
    );
  }
}

function needed(tensors: ReadonlyMap<string, StoredTensor>, name: string): StoredTensor {
  const found = tensors.get(name);
  if (found === undefined) throw new RangeError(`A network without ${name} cannot grow.`);
  return found;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
