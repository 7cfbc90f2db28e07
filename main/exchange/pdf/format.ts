import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { writePdf } from './write.ts';

/** Photos as a PDF with searchable words; it cannot be imported. */
export const searchablePdf: ExchangeFormat = {
  name: 'pdf',
  title: 'Searchable PDF',
  recipes: ['plain'],
  losses: [
    'A PDF is for reading and searching. It cannot be imported again.',
    'Kept: the images (as JPEG) and the text of each word, of lines without words, and of pages with neither, ' +
      'at its place.',
    'Lost: keys, files, marks and regions without a text, splits, writers, languages, alternatives and polygons.',
  ],
  recognise: () => Promise.resolve(0),
  read: null,
  write: writePdf,
};
