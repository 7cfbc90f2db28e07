/**
 * Scores the lines that are found on the test pages of a frozen version: by a line finder's .onnx file if one is given,
 * and by the words of the shipped detector, grouped into lines. `node test/bench/lineScores.ts MANIFEST OBJECTS [MODEL]`
 */
import { join } from 'node:path';
import { manifestSamples } from '../../main/ml/finetune/loadWords.ts';
import { detectionScores, type PageDetection } from '../../main/ml/evaluation/matchBoxes.ts';
import { detectWords } from '../../main/workers/reader/detectWords.ts';
import { findLinesOfPage } from '../../main/workers/reader/findLines.ts';
import { openInkPage } from '../../main/workers/reader/inkPage.ts';
import { createSessions } from '../../main/workers/reader/sessions.ts';
import type { Sample } from '../../shared/contract/dataset.ts';
import { objectFile } from '../../shared/fileNames.ts';
import { boxOfQuad, quadAround, scaleQuad } from '../../shared/geometry.ts';

const [manifest, objects, finder] = process.argv.slice(2);
if (manifest === undefined || objects === undefined) throw new Error('Give the manifest and the objects.');
const pages = new Map<string, Sample[]>();
for await (const sample of manifestSamples(manifest)) {
  if (sample.split !== 'test' || sample.level !== 'line' || sample.quad === null) continue;
  pages.set(sample.image, [...(pages.get(sample.image) ?? []), sample]);
}
const sessions = createSessions();
const shipped = join(import.meta.dirname, '../../resources/models/starter-detector.onnx');
const detector = await sessions.open('detector', shipped, 1);
const lineFinder = finder === undefined ? null : await sessions.open('lines', finder, 1);
const byDetector: PageDetection[] = [];
const byFinder: PageDetection[] = [];
for (const [image, samples] of pages) {
  const page = await openInkPage(join(objects, objectFile(image)));
  const truths = samples.flatMap(({ quad }) => (quad === null ? [] : [boxOfQuad(quad)]));
  const words = Map.groupBy(await detectWords(detector, page.ink), ({ line }) => line);
  const lines = [...words.values()].map((line) => quadAround(line.map(({ quad }) => quad)));
  const found = lines.map((line) => boxOfQuad(scaleQuad(line, 1 / page.scale)));
  byDetector.push({ truths, ignored: [], found });
  if (lineFinder !== null) {
    byFinder.push({ truths, ignored: [], found: (await findLinesOfPage(lineFinder, page)).lines });
  }
}
const report = (name: string, found: readonly PageDetection[]): void => {
  const { f1, recall, hits, misses } = detectionScores(found);
  process.stdout.write(`${name}: F1 ${f1.toFixed(3)}, found ${recall.toFixed(3)} of ${hits + misses}\n`);
};
report('detector', byDetector);
if (lineFinder !== null) report('line finder', byFinder);
