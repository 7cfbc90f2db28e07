import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { Sample, Split } from '../../../shared/contract/dataset.ts';
import type {
  EvaluationContents,
  JudgedWord,
  PicturedWord,
  RandomSample,
} from '../../../shared/contract/evaluation.ts';
import { type ReadUnit, unitOf } from '../../../shared/networks.ts';
import { counted } from '../../../shared/text.ts';
import { InkdexError } from '../../../shared/result.ts';
import { breakdownOf, chooseShown, likelihoodOf, metricsOf } from '../../ml/evaluation/metrics.ts';
import { isRead, linesOrWords, someOf } from '../../ml/finetune/chooseWords.ts';
import { loadWords, manifestSamples } from '../../ml/finetune/loadWords.ts';
import { writeWhole, createWholeFolder } from '../../files/writeWhole.ts';
import type { Sessions } from '../models/sessions.ts';
import { encodeInk } from '../../imaging/formats/decode.ts';
import { stackInk } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { withRectified } from '../../ml/onnx/editModel.ts';
import { openSession, runModel } from '../models/onnxSession.ts';
import { type AttentionReader, openAttention } from './attentionMaps.ts';
import { judgeWords } from './judgeWords.ts';

export interface EvaluateRequest {
  /** The .onnx file. */
  readonly model: string;
  readonly manifest: string;
  /** Folder of the images by SHA-256. */
  readonly objects: string;
  /** Null: all. */
  readonly split: Split | null;
  /** Default: all of them. */
  readonly sample?: RandomSample | undefined;
  /** To be made: gets `report.json` and `words.jsonl`. */
  readonly folder: string;
  readonly threads: number;
}

interface Progress {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { step: string; done: number; total: number }) => void;
}

/**
 * Reads the words of a version with a model, scores them, and writes the report, whole or not at all.
 *
 * @throws InkdexError `data-invalid` when there is no word to read, or none that can be read; `model-damaged`,
 *   `not-found`; `disk-full`
 */
export async function evaluateModel(
  sessions: Sessions,
  { model: path, manifest, objects, split, sample, folder, threads }: EvaluateRequest,
  { signal, onProgress }: Progress,
) {
  const model = await sessions.open('recogniser', path, threads);
  const texts = await textsOf(manifest, split, unitOf(model.metadata));
  const samples = sample === undefined ? texts : someOf(texts, sample);
  const { words, likelihoods, skipped } = await judgeWords(model, samples, objects, {
    signal,
    onProgress: (done) => {
      onProgress({ step: 'Reading words', done, total: samples.length });
    },
  });
  if (words.length === 0) throw nothingRead(skipped);
  const straighten = await openStraightener(path, model.metadata);
  const readAttention = await openAttention(path, model.metadata);
  const config = model.metadata;
  const picture = (shown: readonly JudgedWord[]): Promise<PicturedWord[]> =>
    pictureWords(shown, { samples, objects, config, straighten, readAttention });
  // Who asks for some words, to see where attention looked, sees each.
  const { worst, best, random } = chooseShown(words, readAttention === null ? undefined : sample?.count);
  const read = words.map(({ truth, decoder }) => ({ truth, reading: decoder }));
  const likelihood = likelihoodOf(likelihoods);
  await writeReport(folder, words, {
    ...(likelihood !== undefined && { likelihood }),
    ...breakdownOf(read),
    worst: await picture(worst),
    best: await picture(best),
    random: await picture(random),
  });
  return {
    sha256: model.sha256,
    words: words.length,
    skipped,
    greedy: metricsOf(words.map(({ truth, greedy }) => ({ truth, reading: greedy }))),
    decoder: metricsOf(read),
  };
}

