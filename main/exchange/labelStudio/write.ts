import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import type { WordMark } from '../../../shared/contract/word.ts';
import { listedPart, listedWhere } from '../listed/listedParts.ts';
import { writeList, type ListedImage } from '../listed/writeList.ts';
import { withoutExtension } from '../pages/names.ts';
import { outlineOf } from '../pages/outline.ts';
import { heldByLabelStudio, writtenAndRead } from './held.ts';
import { polygonOf, rectangleOf } from './regions.ts';

const levelLabels: Readonly<Record<SampleLevel, string>> = { word: 'Word', line: 'Line', page: 'Page' };
const markLabels: Readonly<Record<WordMark, string | null>> = {
  text: null,
  illegible: 'Illegible',
  'not-text': 'Not text',
};

const labels = [...Object.values(levelLabels), ...Object.values(markLabels)].filter(
  (label) => label !== null,
);
const labelTags = labels.map((label) => `    <Label value="${label}"/>`).join('\n');

/** The matching labelling setup, to be pasted into the project's settings. */
const setup = `<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="rectangle" toName="image" choice="multiple" canRotate="true">
${labelTags}
  </RectangleLabels>
  <PolygonLabels name="polygon" toName="image" choice="multiple">
${labelTags}
  </PolygonLabels>
  <TextArea name="transcription" toName="image" perRegion="true" editable="true" rows="1"/>
</View>
`;

/**
 * Writes a folder of images, `tasks.json` to import into Label Studio, and the labelling setup. Label Studio finds
 * the images as local files when the folder is its document root.
 */
export async function writeLabelStudio(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  options: WriteOptions,
): Promise<void> {
  await writeList(samples, path, options, 'tasks.json', async (list, images, folder) => {
    await writeFile(join(folder, 'labelling-setup.xml'), setup, { flag: 'wx' });
    await list.append('[');
    for await (const image of images) {
      await list.append(`${image.number === 1 ? '' : ','}\n${JSON.stringify(taskOf(image))}`);
    }
    await list.append('\n]\n');
  });
}

function taskOf(image: ListedImage): unknown {
  const reference = `/data/local-files/?d=${image.file.split('/').map(encodeURIComponent).join('/')}`;
  const result = image.samples.flatMap((sample, index) => resultsOf(sample, `region-${index}`, image));
  return { id: image.number, data: { image: reference }, annotations: [{ result }] };
}

/** A sample's region with its labels, and its text: two results with the same id. */
function resultsOf(sample: OutgoingSample, id: string, { file }: ListedImage): unknown[] {
  const outline = outlineOf(sample, sample);
  const { baseline } = writtenAndRead(outline, sample);
  const where = listedWhere(sample.key, sample.level, { file, page: withoutExtension(file) });
  const { text, mark, carried } = listedPart(sample, heldByLabelStudio, { baseline }, () => where);

  const rectangle = rectangleOf(outline, sample);
  const kind = rectangle === null ? 'polygon' : 'rectangle';
  const place = rectangle ?? { points: polygonOf(outline, sample) };
  const names = [levelLabels[sample.level], markLabels[mark]].filter((label) => label !== null);
  const common = {
    id,
    to_name: 'image',
    image_rotation: 0,
    original_width: sample.width,
    original_height: sample.height,
  };
  return [
    {
      ...common,
      from_name: kind,
      type: `${kind}labels`,
      value: { ...place, [`${kind}labels`]: names },
      meta: { inkdex: carried },
    },
    { ...common, from_name: 'transcription', type: 'textarea', value: { ...place, text: [text ?? ''] } },
  ];
}
