import type { FinderMetadata, LinesMetadata } from '../../shared/contract/model.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { DetectorInput } from '../ml/detection/input.ts';
import { curvesOfMask, type LineCurve } from '../ml/detection/lineMasks.ts';
import { wordsOfLines } from '../ml/detection/lineWords.ts';
import { detectWords, type FoundWord, type FoundWords } from './detectWords.ts';
import { maskOfPage } from './findLines.ts';
import type { LoadedModel } from './models/sessions.ts';

/**
 * Cuts a page into lines and these into words, in reading order, with the model in use: a detector finds words, which are
 * grouped into lines; a line finder finds lines, which are cut at their gaps. Nothing else needs to know which.
 *
 * @throws InkdexError `model-damaged`
 */
export async function findWords(
  finder: LoadedModel<FinderMetadata>,
  page: InkImage,
  signal?: AbortSignal,
): Promise<FoundWords> {
  const { metadata } = finder;
  if (metadata.kind === 'detector') return await detectWords({ ...finder, metadata }, page, signal);
  return { words: await wordsByLines({ ...finder, metadata }, page), runs: [] };
}

async function wordsByLines(finder: LoadedModel<LinesMetadata>, page: InkImage): Promise<FoundWord[]> {
  const { mask, input } = await maskOfPage(finder, page);
  const curves = curvesOfMask(mask, input).map((curve) => onPage(curve, input));
  return wordsOfLines(page, curves).map((word) => ({ ...word, score: null }));
}

/** A line of the mask in pixels of the page, with its middle between those of the mask's columns. */
function onPage({ left, middles, height }: LineCurve, { scale }: DetectorInput): LineCurve {
  const columns = Math.max(1, Math.round(middles.length / scale));
  const last = middles.length - 1;
  return {
    left: left / scale,
    height: height / scale,
    middles: Array.from({ length: columns }, (_, column) => {
      const at = Math.min(last, Math.max(0, (column + 0.5) * scale - 0.5));
      const [before, after] = [middles[Math.floor(at)] ?? 0, middles[Math.ceil(at)] ?? 0];
      return (before + (after - before) * (at - Math.floor(at))) / scale;
    }),
  };
}