async function textsOf(manifest: string, split: Split | null, reads: ReadUnit): Promise<readonly Sample[]> {
  const found: Sample[] = [];
  let readings = 0;
  for await (const sample of manifestSamples(manifest)) {
    const { level, mark, text, source } = sample;
    const isWanted = mark === 'text' && text !== '' && (split === null || sample.split === split);
    if (!isWanted || !isRead(level, reads)) continue;
    // What a model has read says how much models agree, and not how well they read.
    if (source.kind === 'model') readings += 1;
    else found.push(sample);
  }
  const samples = linesOrWords(found);
  if (samples.length > 0) return samples;
  throw new InkdexError(
    'data-invalid',
    `This version has no ${reads === 'line' ? 'lines or words' : `${reads}s`} ${split === null ? '' : `in its ${split} split `}to read${readings === 0 ? '' : `, only ${counted(readings, 'reading')} of models that nobody confirmed`}. Choose another split or version.`,
  );
}

/** Metrics of no words are 0, which would look like a model without an error. */
function nothingRead(skipped: Readonly<Record<string, number>>): InkdexError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count}, as ${reason}`);
  return new InkdexError(
    'data-invalid',
    `None of these samples can be read: ${reasons.join('; ')}. Look at the images of this version.`,
  );
}

interface Pictures {
  readonly samples: readonly Sample[];
  readonly objects: string;
  readonly config: { readonly height: number; readonly widths: number[] };
  readonly straighten: Straightener;
  /** Null for a network without attention. */
  readonly readAttention: AttentionReader | null;
}

/** Cuts the few words that are shown once more: all of them would not fit into memory. */
async function pictureWords(
  shown: readonly JudgedWord[],
  { samples, objects, config, straighten, readAttention }: Pictures,
): Promise<PicturedWord[]> {
  const byKey = new Map(shown.map((word) => [word.key, word]));
  const wanted = samples.filter(({ key }) => byKey.has(key));
  const pictures = new Map<string, PicturedWord>();
  for await (const loading of loadWords(wanted, objects, { config, alphabet: null })) {
    const judged = loading.ok ? byKey.get(loading.word.sample.key) : undefined;
    if (!loading.ok || judged === undefined) continue;
    const { fitted } = loading.word;
    const attention = readAttention === null ? {} : { attention: await readAttention(fitted) };
    pictures.set(judged.key, { ...judged, ...(await straighten(fitted)), ...attention });
  }
  return shown.flatMap(({ key }) => pictures.get(key) ?? []);
}

/** Whole or not at all. @throws InkdexError `disk-full` */
async function writeReport(
  folder: string,
  words: readonly JudgedWord[],
  contents: EvaluationContents,
): Promise<void> {
  const lines = words.map((word) => `${JSON.stringify(word)}\n`);
  await createWholeFolder(folder, async (partial) => {
    await writeWhole(join(partial, 'report.json'), [JSON.stringify(contents)]);
    await writeWhole(join(partial, 'words.jsonl'), [lines.join('')]);
  });
}

/** A fitted word as the network gets it and as its spatial transformer gives it on. */
type Straightener = (word: InkImage) => Promise<Pick<PicturedWord, 'word' | 'straightened'>>;

/** @param path of a recogniser; one without a transformer leaves words as they are */
async function openStraightener(path: string, { photo }: RecogniserMetadata): Promise<Straightener> {
  const bytes = photo === undefined ? withRectified(await readFile(path)) : null;
  const session = bytes === null ? null : await openSession(bytes, 1);
  return async (ink) => {
    const word = await base64(ink);
    if (session === null) return { word, straightened: word };
    const { width, height } = ink;
    const input = { data: stackInk([ink], height, width), shape: [1, 1, height, width] };
    const { rectified } = await runModel(session, ['image', input], ['rectified']);
    const data = Uint8Array.from(rectified.data, (value) => Math.max(0, Math.min(255, 255 * value)));
    return { word, straightened: await base64({ width, height, data }) };
  };
}

async function base64(ink: InkImage): Promise<string> {
  return (await encodeInk(ink)).toString('base64');
}
