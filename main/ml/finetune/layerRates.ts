import type { FrozenLayers } from '../../../shared/contract/run.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';

/** How a weight of the recogniser takes part in training, by its name. */
export interface LayerRates {
  readonly isFrozen: (name: string) => boolean;
  /** A multiple of the learning rate. */
  readonly rateOf: (name: string) => number;
}

/**
 * Layers towards the image see what every hand has in common, those towards the text what is said of it:
 * each may learn slower than the next (Howard and Ruder, "Universal language model fine-tuning", 2018).
 *
 * @param layerRate of a layer, as a multiple of the next one's; 1 is the same for all
 */
export function layerRates(config: RecogniserConfig, frozen: FrozenLayers, layerRate: number): LayerRates {
  const layers = [
    'transformer',
    'stem',
    ...config.blocks.map((_, index) => `blocks.${index}`),
    ...config.recurrent.map((_, index) => `recurrent.${index}`),
    'head',
  ];
  const layerOf = (name: string): number => {
    const layer = layers.findIndex((prefix) => name.startsWith(`${prefix}.`));
    if (layer === -1) throw new RangeError(`${name} is in no layer of this recogniser.`);
    return layer;
  };
  const firstTrained = {
    none: 0,
    convolutions: 2 + config.blocks.length,
    'all-but-head': layers.length - 1,
  }[frozen];
  return {
    isFrozen: (name) => layerOf(name) < firstTrained,
    rateOf: (name) => layerRate ** (layers.length - 1 - layerOf(name)),
  };
}
