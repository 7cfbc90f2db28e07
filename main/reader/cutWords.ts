import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createAlphabet } from '../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { Sample, WordCut } from '../../shared/contract/dataset.ts';
import { unitOf } from '../../shared/networks.ts';
import { InkdexError } from '../../shared/result.ts';
import { characters } from '../../shared/text.ts';
import { type CutLine, cutLetters, inkCrossed, letterInk } from '../imaging/ink/cutLetters.ts';
import { encodeInk } from '../imaging/formats/decode.ts';
import { fitWord } from '../imaging/geometry/fitWord.ts';
import { pasteInk, stackInk } from '../imaging/ink/ink.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { ctcLogLikelihood, letterTimes, type LetterTime } from '../ml/decoding/ctcPaths.ts';
import { type Posteriors, wordOf } from '../ml/decoding/posteriors.ts';
import { type LoadedWord, loadWords } from '../ml/finetune/loadWords.ts';
import { paddedWidth, wordShape } from '../ml/networks/input.ts';
import { withLogProbabilities, withTransform } from '../ml/onnx/editModel.ts';
import { logProbabilitiesOutput, transformOutput } from '../ml/onnx/outputs.ts';
import { openSession, runModel } from './models/onnxSession.ts';
import { readModelFile } from './models/sessions.ts';

/**
 * Cuts words into single characters: CTC's forced alignment says at which time steps a recogniser sees each character of the
 * label, and a seam of least ink separates neighbours. Only sure characters are kept.
 */

/** Width and height of a character's picture, as in EMNIST. */
export const letterSide = 28;

/** What makes a cut sure; chosen on iam-like (NOTEBOOK.md, "Training"). */
const sure = {
  /** Natural logarithm for each character of the likelihood that the word is read as labelled. */
  likelihood: -0.2,
  /** Probability of the character at its clearest time step, and of its neighbours at theirs. */
  probability: 0.8,
  /** Width of the strokes that a seam cuts, as a share of the rows: a joining stroke, and no part of a character. */
  crossed: 0.12,
  /** Columns of a character, as shares of the rows. */
  narrowest: 0.04,
  widest: 1.3,
  /** Probability that the recogniser reads the cut character alone as labelled, in either case: alone, cases look alike. */
  alone: 0.1,
};

export interface CutRequest {
  readonly samples: readonly Sample[];
  /** Folder of the images, named by SHA-256. */
  readonly objects: string;
  /** Folder to write the PNG files to. */
  readonly folder: string;
  /** Number of the first file. */
  readonly first: number;
}

/** A recogniser that says where characters stand. */
export type Aligner = Awaited<ReturnType<typeof openAligner>>;

/**
 * @throws InkdexError `model-unknown`, `model-damaged`; `bad-arguments` for a recogniser that does not say where characters
 *   stand
 */
export async function openAligner(path: string) {
  const { bytes, metadata } = await readModelFile(path);
  if (metadata.kind !== 'recogniser' || !isAligner(metadata)) {
    throw new InkdexError(
      'bad-arguments',
      `${metadata.name} does not say where each character of a word stands: it is no recogniser of Inkdex that ends in CTC. ` +
        'Choose another recogniser (inkdex model promote starter-recogniser), cut, and choose this one again.',
    );
  }
  const transforming = withTransform(bytes);
  return {
    session: await openSession(withLogProbabilities(transforming ?? bytes), 1),
    metadata,
    alphabet: createAlphabet(metadata.characters),
    hasTransform: transforming !== null,
  };
}

function isAligner(metadata: RecogniserMetadata): boolean {
  const reads = unitOf(metadata);
  const isOwn = metadata.photo === undefined && metadata.network?.name !== 'attention';
  return isOwn && (reads === 'word' || reads === 'line');
}

/** Keeps the recogniser open between the batches of a job. */
export function createCutWords(): (
  path: string,
  request: CutRequest,
  signal: AbortSignal,
) => Promise<WordCut[]> {
  let kept: { readonly path: string; readonly aligner: Promise<Aligner> } | undefined;
  return async (path, request, signal) => {
    if (kept?.path !== path || request.first === 0) kept = { path, aligner: openAligner(path) };
    return await cutWords(await kept.aligner, request, signal);
  };
}

