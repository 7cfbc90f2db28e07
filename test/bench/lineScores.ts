/**
 * Scores ways to cut the test pages of a frozen version into lines, each an .onnx file: a detector, whose words are grouped,
 * or a line finder. Then what a recogniser reads so: the share of the written words that are found on their page, and the
 * character error rate of the pages' whole texts in reading order.
 * `node test/bench/lineScores.ts MANIFEST OBJECTS RECOGNISER FINDER...`
 */
import { join } from 'node:path';
import { manifestSamples } from '../../main/ml/finetune/loadWords.ts';
import { detectionScores, type PageDetection } from '../../main/ml/evaluation/matchBoxes.ts';
import { findLinesOfPage, findWords } from '../../main/reader/findWords.ts';
import { openInkPage, type InkPage } from '../../main/imaging/ink/inkPage.ts';
import { openReadingModels, readPage } from '../../main/reader/reader.ts';
import { createSessions, type ReadingModels } from '../../main/reader/models/sessions.ts';
import type { Sample } from '../../shared/contract/dataset.ts';
import { objectFile } from '../../shared/fileNames.ts';
import { type Box, boxOfQuad, quadAround, scaleQuad } from '../../shared/geometry.ts';
import { characterErrorRate, foldTerms } from '../../shared/text.ts';
import { countCommon } from './measure/terms.ts';

const [manifest, objects, recogniser, ...finders] = process.argv.slice(2);
if (manifest === undefined || objects === undefined || recogniser === undefined) {
  throw new Error('Give the manifest, the objects, a recogniser and finders.');
}
const pages = new Map<string, Sample[]>();
for await (const sample of manifestSamples(manifest)) {
  if (sample.split !== 'test' || sample.level !== 'line' || sample.quad === null) continue;
  pages.set(sample.image, [...(pages.get(sample.image) ?? []), sample]);
}

/** In pixels of the photo. */
async function linesOf(model: ReadingModels['detector'], page: InkPage): Promise<Box[]> {
  const { metadata } = model;
  if (metadata.kind === 'lines') return (await findLinesOfPage({ ...model, metadata }, page)).lines;
  const found = await findWords(model, page.ink);
  const words = Map.groupBy(found.words, ({ line }) => line);
  const lines = [...words.values()].map((line) => quadAround(line.map(({ quad }) => quad)));
  return lines.map((line) => boxOfQuad(scaleQuad(line, 1 / page.scale)));
}

for (const samples of pages.values()) samples.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
for (const finder of finders) {
  const asked = { detector: finder, recogniser, threads: 2, engine: 'cpu', fast: true } as const;
  const models = await openReadingModels(createSessions(), asked);
  const { detector: model, recogniser: reader } = models;
  const found: PageDetection[] = [];
  const texts: { truth: string; reading: string }[] = [];
  let [terms, met] = [0, 0];
  for (const [image, samples] of pages) {
    const path = join(objects, objectFile(image));
    const truths = samples.flatMap(({ quad }) => (quad === null ? [] : [boxOfQuad(quad)]));
    found.push({ truths, ignored: [], found: await linesOf(model, await openInkPage(path)) });
    const { words } = await readPage({ path }, models, { alternatives: 1 });
    const read = {
      truth: samples.map(({ text }) => text).join(' '),
      reading: words.map(({ text }) => text).join(' '),
    };
    texts.push(read);
    const written = foldTerms(read.truth);
    terms += written.length;
    met += countCommon(written, foldTerms(read.reading));
  }
  const { f1, recall, hits, misses } = detectionScores(found);
  process.stdout.write(
    `${model.metadata.name} ${model.sha256.slice(0, 8)}: F1 ${f1.toFixed(3)}, found ${recall.toFixed(3)} of ${hits + misses}; ` +
      `words found ${(met / terms).toFixed(3)} of ${terms}, CER of pages ${characterErrorRate(texts).toFixed(3)} ` +
      `(${reader.metadata.name} ${reader.sha256.slice(0, 8)})\n`,
  );
}
