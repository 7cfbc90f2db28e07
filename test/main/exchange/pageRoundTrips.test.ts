import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/format.ts';
import { coco } from '../../../main/exchange/coco/format.ts';
import { hocr } from '../../../main/exchange/hocr/format.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/format.ts';
import { pageXml } from '../../../main/exchange/pageXml/format.ts';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel/format.ts';
import {
  generatedSamples,
  labelsOf,
  makeImages,
  samplesOf,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';

describe.each([pageXml, alto, hocr, coco, labelStudio, ppOcrLabel])('$title', (format) => {
  it('gives back every sample as it was written', async () => {
    await withFolder(async (folder) => {
      makeImages(folder);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(generatedSamples(folder), async (samples) => {
          run += 1;
          const path = join(folder, `out-${run}`);
          await writeSamples(format, samples, path);
          expect(labelsOf(await samplesOf(format, path))).toEqual(labelsOf(samples));
        }),
        { numRuns: 30 },
      );
    });
  });
});
