import type { FoundLines } from '../../shared/contract/library.ts';
import type { LinesMetadata } from '../../shared/contract/model.ts';
import { boxOfQuad, quadOfBox, scaleQuad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import { detectorInput, type DetectorInput, toImage } from '../ml/detection/input.ts';
import { type LineMask, lineClasses, lineMaskOf, linesOfMask } from '../ml/detection/lineMasks.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { InkPage } from '../imaging/inkPage.ts';
import { runModel } from './models/onnxSession.ts';
import type { LoadedModel } from './models/sessions.ts';

/**
 * Finds the lines of a page.
 *
 * @throws InkdexError `model-damaged`
 */
export async function findLinesOfPage(
  finder: LoadedModel<LinesMetadata>,
  page: Pick<InkPage, 'ink' | 'scale'>,
): Promise<FoundLines> {
  const { mask, input } = await maskOfPage(finder, page.ink);
  // Of the mask's pixels to the ink's, and to the photo's.
  const lines = linesOfMask(mask, input).map((box) =>
    boxOfQuad(scaleQuad(quadOfBox(toImage(box, input)), 1 / page.scale)),
  );
  return {
    lines,
    odd: runsOf(mask, 1, input.width),
    even: runsOf(mask, 2, input.width),
    scale: 1 / (input.scale * page.scale),
  };
}

/** The mask of a page's lines, and the input that it is of. @throws InkdexError `model-damaged` */
export async function maskOfPage(
  { session, metadata: { longSide, multiple } }: LoadedModel<LinesMetadata>,
  page: InkImage,
): Promise<{ readonly mask: LineMask; readonly input: DetectorInput }> {
  const input = detectorInput(page, longSide, multiple);
  const { width, height } = input;
  const image = { data: input.ink, shape: [1, 1, height, width] };
  const { classes } = await runModel(session, ['image', image], ['classes']);
  if (classes.data.length !== lineClasses * width * height) {
    throw new InkdexError(
      'model-damaged',
      `The line finder's output is [${classes.shape.join(', ')}]; expected [1, ${lineClasses}, ${height}, ${width}]. Import or export it again.`,
    );
  }
  return { mask: lineMaskOf(classes.data), input };
}

/** The runs of one class, row by row. */
function runsOf(mask: LineMask, line: number, width: number): FoundLines['odd'] {
  const runs: FoundLines['odd'] = [];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] !== line) continue;
    const x = pixel % width;
    const last = runs.at(-1);
    const y = Math.floor(pixel / width);
    if (last !== undefined && x > 0 && last[1] === y && last[0] + last[2] === x) last[2] += 1;
    else runs.push([x, y, 1]);
  }
  return runs;
}
