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
import { InkdexError, missingAnnex } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';
import type { GraphReader } from '../onnx/storedLayers.ts';
import { type FcnLinesConfig, fcnLinesConfig } from './fcnLines.ts';
import type { Network, NetworkConfig, NetworkKind, StoredNetwork } from './network.ts';
import { stnCrnnKind } from './recogniser/network.ts';

/** Networks that read text, each an object of its file. */
export type NetworkKinds = Partial<Record<RecogniserName, NetworkKind>>;

/** Each process that trains adds those of annexes when it starts, before it does anything else. */
const kinds: NetworkKinds = { 'stn-crnn': stnCrnnKind };

export function addNetworks(annexed: readonly NetworkKinds[]): void {
  Object.assign(kinds, ...annexed);
}

/** The kind of a network. A file or configuration without a name is of `stn-crnn`. */
function kindOf(name: RecogniserName = 'stn-crnn'): NetworkKind {
  const kind = kinds[name];
  if (kind === undefined) throw missingAnnex(`network ${name}`, 'olderSystems');
  return kind;
}

/** Weights whose names begin so are used only while training, and no file has them. */
const auxiliaryPrefix = 'shortcut.';

/** Whether a weight is used only while training. */
export function isAuxiliary(name: string): boolean {
  return name.startsWith(auxiliaryPrefix);
}

/** See `NetworkKind.build`. */
export function buildNetwork(config: NetworkConfig, random: Random, auxiliary = false): Network {
  return kindOf(config.network).build(config, random, auxiliary);
}

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
  return parsedOptions(name, () => kindOf(name).config(options, classes, dropout));
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

/** See `NetworkKind.inFile`. */
export function networkInFile(config: NetworkConfig): RecogniserMetadata['network'] {
  return kindOf(config.network).inFile(config);
}

/** The form and the weights in a file of Inkdex. @throws Error for another graph */
export function readNetwork(graph: GraphReader, metadata: RecogniserMetadata): StoredNetwork {
  const name = metadata.network?.name;
  if (name === 'fcn-lines') throw new Error('it finds lines and reads none');
  return kindOf(name).read(graph, metadata, characters(metadata.characters).length + blankClass + 1);
}