/** Words that the network reads at once; they are padded to one width. */
const batchSize = 16;

/** @returns the sure characters of each sample, in their order */
async function cutWords(
  aligner: Aligner,
  { samples, objects, folder, first }: CutRequest,
  signal: AbortSignal,
): Promise<WordCut[]> {
  const cuts = new Map<Sample, WordCut>();
  const words: LoadedWord[] = [];
  const known = samples.filter((sample) => {
    const isKnown = aligner.alphabet.has(sample.text);
    if (!isKnown) cuts.set(sample, { letters: [], reason: 'the recogniser does not know a character' });
    return isKnown;
  });
  const { metadata, alphabet } = aligner;
  for await (const loading of loadWords(known, objects, { config: metadata, alphabet }, signal)) {
    if (loading.ok) words.push(loading.word);
    else cuts.set(loading.sample, { letters: [], reason: reasonOf(loading.reason) });
  }
  words.sort((a, b) => a.fitted.width - b.fitted.width);
  let number = first;
  for (let start = 0; start < words.length; start += batchSize) {
    signal.throwIfAborted();
    const batch = words.slice(start, start + batchSize);
    const cut = (await alignWords(aligner, batch)).flatMap((alignment, index) =>
      cutSurely(batch[index], alignment),
    );
    for (const { sample } of batch) cuts.set(sample, { letters: [], reason: 'no character is surely cut' });
    for (const { sample, place, ink } of await readAlone(aligner, cut)) {
      const file = `${String((number += 1)).padStart(8, '0')}.png`;
      await writeFile(join(folder, file), await encodeInk(picture(ink)));
      cuts.set(sample, { letters: [...(cuts.get(sample)?.letters ?? []), { place, file }], reason: null });
    }
    await setImmediate();
  }
  return samples.map((sample) => cuts.get(sample) ?? { letters: [], reason: 'image unreadable' });
}

/** `loadWords` gives reasons in the plural, for a sentence. */
function reasonOf(reason: string): string {
  return reason.replace(/^they /u, 'words ').replace(/^their /u, '');
}

/** What a recogniser sees of a word's label. */
interface Alignment {
  readonly posteriors: Posteriors;
  readonly label: Int32Array;
  /** The upright line at a column of the straightened word, in the word as it was given. */
  readonly lineAt: (column: number) => CutLine;
  /** Columns of a time step. */
  readonly stride: number;
}

async function alignWords(aligner: Aligner, words: readonly LoadedWord[]): Promise<Alignment[]> {
  const { metadata, alphabet } = aligner;
  const seen = await see(
    aligner,
    words.map(({ fitted }) => fitted),
  );
  return seen.map(({ posteriors, transform, width }, index) => ({
    posteriors,
    label: alphabet.encode(words[index]?.sample.text ?? ''),
    lineAt: lineThrough(transform, width, metadata.height),
    stride: metadata.stride,
  }));
}

interface Seen {
  readonly posteriors: Posteriors;
  /** As `withTransform` gives it; null: the network reads the image as it is. */
  readonly transform: Float32Array | null;
  /** Of the padded image. */
  readonly width: number;
}

/** Runs the network on images that are fitted to it. */
async function see(
  { session, metadata: { height, widths }, hasTransform }: Aligner,
  images: readonly InkImage[],
): Promise<Seen[]> {
  const width = paddedWidth(Math.max(...images.map((image) => image.width)), { widths });
  const input = { data: stackInk(images, height, width), shape: [images.length, 1, height, width] };
  const outputs = hasTransform ? [logProbabilitiesOutput, transformOutput] : [logProbabilitiesOutput];
  const { [logProbabilitiesOutput]: found, [transformOutput]: transforms } = await runModel(
    session,
    ['image', input],
    outputs,
  );
  const [steps = 0, batch = 0, classes = 0] = found?.shape ?? [];
  return images.map((_, index) => ({
    posteriors: wordOf(found?.data ?? new Float32Array(), { batch, classes }, index, steps),
    transform: transforms?.data.subarray(6 * index, 6 * index + 6) ?? null,
    width,
  }));
}

