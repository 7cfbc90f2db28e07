import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { isXmlOf } from '../markup/readXml.ts';
import { pageRecipes } from '../pages/document.ts';
import { readPages, recognisePages, type PageFiles } from '../pages/readPages.ts';
import { writePages } from '../pages/writePages.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { heldByAlto } from './held.ts';
import { altoNamespace, readAlto } from './read.ts';
import { altoText } from './write.ts';

const files: PageFiles = {
  title: 'ALTO',
  extensions: ['.xml', '.alto'],
  held: heldByAlto,
  isOfFormat: (path) => isXmlOf(path, 'alto', altoNamespace),
  pages: readAlto,
};

/**
 * ALTO as libraries and eScriptorium exchange it: one file beside each image. Sample fields that ALTO cannot express
 * are stored in tags.
 */
export const alto: ExchangeFormat = {
  name: 'alto',
  title: 'ALTO (2 to 4)',
  recipes: pageRecipes,
  losses: [],
  recognise: (path) => recognisePages(path, files),
  read: (path, options) => {
    requireRecipe(alto, options.recipe);
    return readPages(path, options, files);
  },
  write: (samples, path, options) =>
    writePages(samples, path, options, { extension: '.xml', held: heldByAlto, text: altoText }),
};
