import type { ExchangeFormat } from './exchangeFormat.ts';
import { alto } from './alto/read.ts';
import { openingArchives } from './archives/openSource.ts';
import { coco } from './coco/read.ts';
import { hocr } from './hocr/read.ts';
import { huggingFace } from './huggingFace.ts';
import { iamForms, iamLines, iamWords } from './iam/formats.ts';
import { jsonLines } from './jsonLines.ts';
import { labelStudioMin } from './labelStudio/min.ts';
import { labelStudio } from './labelStudio/read.ts';
import { pageXml } from './pageXml/read.ts';
import { searchablePdf } from './pdf/write.ts';
import { ppOcrLabel } from './ppOcrLabel.ts';
import { csv, tsv } from './table/format.ts';
import { yolo } from './yolo.ts';

/** Formats of an annex, by the name of the format before which they are listed. */
export type AnnexedFormats = Readonly<Record<string, readonly ExchangeFormat[]>>;

const own: readonly ExchangeFormat[] = [
  // Formats of words, lines and lists.
  jsonLines,
  csv,
  tsv,
  iamWords,
  iamLines,
  iamForms,
  huggingFace,
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
];

/** All import and export formats, in the order of the app's lists. They also open archives. */
export function exchangeFormats(annexed: readonly AnnexedFormats[]): readonly ExchangeFormat[] {
  return own
    .flatMap((format) => [...annexed.flatMap((formats) => formats[format.name] ?? []), format])
    .map(openingArchives);
}
