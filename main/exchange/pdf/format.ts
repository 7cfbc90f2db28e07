import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { writePdf } from './write.ts';

/** Photos as a PDF whose words can be searched; it cannot be read back. */
export const searchablePdf: ExchangeFormat = {
  name: 'pdf',
  title: 'Searchable PDF',
  recipes: ['plain'],
  losses: [
    'A PDF is for people to read and search: it cannot be imported again.',
    'Kept are the images (as JPEG) and the text of each word, of lines without words, and of pages with neither, ' +
      'at its place.',
    'Not kept: keys, files, marks and regions without a text, splits, writers, languages, other readings, polygons.',
  ],
  recognise: () => Promise.resolve(0),
  read: null,
  write: writePdf,
};
