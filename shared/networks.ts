import { z } from 'zod';

/** The networks that can be trained. `main/ml/networks/registry.ts` builds them. */
export const networkNameSchema = z.enum(['stn-crnn', 'crnn', 'attention']);
export type NetworkName = z.infer<typeof networkNameSchema>;

/** What a network reads at once. */
export type ReadUnit = 'word' | 'line' | 'character';

export interface NetworkDescription {
  readonly title: string;
  /** For people who choose one: a sentence. */
  readonly use: string;
  readonly paper: string;
  readonly reads: ReadUnit;
}

export const networkDescriptions: Readonly<Record<NetworkName, NetworkDescription>> = {
  'stn-crnn': {
    title: 'Spatial transformer and depthwise CRNN',
    use: 'The network of the model that Inkdex ships: small and fast.',
    paper:
      'Puigcerver, “Are multidimensional recurrent layers really necessary for handwritten text recognition?”, 2017',
    reads: 'word',
  },
  crnn: {
    title: 'CRNN',
    use: 'Eight times as many weights; for alphabets of thousands of characters.',
    paper:
      'Shi, Bai, Yao, “An end-to-end trainable neural network for image-based sequence recognition”, 2015',
    reads: 'word',
  },
  attention: {
    title: 'Attention',
    use: 'Writes one character after another and shows where it looked for each.',
    paper:
      'Deng, Kanervisto, Ling, Rush, “Image-to-markup generation with coarse-to-fine attention”, 2017; Kim, Hori, Watanabe, “Joint CTC-attention based end-to-end speech recognition using multi-task learning”, 2017',
    reads: 'word',
  },
};

/** Options of a network's form by their names, such as `{ hidden: 128 }`; each network has its own. */
export const networkOptionsSchema = z.record(
  z.string(),
  z.union([z.number(), z.string(), z.boolean(), z.array(z.number())]),
);
export type NetworkOptions = z.infer<typeof networkOptionsSchema>;
