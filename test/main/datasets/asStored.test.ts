import { expect, it } from 'vitest';
import { asStored } from '../../../main/datasets/asStored.ts';
import { samplesOfPhoto } from '../../../main/datasets/photoSamples.ts';
import { photoFixture, wordFixture } from '../../support/photos.ts';

it('words of a turned photo are samples where they stand in its file, written as they run there', () => {
  const wanted = { level: 'word', confirmedOnly: false, leastConfidence: null, writer: null } as const;
  const word = wordFixture(7, 'cat', { line: 0, position: 0, box: [100, 20, 50, 30] });
  const outlined = { ...word, polygon: [[100, 20], [150, 25], [120, 50]] as const }; // prettier-ignore
  const turned = photoFixture(1, { width: 600, height: 800, turn: 90 });
  const [sample] = samplesOfPhoto(turned, [outlined], wanted, null);
  if (sample === undefined) throw new Error('The word gave no sample.');
  const { quad, polygon, ...rest } = asStored(sample.label, turned);
  // Of the file, 800 by 600: the writing runs upwards there.
  expect(quad).toEqual([[20, 500], [20, 450], [50, 450], [50, 500]]); // prettier-ignore
  expect(polygon).toEqual([[20, 500], [25, 450], [50, 480]]); // prettier-ignore
  expect(sample.label).toMatchObject(rest);
  expect(asStored(sample.label, { ...turned, turn: 0 })).toEqual(sample.label);
});
