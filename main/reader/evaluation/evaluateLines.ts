import type { Split } from '../../../shared/contract/dataset.ts';
import type { LineScores } from '../../../shared/contract/evaluation.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import { drawLineMask, linesOfMask, type LineMask } from '../../ml/detection/lineMasks.ts';
import { detectionScores, type PageDetection } from '../../ml/evaluation/matchBoxes.ts';
import { openLinePage, placedOnLines } from '../../ml/finetune/linePages.ts';
import { manifestSamples } from '../../ml/finetune/loadWords.ts';
import type { CallContext } from '../../rpc/calls.ts';
import { maskOfPage } from '../findWords.ts';
import type { Sessions } from '../models/sessions.ts';
import type { EvaluateRequest } from './evaluateModel.ts';

export type EvaluateLinesRequest = Omit<EvaluateRequest, 'sample' | 'folder'>;

/**
 * Scores a finder of lines on the pages of a version whose lines have places.
 *
 * @throws InkdexError `data-invalid` when there is no such page; `model-damaged`, `not-found`
 */
export async function evaluateLines(
  sessions: Sessions,
  { model: path, manifest, objects, split, threads }: EvaluateLinesRequest,
  {
    signal,
    onProgress,
  }: Pick<CallContext<{ step: string; done: number; total: number }>, 'signal' | 'onProgress'>,
): Promise<LineScores> {
  const model = await sessions.open('lines', path, threads);
  const isWanted = (sample: { readonly split: Split | null }): boolean =>
    split === null || sample.split === split;
  const { placed } = await placedOnLines(manifestSamples(manifest), isWanted);
  const pages: PageDetection[] = [];
  const skipped: Record<string, number> = {};
  let nats = 0;
  for (const [index, samples] of [...placed.values()].entries()) {
    signal.throwIfAborted();
    onProgress({ step: 'Finding lines', done: index, total: placed.size });
    const page = await openLinePage(samples, objects, model.metadata.longSide);
    if (typeof page === 'string') {
      skipped[page] = (skipped[page] ?? 0) + 1;
      continue;
    }
    const { mask, input, probabilities } = await maskOfPage(model, page.ink);
    pages.push({ truths: page.lines.map(boxOfQuad), ignored: [], found: linesOfMask(mask, input) });
    nats += crossEntropy(probabilities, drawLineMask(page.lines, input));
  }
  if (pages.length === 0) throw noPages(split, skipped);
  const { hits, misses, precision, recall, f1 } = detectionScores(pages);
  return {
    ...{ pages: pages.length, lines: hits + misses, skipped },
    // Nothing found: none of it is right.
    ...{ precision: Number.isNaN(precision) ? 0 : precision, recall, f1, crossEntropy: nats / pages.length },
  };
}

/** Mean over the pixels, in nats; what a network holds for impossible counts as 1e-7, as Keras has it. */
function crossEntropy(probabilities: Float32Array, truth: LineMask): number {
  let sum = 0;
  for (const [pixel, kind] of truth.entries()) {
    sum -= Math.log(Math.max(1e-7, probabilities[kind * truth.length + pixel] ?? 0));
  }
  return sum / truth.length;
}

function noPages(split: Split | null, skipped: Readonly<Record<string, number>>): InkdexError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} left out, as ${reason}`);
  return new InkdexError(
    'data-invalid',
    `This version has no page ${split === null ? '' : `in its ${split} split `}whose lines have places and can be read` +
      `${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}. Choose another split or version.`,
  );
}
