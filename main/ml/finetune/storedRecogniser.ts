import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import type { RecogniserBlock, RecogniserConfig } from '../networks/recogniser/config.ts';
import { createRecogniser, type RecogniserWeights } from '../networks/recogniser/network.ts';
import { metadataOf } from '../onnx/editModel.ts';
import { assignNumbers, disposeWeights } from '../weights.ts';
import { GraphReader, type GraphNode } from './graphReader.ts';
import {
  readTrainable,
  addConvolution,
  addDense,
  addNormalized,
  addSeparable,
  type StoredWeights,
} from './storedLayers.ts';
import { gateRows, type StoredTensor } from './storedTensor.ts';

/**
 * A recogniser as stored in its .onnx file: everything that is needed to build the network and train it further.
 */
export interface StoredRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  /**
   * Weights by the names that `namedWeights` gives them. Batch norms are folded in the file; see `addNormalized`.
   */
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/** Not in the file, because dropout has no effect at inference. */
const dropout = 0.2;

/**
 * Reads a file that `recogniserOnnx` has written.
 *
 * @throws InkdexError `model-damaged` if it is not such a file, because other networks cannot be trained further
 */
export function readStoredRecogniser(bytes: Uint8Array): StoredRecogniser {
  return readTrainable('recogniser', () => {
    const metadata = metadataOf(bytes);
    if (metadata.kind !== 'recogniser') throw new Error(`it is a ${metadata.kind}, not a recogniser`);
    return readGraph(new GraphReader(bytes), metadata);
  });
}

function readGraph(graph: GraphReader, metadata: RecogniserMetadata): StoredRecogniser {
  const weights: StoredWeights = new Map();
  const localisation = graph.before('ReduceMean', 'Conv');
  for (const [index, node] of localisation.entries()) {
    addConvolution(weights, `transformer.localisation.${index}`, graph, node);
  }
  const [hidden, transform] = graph.between('ReduceMean', 'GridSample', 'MatMul');
  addDense(weights, 'transformer.hidden', graph, hidden);
  addDense(weights, 'transformer.transform', graph, transform);

  const [stem, ...rest] = graph.between('GridSample', 'ReduceMax', 'Conv');
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    addSeparable(weights, `blocks.${blocks.length}`, graph, [depthwise, pointwise]);
    const pool = graph.poolAfter(depthwise);
    blocks.push({ channels: graph.constant(pointwise, 2).values.length, pool });
  }

  const recurrent = graph.all('LSTM').map((node, index) => {
    const directions = gateRows([1, 2, 3].map((input) => graph.constant(node, input)));
    for (const [direction, { kernel, bias }] of Object.entries(directions)) {
      weights.set(`recurrent.${index}.${direction}.kernel`, kernel);
      weights.set(`recurrent.${index}.${direction}.bias`, bias);
    }
    return directions.forward.bias.values.length / 4;
  });
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));

  const classes = weights.get('head.bias')?.values.length ?? 0;
  const expected = characters(metadata.characters).length + blankClass + 1;
  if (classes !== expected) {
    throw new Error(`its head has ${classes} classes, its alphabet needs ${expected}`);
  }
  const channelsOf = (node: GraphNode): number => graph.constant(node, 2).values.length;
  const config: RecogniserConfig = {
    height: metadata.height,
    widths: metadata.widths,
    classes,
    localisation: localisation.map(channelsOf),
    stem: channelsOf(stem),
    blocks,
    recurrent,
    dropout,
  };
  return { metadata, config, weights };
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

function required(tensor: StoredTensor | undefined): StoredTensor {
  if (tensor === undefined) throw new RangeError('A stored recogniser has no head.');
  return tensor;
}

/** A recogniser that can be trained further. */
export interface LoadedRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  /** Without the shortcut head, which only pretraining uses. */
  readonly weights: RecogniserWeights;
}

/**
 * Builds the network of an .onnx file for training, on the engine in use.
 *
 * @param newLetters characters to learn in addition to the known ones
 * @throws InkdexError `model-damaged` if it is not a recogniser that Inkdex trained
 */
export function loadRecogniser(bytes: Uint8Array, newLetters: readonly string[] = []): LoadedRecogniser {
  const { metadata, config, weights: stored } = extendHead(readStoredRecogniser(bytes), newLetters);
  const { shortcut, ...weights } = createRecogniser(config, createRandom(0));
  disposeWeights(shortcut);
  try {
    assignNumbers(weights, stored);
  } catch (error) {
    disposeWeights(weights);
    throw error;
  }
  return { metadata, config, weights };
}
