import { join } from 'node:path';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import { boxOfQuad, quadOfBox, type Point } from '../../../shared/geometry.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { byImage } from '../pages/byImage.ts';
import { withTextFile } from '../textFile.ts';
import { writeWholeFolder } from '../wholeOutput.ts';
import type { Annotation } from './dataTurks.ts';

/** DataTurks' metadata about annotators: unknown. */
const metadata = {
  first_done_at: 0,
  last_updated_at: 0,
  sec_taken: 0,
  last_updated_by: '',
  status: 'done',
  evaluation: 'NONE',
};

/** Writes one page per line, with the images beside the list. */
export async function writeFsdl(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  options: WriteOptions,
): Promise<void> {
  await writeWholeFolder(path, async (folder) => {
    await withTextFile(join(folder, 'fsdl_handwriting.jsonl'), async (list) => {
      const images = imagePlaces(folder, options);
      for await (const onPage of byImage(samples, options.signal)) {
        const kept = onPage.filter(({ mark }) => mark !== 'not-text');
        const [first] = kept;
        if (first === undefined) continue;
        const content = await images.put(first.path, placeFor(first.file));
        const page = { content, annotation: kept.map(annotationOf), extras: null, metadata };
        await list.append(`${JSON.stringify(page)}\n`);
      }
    });
  });
}

function annotationOf({ quad, polygon, text, mark, level, width, height }: OutgoingSample): Annotation {
  const corners = quad ?? quadOfBox([0, 0, width, height]);
  const isUpright = JSON.stringify(quadOfBox(boxOfQuad(corners))) === JSON.stringify(corners);
  const outline: readonly Point[] = polygon ?? corners;
  return {
    label: [level],
    shape: polygon === null && isUpright ? 'rectangle' : 'polygon',
    points: outline.map(([x, y]): Point => [x / width, y / height]),
    notes: mark === 'text' ? text : '',
    imageWidth: width,
    imageHeight: height,
  };
}
