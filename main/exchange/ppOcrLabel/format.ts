import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { hasFileOf } from '../pages/filesBelow.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { isPpOcrLabel, readPpOcrLabel } from './read.ts';
import { writePpOcrLabel } from './write.ts';

/** PPOCRLabel's `Label.txt`, training data for the text detectors of PaddleOCR. */
export const ppOcrLabel: ExchangeFormat = {
  name: 'pp-ocr-label',
  title: 'PPOCRLabel',
  recipes: ['plain'],
  losses: [],
  recognise: async (path) => ((await hasFileOf(path, ['.txt'], isPpOcrLabel)) ? 1 : 0),
  read: (path, options) => {
    requireRecipe(ppOcrLabel, options.recipe);
    return readPpOcrLabel(path, options);
  },
  write: writePpOcrLabel,
};
