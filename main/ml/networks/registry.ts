import { z } from 'zod';
import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import {
  networkDescriptions,
  type NetworkName,
  type NetworkOptions,
  type RecogniserName,
} from '../../../shared/networks.ts';
import type { Random } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';
import type { GraphReader } from '../onnx/graphReader.ts';
import type { StoredWeights } from '../onnx/storedLayers.ts';
import { disposeWeights } from '../weights.ts';
import { attentionConfig, attentionOptionsSchema } from './attention/config.ts';
import { attentionNetwork, createAttentionNetwork } from './attention/network.ts';
import { readAttentionWeights } from './attention/onnxGraph.ts';
import {
  charactersConfig,
  charactersNetwork,
  charactersOptionsSchema,
  createCharacters,
  readCharactersWeights,
} from './characters.ts';
import { type FcnLinesConfig, fcnLinesConfig } from './fcnLines.ts';
import { createCrnn, crnnConfig, crnnNetwork, crnnOptionsSchema, readCrnnWeights } from './crnn.ts';
import {
  createWindowsLine,
  depthwiseForm,
  depthwiseLineNetwork,
  lineConfig,
  lineOptions,
  readLineWeights,
  windowsLineNetwork,
} from './line.ts';
import type { Network, NetworkConfig } from './network.ts';
import { pretrainedRecogniserConfig, starterSizes } from './recogniser/config.ts';
import { createDepthwiseCrnn } from './recogniser/depthwiseCrnn.ts';
import { createRecogniser, recogniserNetwork } from './recogniser/network.ts';
import { readRecogniserGraph } from './recogniser/storedGraph.ts';

/** Weights whose names begin so are used only while training, and no file has them. */
const auxiliaryPrefix = 'shortcut.';

/** Whether a weight is used only while training. */
export function isAuxiliary(name: string): boolean {
  return name.startsWith(auxiliaryPrefix);
}

/**
 * A network with random weights.
 *
 * @param auxiliary whether it gets the output layers that are used only while training, if its kind has such
 */
export function buildNetwork(config: NetworkConfig, random: Random, auxiliary = false): Network {
  switch (config.network) {
    case undefined: {
      const { shortcut, ...reading } = createRecogniser(config, random);
      if (auxiliary) return recogniserNetwork({ ...reading, shortcut }, config);
      disposeWeights(shortcut);
      return recogniserNetwork(reading, config);
    }
    case 'crnn':
      return crnnNetwork(createCrnn(config, random), config);
    case 'attention': {
      const { shortcut, ...reading } = createAttentionNetwork(config, random);
      if (auxiliary && shortcut !== undefined) return attentionNetwork({ ...reading, shortcut }, config);
      if (shortcut !== undefined) disposeWeights(shortcut);
      return attentionNetwork(reading, config);
    }
    case 'line': {
      if (config.form === 'windows') return windowsLineNetwork(createWindowsLine(config, random), config);
      const { shortcut, ...reading } = createDepthwiseCrnn(depthwiseForm(config), random);
      if (auxiliary) return depthwiseLineNetwork({ ...reading, shortcut }, config);
      disposeWeights(shortcut);
      return depthwiseLineNetwork(reading, config);
    }
    case 'characters':
      return charactersNetwork(createCharacters(config, random), config);
  }
}

const starterOptionsSchema = z.strictObject({ size: z.enum(starterSizes).default('small') });

/**
 * The architecture of a new network.
 *
 * @param classes characters and the blank
 * @throws InkdexError `bad-arguments` with the names of the options that the network does not have
 */
export function networkConfig(
  name: RecogniserName,
  options: NetworkOptions,
  { classes, dropout }: { readonly classes: number; readonly dropout: number },
): NetworkConfig {
  return parsedOptions(name, () => {
    switch (name) {
      case 'stn-crnn': {
        const { size } = starterOptionsSchema.parse(options);
        return { ...pretrainedRecogniserConfig(classes, size), dropout };
      }
      case 'crnn':
        return crnnConfig(options, classes, dropout);
      case 'attention':
        return attentionConfig(options, classes, dropout);
      case 'line':
        return lineConfig(options, classes, dropout);
      case 'characters':
        return charactersConfig(options, classes, dropout);
    }
  });
}

/** The form of a new finder of lines. @throws InkdexError `bad-arguments` as `networkConfig` */
export function lineFinderConfig(options: NetworkOptions): FcnLinesConfig {
  return parsedOptions('fcn-lines', () => fcnLinesConfig(options));
}

/** Checks the options of a new network. @throws InkdexError `bad-arguments` as `networkConfig` */
export function checkNetworkOptions(name: NetworkName, options: NetworkOptions): void {
  if (name === 'fcn-lines') lineFinderConfig(options);
  else networkConfig(name, options, { classes: 1, dropout: 0 });
}

function parsedOptions<Config>(name: NetworkName, parse: () => Config): Config {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new InkdexError(
      'bad-arguments',
      `${networkDescriptions[name].title} does not take these options: ${z.prettifyError(error)}`,
      { cause: error },
    );
  }
}

/** What a file says of its network; undefined for `stn-crnn`, whose form is in its graph. */
export function networkInFile(config: NetworkConfig): RecogniserMetadata['network'] {
  switch (config.network) {
    case undefined:
      return undefined;
    case 'crnn': {
      const { channels, hidden } = crnnOptionsSchema.parse({
        channels: config.channels,
        hidden: config.hidden,
      });
      return { name: 'crnn', options: { channels, hidden } };
    }
    case 'attention':
      return { name: 'attention', options: attentionOptionsSchema.strip().parse(config) };
    case 'line':
      return { name: 'line', options: lineOptions(config) };
    case 'characters':
      return { name: 'characters', options: charactersOptionsSchema.strip().parse(config) };
  }
}

/** The form and the weights in a file of Inkdex. @throws Error for another graph */
export function readNetwork(
  graph: GraphReader,
  metadata: RecogniserMetadata,
): { config: NetworkConfig; weights: StoredWeights } {
  const classes = characters(metadata.characters).length + blankClass + 1;
  switch (metadata.network?.name) {
    case undefined:
    case 'stn-crnn':
      return readRecogniserGraph(graph, metadata, classes);
    case 'crnn': {
      const config = { ...crnnConfig(metadata.network.options, classes, 0), widths: metadata.widths };
      return { config, weights: readCrnnWeights(graph) };
    }
    case 'attention': {
      const config = { ...attentionConfig(metadata.network.options, classes, 0), widths: metadata.widths };
      return { config, weights: readAttentionWeights(graph) };
    }
    case 'line': {
      const config = { ...lineConfig(metadata.network.options, classes, 0), widths: metadata.widths };
      return { config, weights: readLineWeights(graph, config) };
    }
    case 'fcn-lines':
      throw new Error('it finds lines and reads none');
    case 'characters': {
      const config = { ...charactersConfig(metadata.network.options, classes, 0), widths: metadata.widths };
      return { config, weights: readCharactersWeights(graph, config) };
    }
  }
}
