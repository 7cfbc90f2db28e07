import type { Annex } from '../../annex.ts';

/** Dataset formats, networks and a server of the four systems that test/interop/SEEDS.md lists. */
export const olderSystems: Annex = {
  endpoints: async () => [(await import('./predict.ts')).predictEndpoints],
  formats: async () => (await import('./formats.ts')).olderFormats,
  networks: async () => ({
    crnn: (await import('./networks/crnn.ts')).crnnKind,
    attention: (await import('./networks/attention/network.ts')).attentionKind,
    line: (await import('./networks/line.ts')).lineKind,
    characters: (await import('./networks/characters.ts')).charactersKind,
  }),
};
