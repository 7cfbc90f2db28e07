import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { hasFileOf } from '../pages/filesBelow.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { isLabelStudio } from './files.ts';
import { readLabelStudio } from './read.ts';
import { writeLabelStudio } from './write.ts';

/** Label Studio's JSON: rectangles and polygons with transcriptions, in percent of the image. */
export const labelStudio: ExchangeFormat = {
  name: 'label-studio',
  title: 'Label Studio',
  recipes: ['plain'],
  losses: [],
  recognise: async (path) => ((await hasFileOf(path, ['.json'], isLabelStudio)) ? 0.9 : 0),
  read: (path, options) => {
    requireRecipe(labelStudio, options.recipe);
    return readLabelStudio(path, options);
  },
  write: writeLabelStudio,
};
