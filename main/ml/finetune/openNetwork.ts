import { z } from 'zod';
import { createAlphabet, textRecognizerProCharacters, type Alphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import {
  networkDescriptions,
  type NetworkOptions,
  type ReadUnit,
  type RecogniserName,
  unitOf,
} from '../../../shared/networks.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { recogniserStride, type InputForm } from '../networks/input.ts';
import type { Network } from '../networks/network.ts';
import { buildNetwork, networkConfig, networkInFile } from '../networks/registry.ts';
import { tf } from '../tf.ts';
import { disposeWeights, namedWeights } from '../weights.ts';
import {
  extendHead,
  loadRecogniser,
  readStoredRecogniser,
  type StoredRecogniser,
} from './storedRecogniser.ts';

/** What a training starts from: a base model, or a new network that knows no character. */
export interface TrainingStart {
  readonly isNew: boolean;
  /** Whether layers have the weights of a model, whose batch norms are folded. */
  readonly isPretrained: boolean;
  readonly reads: ReadUnit;
  /** The characters that are known before the training. */
  readonly alphabet: Alphabet;
  readonly input: InputForm;
  /** The settings of the run, without those that a new network has no use for. */
  readonly settings: TrainingSettings;
  /**
   * Builds the network on the engine in use.
   *
   * @param newLetters characters to learn in addition to the known ones
   */
  open(newLetters: readonly string[]): { readonly metadata: RecogniserMetadata; readonly network: Network };
}

/**
 * @param base bytes of the base model's .onnx file
 * @throws InkdexError `model-damaged`, or `bad-arguments` for options that the network does not have
 */
export function trainingStart(base: Uint8Array, settings: TrainingSettings): TrainingStart {
  if (settings.network === 'fcn-lines') throw new TypeError('A finder of lines is trained by trainLines.');
  if (settings.network !== undefined) {
    return newNetwork(
      settings.network,
      settings,
      settings.initialWeights === 'base' ? readStoredRecogniser(base) : null,
    );
  }
  const { metadata, config } = readStoredRecogniser(base);
  const reads = unitOf(metadata);
  return {
    isNew: false,
    isPretrained: true,
    reads,
    alphabet: createAlphabet(metadata.characters),
    input: config,
    // The rehearsal words are single words, from which a recogniser of lines would forget spaces.
    settings: reads === 'word' ? settings : { ...settings, rehearsal: 0 },
    open(newLetters) {
      const { network, metadata: about } = loadRecogniser(base, newLetters, settings.dropout);
      return { network, metadata: about };
    },
  };
}

/** @param base the model whose weights it starts with, and whose characters it keeps; null for random weights */
function newNetwork(
  name: RecogniserName,
  settings: TrainingSettings,
  base: StoredRecogniser | null,
): TrainingStart {
  const { dropout, seed } = settings;
  const options = optionsFor(name, settings.networkOptions ?? {}, base);
  const configFor = (classes: number) => networkConfig(name, options, { classes, dropout });
  const isGiven = settings.alphabet === 'text-recognizer-pro';
  const known = createAlphabet(isGiven ? textRecognizerProCharacters : (base?.metadata.characters ?? ''));
  return {
    isNew: true,
    isPretrained: base !== null,
    reads: networkDescriptions[name].reads,
    alphabet: known,
    input: configFor(1),
    // There is nothing to keep of earlier words, characters and layers.
    settings: {
      ...settings,
      rehearsal: 0,
      newLetters: isGiven ? 'leave-out' : 'learn',
      frozen: 'none',
      layerRate: 1,
    },
    open(newLetters) {
      const letters = [...known.characters, ...newLetters];
      const config = configFor(letters.length + 1);
      const { height, widths, stride = recogniserStride }: InputForm = config;
      const inFile = networkInFile(config);
      const network = buildNetwork(config, createRandom(seed).fork('weights'), base === null);
      if (base !== null) startFrom(network, name, extendHead(base, newLetters));
      return {
        network,
        metadata: {
          format: 1,
          kind: 'recogniser',
          name: networkDescriptions[name].title,
          ...(inFile === undefined ? {} : { network: inFile }),
          characters: letters.join(''),
          height,
          widths: [...widths],
          stride,
          parameters: 0,
        },
      };
    },
  };
}

/** What a recogniser of words says of its form. */
const formSchema = z.object({
  stem: z.number(),
  blocks: z.array(z.object({ channels: z.number() })),
  recurrent: z.array(z.number()).min(1),
});

/** Those given; where they do not say what the CNN is, a CRNN or an attention network gets that of the base model. */
function optionsFor(
  name: RecogniserName,
  given: NetworkOptions,
  base: StoredRecogniser | null,
): NetworkOptions {
  const form = formSchema.safeParse(base?.config).data;
  const isOpen = (name === 'crnn' || name === 'attention') && !('form' in given || 'channels' in given);
  if (form === undefined || !isOpen) return given;
  const [hidden = 1] = form.recurrent;
  const channels = [form.stem, ...form.blocks.map((block) => block.channels)];
  return { form: 'depthwise', channels, hidden, ...given };
}

/** Assigns the weights of a model whose names and shapes agree. @throws InkdexError `bad-arguments` if none do */
function startFrom(network: Network, name: RecogniserName, { weights }: StoredRecogniser): void {
  const agreeing = [...namedWeights(network.weights)].flatMap(([path, variable]) => {
    const stored = weights.get(path);
    const agrees = stored !== undefined && tf.util.arraysEqual([...stored.shape], variable.shape);
    return agrees ? [{ path, variable, stored }] : [];
  });
  // The output layer alone is not trained on images.
  if (agreeing.every(({ path }) => path.startsWith('head.'))) {
    disposeWeights(network.weights);
    throw new InkdexError(
      'bad-arguments',
      `No layer of ${networkDescriptions[name].title} has the form of one in the base model. ` +
        'Start with random weights, or choose another base model.',
    );
  }
  tf.tidy(() => {
    for (const { variable, stored } of agreeing) {
      variable.assign(tf.tensor(stored.values, [...stored.shape]));
    }
  });
}
