import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import { coco } from '../../../main/exchange/coco/read.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { labelStudioMin } from '../../../main/exchange/labelStudio/min.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel.ts';
import { openingArchives } from '../../../main/exchange/archives/openSource.ts';
import {
  generatedSamples,
  labelsOf,
  makeImages,
  samplesOf,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';

describe.each([pageXml, alto, hocr, coco, labelStudio, labelStudioMin, ppOcrLabel])('$title', (format) => {
  it.each(format.variants ?? ['plain'])(
    'in the variant %s gives back every sample as it was written',
    async (variant) => {
      await withFolder(async (folder) => {
        makeImages(folder);
        let run = 0;
        await fc.assert(
          fc.asyncProperty(generatedSamples(folder), async (samples) => {
            run += 1;
            const path = join(folder, `out-${run}`);
            await writeSamples(format, samples, path, variant);
            expect(labelsOf(await samplesOf(openingArchives(format), path))).toEqual(labelsOf(samples));
          }),
          { numRuns: 30 },
        );
      });
    },
  );
});
