import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { networkDescriptions, type NetworkName, type ReadUnit, unitOf } from '../../../shared/networks.ts';
import { createRandom } from '../../../shared/random.ts';
import { recogniserStride, type InputForm } from '../networks/input.ts';
import type { Network } from '../networks/network.ts';
import { buildNetwork, networkConfig, networkInFile } from '../networks/registry.ts';
import { loadRecogniser, readStoredRecogniser } from './storedRecogniser.ts';

/** What a training starts from: a base model, or a new network that knows no character. */
export interface TrainingStart {
  readonly isNew: boolean;
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
  if (settings.network !== undefined) return newNetwork(settings.network, settings);
  const { metadata, config } = readStoredRecogniser(base);
  const reads = unitOf(metadata.network);
  return {
    isNew: false,
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

function newNetwork(name: NetworkName, settings: TrainingSettings): TrainingStart {
  const { networkOptions = {}, dropout, seed } = settings;
  const configFor = (classes: number) => networkConfig(name, networkOptions, { classes, dropout });
  return {
    isNew: true,
    reads: networkDescriptions[name].reads,
    alphabet: createAlphabet(''),
    input: configFor(1),
    // There is nothing to keep of earlier words, characters and layers.
    settings: { ...settings, rehearsal: 0, newLetters: 'learn', frozen: 'none', layerRate: 1 },
    open(letters) {
      const config = configFor(letters.length + 1);
      const { height, widths, stride = recogniserStride }: InputForm = config;
      const inFile = networkInFile(config);
      return {
        network: buildNetwork(config, createRandom(seed).fork('weights'), true),
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