/** Characters that are read alone at once. */
const charactersAtOnce = 64;

/** The characters that the recogniser also reads when it sees them alone. */
async function readAlone(aligner: Aligner, letters: readonly CutLetter[]): Promise<CutLetter[]> {
  const { metadata, alphabet } = aligner;
  const shape = wordShape(metadata);
  const kept: CutLetter[] = [];
  for (let start = 0; start < letters.length; start += charactersAtOnce) {
    const batch = letters.slice(start, start + charactersAtOnce);
    const seen = await see(
      aligner,
      batch.map(({ ink }) => fitWord(ink, shape)),
    );
    for (const [index, { posteriors }] of seen.entries()) {
      const letter = batch[index];
      if (letter === undefined) continue;
      const { text } = letter;
      const cases = new Set(
        [text, text.toLowerCase(), text.toUpperCase()].filter((each) => alphabet.has(each)),
      );
      const likelihoods = [...cases].map((each) =>
        Math.exp(ctcLogLikelihood(posteriors, alphabet.encode(each))),
      );
      if (likelihoods.reduce((sum, each) => sum + each, 0) >= sure.alone) kept.push(letter);
    }
  }
  return kept;
}

function lineThrough(transform: Seen['transform'], width: number, height: number): Alignment['lineAt'] {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = transform ?? [];
  return (column) => {
    const across = (2 * column) / width - 1;
    const x = ((a * across + c + 1) * width) / 2;
    const y = ((d * across + f + 1) * height) / 2;
    const slope = (b * width) / (e * height);
    return { x: x - slope * y, slope };
  };
}

/**
 * Columns from the end of a character to the time step that reads the next: where straight lines meet the least ink of
 * training words.
 */
const lead = 1;

/** A character of a word, with the ink between its seams in all rows of the word. */
interface CutLetter {
  readonly sample: Sample;
  /** In the text of the word. */
  readonly place: number;
  readonly text: string;
  readonly ink: InkImage;
}

/** The characters of a word whose places are sure. */
function cutSurely(
  word: LoadedWord | undefined,
  { posteriors, label, lineAt, stride }: Alignment,
): CutLetter[] {
  if (word === undefined || ctcLogLikelihood(posteriors, label) < sure.likelihood * label.length) return [];
  const { sample, fitted: ink } = word;
  const texts = characters(sample.text);
  const times = letterTimes(posteriors, [...label]);
  if (times === null) return [];
  const cut = cutLetters(
    ink,
    texts,
    times.slice(1).map(({ start }) => lineAt(stride * start - lead)),
  );
  const isClean = cut.seams.map((seam) => inkCrossed(cut, seam) <= sure.crossed * ink.height);
  const isClear = times.map(
    (time, place) => clearness(posteriors, label[place] ?? 0, time) >= sure.probability,
  );
  return texts.flatMap((text, place): CutLetter[] => {
    const around = isClear.slice(Math.max(0, place - 1), place + 2);
    const isSure = around.every(Boolean) && isClean[place] === true && isClean[place + 1] === true;
    if (!isSure || cut.extents[place] == null) return [];
    const own = letterInk(cut, place);
    const columns = own.width / ink.height;
    if (columns < sure.narrowest || columns > sure.widest) return [];
    return [{ sample, place, text, ink: own }];
  });
}

/** The highest probability of a class at some time steps. */
function clearness({ classes, logProbabilities }: Posteriors, letter: number, time: LetterTime): number {
  let highest = -Infinity;
  for (let step = time.start; step < time.end; step += 1) {
    highest = Math.max(highest, logProbabilities[step * classes + letter] ?? -Infinity);
  }
  return Math.exp(highest);
}

/** A character as a recogniser of characters takes it, in the middle of a square. */
function picture(ink: InkImage): InkImage {
  const fitted = fitWord(ink, { height: letterSide, maxWidth: letterSide });
  const square = { width: letterSide, height: letterSide, data: new Uint8Array(letterSide * letterSide) };
  pasteInk(square, fitted, Math.floor((letterSide - fitted.width) / 2), 0);
  return square;
}
