import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { hasFileOf } from '../pages/filesBelow.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { isCoco } from './files.ts';
import { readCoco } from './read.ts';
import { writeCoco } from './write.ts';

/** COCO annotations with texts as in COCO-Text and TextOCR. */
export const coco: ExchangeFormat = {
  name: 'coco',
  title: 'COCO and COCO-Text',
  recipes: ['plain'],
  losses: [],
  recognise: async (path) => ((await hasFileOf(path, ['.json'], isCoco)) ? 0.9 : 0),
  read: (path, options) => {
    requireRecipe(coco, options.recipe);
    return readCoco(path, options);
  },
  write: writeCoco,
};
