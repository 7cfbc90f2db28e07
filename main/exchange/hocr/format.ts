import type { ExchangeFormat } from '../../../shared/exchange.ts';
import { fileHead } from '../markup/elements.ts';
import { pageRecipes } from '../pages/document.ts';
import { readPages, recognisePages, type PageFiles } from '../pages/readPages.ts';
import { writePages } from '../pages/writePages.ts';
import { requireRecipe } from '../requireRecipe.ts';
import { heldByHocr } from './held.ts';
import { readHocr } from './read.ts';
import { hocrText } from './write.ts';

const files: PageFiles = {
  title: 'hOCR',
  extensions: ['.hocr', '.html', '.htm', '.xhtml'],
  held: heldByHocr,
  isOfFormat: async (path) =>
    /class\s*=\s*["']?[^"'>]*\bocr_page\b|name\s*=\s*["']?ocr-(?:system|capabilities)/u.test(
      await fileHead(path),
    ),
  pages: readHocr,
};

/** hOCR as Tesseract and OCRopus write it: HTML beside each image, with coordinates in the title attributes. */
export const hocr: ExchangeFormat = {
  name: 'hocr',
  title: 'hOCR',
  recipes: pageRecipes,
  losses: [],
  recognise: (path) => recognisePages(path, files),
  read: (path, options) => {
    requireRecipe(hocr, options.recipe);
    return readPages(path, options, files);
  },
  write: (samples, path, options) =>
    writePages(samples, path, options, { extension: '.hocr', held: heldByHocr, text: hocrText }),
};
