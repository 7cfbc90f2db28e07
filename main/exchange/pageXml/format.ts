import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { pageRecipes } from '../pages/document.ts';
import { readPages, recognisePages, type PageFiles } from '../pages/readPages.ts';
import { writePages } from '../pages/writePages.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { isXmlOf } from '../markup/readXml.ts';
import { heldByPageXml } from './held.ts';
import { pageNamespace, readPageXml } from './read.ts';
import { pageXmlText } from './write.ts';

const files: PageFiles = {
  title: 'PAGE XML',
  extensions: ['.xml'],
  held: heldByPageXml,
  isOfFormat: (path) => isXmlOf(path, 'PcGts', pageNamespace),
  pages: readPageXml,
};

/**
 * PAGE XML as Transkribus, eScriptorium, kraken and OCR-D exchange it: one file beside each image. Sample fields that
 * PAGE cannot express are stored in its attribute `custom`.
 */
export const pageXml: ExchangeFormat = {
  name: 'page-xml',
  title: 'PAGE XML (2013 to 2019)',
  recipes: pageRecipes,
  losses: [],
  recognise: (path) => recognisePages(path, files),
  read: (path, options) => {
    requireRecipe(pageXml, options.recipe);
    return readPages(path, options, files);
  },
  write: (samples, path, options) =>
    writePages(samples, path, options, { extension: '.xml', held: heldByPageXml, text: pageXmlText }),
};
