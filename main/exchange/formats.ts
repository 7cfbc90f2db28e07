import type { ExchangeFormat } from './exchangeFormat.ts';
import { alto } from './alto/read.ts';
import { openingArchives } from './archives/openSource.ts';
import { coco } from './coco/read.ts';
import { emnist } from './olderSystems/emnist.ts';
import { fsdl } from './olderSystems/fsdl.ts';
import { hdf5Lines } from './olderSystems/hdf5/lines.ts';
import { hocr } from './hocr/read.ts';
import { huggingFace } from './huggingFace.ts';
import { iamForms, iamLines, iamWords } from './iam/formats.ts';
import { jsonLines } from './jsonLines.ts';
import { labelStudioMin } from './labelStudio/min.ts';
import { labelStudio } from './labelStudio/read.ts';
import { mjsynth } from './olderSystems/mjsynth.ts';
import { pageXml } from './pageXml/read.ts';
import { pathLabel } from './olderSystems/pathLabel.ts';
import { searchablePdf } from './pdf/write.ts';
import { ppOcrLabel } from './ppOcrLabel.ts';
import { synth90k } from './olderSystems/synth90k.ts';
import { csv, tsv } from './table/format.ts';
import { aocrTfRecord } from './olderSystems/tfRecord/aocr.ts';
import { crnnTfRecord } from './olderSystems/tfRecord/crnn.ts';
import { wordFiles } from './olderSystems/wordFiles.ts';
import { yolo } from './yolo.ts';

/** All import and export formats, in the order of the app's lists. They also open archives. */
export const exchangeFormats: readonly ExchangeFormat[] = [
  // Formats of words, lines and lists.
  jsonLines,
  csv,
  tsv,
  iamWords,
  iamLines,
  iamForms,
  mjsynth,
  synth90k,
  fsdl,
  pathLabel,
  wordFiles,
  huggingFace,
  aocrTfRecord,
  crnnTfRecord,
  emnist,
  hdf5Lines,
  // Formats of pages.
  pageXml,
  alto,
  hocr,
  coco,
  labelStudio,
  labelStudioMin,
  ppOcrLabel,
  searchablePdf,
  yolo,
].map(openingArchives);
