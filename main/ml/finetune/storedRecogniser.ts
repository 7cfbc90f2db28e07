import { kindName, type RecogniserMetadata } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import type { Network, NetworkConfig } from '../networks/network.ts';
import { buildNetwork, readNetwork } from '../networks/registry.ts';
import { metadataOf } from '../onnx/editModel.ts';
import { GraphReader, type StoredTensor, readTrainable } from '../onnx/storedLayers.ts';
import { assignNumbers, disposeWeights } from '../weights.ts';

/**
 * A recogniser as stored in its .onnx file: everything that is needed to build the network and train it further.
 */
export interface StoredRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: NetworkConfig;
  /**
   * Weights by the names that `namedWeights` gives them. Batch norms are folded in the file; see `addNormalized`.
   */
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/**
 * Reads a file that a network's `onnx` has written.
 *
 * @throws InkdexError `model-damaged` if it is not such a file, because other networks cannot be trained further
 */
export function readStoredRecogniser(bytes: Uint8Array): StoredRecogniser {
  return readTrainable('recogniser', () => {
    const metadata = metadataOf(bytes);
    if (metadata.kind !== 'recogniser')
      throw new Error(`it is a ${kindName(metadata.kind)}, not a recogniser`);
    const stored = readNetwork(new GraphReader(bytes), metadata);
    const classes = stored.weights.get('head.bias')?.values.length ?? 0;
    if (classes !== stored.config.classes) {
      throw new Error(`its head has ${classes} classes, its alphabet needs ${stored.config.classes}`);
    }
    return { metadata, ...stored };
  });
}

/**
 * Nats by which the bias of a new character starts below that of the character whose weights it copies, so that the
 * known one stays likelier until examples are seen.
 */
const handicap = 1;

/**
 * Extends the output layer by new characters. Each starts with the weights of the most similar known character, so
 * that a few words are enough to learn the difference. The other outputs do not change.
 */
export function extendHead(stored: StoredRecogniser, letters: readonly string[]): StoredRecogniser {
  const known = characters(stored.metadata.characters);
  const added = [...new Set(letters)].filter((letter) => !known.includes(letter));
  if (added.length === 0) return stored;
  const models = added.map((letter) => known.indexOf(neighbourOf(letter, known)) + 1);
  const kernel = required(stored.weights.get('head.kernel'));
  const bias = required(stored.weights.get('head.bias'));
  const classes = stored.config.classes + added.length;
  const weights = new Map(stored.weights);
  weights.set('head.kernel', widened(kernel, models));
  weights.set('head.bias', {
    shape: [classes],
    values: Float32Array.of(...bias.values, ...models.map((model) => bias.values[model] - handicap)),
  });
  // A decoder that gets its last character as input represents each by a row.
  const embedding = weights.get('embedding.kernel');
  if (embedding !== undefined) weights.set('embedding.kernel', lengthened(embedding, models));
  return {
    metadata: { ...stored.metadata, characters: stored.metadata.characters + added.join('') },
    config: { ...stored.config, classes },
    weights,
  };
}

/**
 * The known character most similar to a new one: the same without accents (the first one of a ligature), or in the
 * other case, or else the one with the nearest code point.
 */
export function neighbourOf(letter: string, known: readonly string[]): string {
  const bare = characters(letter.normalize('NFKD').replace(/\p{M}/gu, '')).at(0) ?? letter;
  const kin = [bare, letter.toLowerCase(), letter.toUpperCase(), bare.toLowerCase(), bare.toUpperCase()];
  const found = kin.find((candidate) => known.includes(candidate));
  if (found !== undefined) return found;
  const distance = (other: string): number =>
    Math.abs((other.codePointAt(0) ?? 0) - (letter.codePointAt(0) ?? 0));
  const nearest = known.toSorted((a, b) => distance(a) - distance(b)).at(0);
  if (nearest === undefined) throw new RangeError('An alphabet without characters has no neighbours.');
  return nearest;
}

/** [channels, classes] with copies of the given columns appended. */
function widened({ shape, values }: StoredTensor, copied: readonly number[]): StoredTensor {
  const [channels = 0, classes = 0] = shape;
  const width = classes + copied.length;
  const result = new Float32Array(channels * width);
  for (let channel = 0; channel < channels; channel += 1) {
    result.set(values.subarray(channel * classes, (channel + 1) * classes), channel * width);
    for (const [index, column] of copied.entries()) {
      result[channel * width + classes + index] = values[channel * classes + column];
    }
  }
  return { shape: [channels, width], values: result };
}

/** [classes, channels] with copies of the given rows appended. */
function lengthened({ shape, values }: StoredTensor, copied: readonly number[]): StoredTensor {
  const [classes = 0, channels = 0] = shape;
  const rows = copied.flatMap((row) => [...values.subarray(row * channels, (row + 1) * channels)]);
  return { shape: [classes + copied.length, channels], values: Float32Array.of(...values, ...rows) };
}

function required(tensor: StoredTensor | undefined): StoredTensor {
  if (tensor === undefined) throw new RangeError('A stored recogniser has no head.');
  return tensor;
}

/**
 * Builds the network of an .onnx file for training, on the engine in use.
 *
 * @param newLetters characters to learn in addition to the known ones
 * @param dropout rate while training, which the file does not have
 * @throws InkdexError `model-damaged` if it is not a recogniser that Inkdex trained
 */
export function loadRecogniser(
  bytes: Uint8Array,
  newLetters: readonly string[] = [],
  dropout?: number,
): { metadata: RecogniserMetadata; network: Network } {
  const { metadata, config, weights: stored } = extendHead(readStoredRecogniser(bytes), newLetters);
  const network = buildNetwork(dropout === undefined ? config : { ...config, dropout }, createRandom(0));
  try {
    assignNumbers(network.weights, stored);
  } catch (error) {
    disposeWeights(network.weights);
    throw error;
  }
  return { metadata, network };
}
