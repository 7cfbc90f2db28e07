import type { NetworkName, NetworkOptions } from '../../shared/networks.ts';

/** Each network in a form that trains in seconds, and a learning rate under which it does. */
export const tinyNetworks: readonly {
  readonly name: NetworkName;
  readonly options: NetworkOptions;
  readonly peak: number;
  readonly steps: number;
}[] = [
  { name: 'crnn', options: { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 64 }, peak: 0.01, steps: 80 },
  {
    name: 'attention',
    options: {
      channels: [8, 8, 16, 16, 24, 24, 64],
      hidden: 48,
      decoder: 48,
      embedding: 16,
      characters: 5,
      beam: 2,
      ctc: 0.2,
    },
    peak: 0.01,
    steps: 80,
  },
];
