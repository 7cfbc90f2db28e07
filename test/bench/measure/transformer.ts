import onnxProto from 'onnx-proto';
import { mkdir } from 'node:fs/promises';
import { InferenceSession } from '../../../main/ml/onnx/runtime.ts';
import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { characterErrorRate, wordErrorRate, type Comparison } from '../../../shared/text.ts';
import { readModelFile } from '../../../main/reader/models/sessions.ts';
import { runModel } from '../../../main/reader/models/onnxSession.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { stackInk } from '../../../main/imaging/ink/ink.ts';
import { decodeGreedily } from '../../../main/ml/decoding/ctcPaths.ts';
import { posteriorsOf } from '../../../main/ml/decoding/posteriors.ts';
import { paddedWidth, wordShape } from '../../../main/ml/networks/input.ts';
import type { LabelledInk } from '../../../main/ml/training/wordBank.ts';
import { writeSheets, type SheetCell } from '../report/contactSheet.ts';
import { inkPicture } from '../report/picture.ts';
import { recogniserPath } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { wordSets } from '../../../pretraining/wordSets.ts';

const { ModelProto, ValueInfoProto } = onnxProto.onnx;

const definitions = `
learned: the shipped network. off: the same weights with the transform left out (every word as it was cut);
no network was trained without it for this. CER and exact as written, greedy. changed: ink that differs between the
word as it was cut and as the transformer gives it, over the ink of the word, mean.`;

const wordsOfASet = 1500;
const shownWords = 50;
const folder = 'test-results/transformer';

/** The network in two forms, both giving what the transformer made of the word. */
interface Sessions {
  readonly learned: InferenceSession;
  readonly off: InferenceSession;
}

/**
 * What the spatial transformer is worth: error rates with and without it, and pictures of the words that
 * it changes most, before and after.
 */
export async function measureTransformer(): Promise<void> {
  const { bytes, metadata, sha256 } = await readModelFile(recogniserPath);
  if (metadata.kind !== 'recogniser') throw new Error(`${recogniserPath} is no recogniser.`);
  const sessions: Sessions = {
    learned: await InferenceSession.create(withTransformer(bytes, true)),
    off: await InferenceSession.create(withTransformer(bytes, false)),
  };
  print(`Inkdex: recogniser ${sha256}`);
  await mkdir(folder, { recursive: true });
  const rows: string[][] = [];
  for (const [name, load] of Object.entries(wordSets)) {
    const words = await load();
    const stride = Math.max(1, Math.floor(words.length / wordsOfASet));
    const readings = await readAll(
      sessions,
      metadata,
      words.filter((_, index) => index % stride === 0),
    );
    rows.push([
      name,
      String(readings.length),
      ...errorRates(readings.map(({ learned }) => learned)),
      ...errorRates(readings.map(({ off }) => off)),
      (readings.reduce((sum, { change }) => sum + change, 0) / readings.length).toFixed(2),
    ]);
    const most = readings.toSorted((a, b) => b.change - a.change).slice(0, shownWords);
    await writeSheets(folder, name.replaceAll(/\W+/gu, '-'), most.map(cellOf));
  }
  printTable(['', 'words', 'CER learned', 'exact', 'CER off', 'exact', 'changed'], rows);
  print(definitions);
  print(`Words before and after: ${folder}`);
}

interface Reading {
  readonly learned: Comparison;
  readonly off: Comparison;
  readonly before: InkImage;
  readonly after: InkImage;
  readonly change: number;
}

async function readAll(
  sessions: Sessions,
  metadata: RecogniserMetadata,
  words: readonly LabelledInk[],
): Promise<Reading[]> {
  const alphabet = createAlphabet(metadata.characters);
  const readings: Reading[] = [];
  for (const { text: truth, ink } of words) {
    const fitted = fitWord(ink, wordShape(metadata));
    const width = paddedWidth(fitted.width, metadata);
    const input = { data: stackInk([fitted], metadata.height, width), shape: [1, 1, metadata.height, width] };
    const learned = await read(sessions.learned, input, alphabet);
    const off = await read(sessions.off, input, alphabet);
    const before = inkOf(input.data, metadata.height, width);
    readings.push({
      learned: { truth, reading: learned.text },
      off: { truth, reading: off.text },
      before,
      after: inkOf(learned.rectified, metadata.height, width),
      change: changedShare(input.data, learned.rectified),
    });
  }
  return readings;
}

async function read(
  session: InferenceSession,
  input: { readonly data: Float32Array; readonly shape: readonly number[] },
  alphabet: Alphabet,
): Promise<{ text: string; rectified: Float32Array }> {
  const { logits, rectified } = await runModel(session, ['image', input], ['logits', 'rectified']);
  const [steps = 0, batch = 0, classes = 0] = logits.shape;
  const posteriors = posteriorsOf(logits.data, { batch, classes }, 0, steps);
  return { text: alphabet.decode(decodeGreedily(posteriors).letters), rectified: rectified.data };
}

/**
 * The model with what the transformer gives as a second output, `rectified`; or with the image itself in
 * its place.
 */
function withTransformer(bytes: Uint8Array, learned: boolean): Uint8Array {
  const model = ModelProto.decode(bytes);
  const graph = model.graph;
  const sampler = graph?.node?.find(({ opType }) => opType === 'GridSample');
  const [image] = sampler?.input ?? [];
  const [sampled] = sampler?.output ?? [];
  if (graph?.node == null || image === undefined || sampled === undefined) {
    throw new Error('This recogniser has no spatial transformer.');
  }
  if (!learned) {
    for (const node of graph.node) {
      node.input = node.input?.map((name) => (name === sampled ? image : name)) ?? [];
    }
  }
  graph.node.push({ opType: 'Identity', input: [learned ? sampled : image], output: ['rectified'] });
  graph.output?.push(new ValueInfoProto({ name: 'rectified', type: graph.input?.[0]?.type ?? null }));
  return ModelProto.encode(model).finish();
}

function inkOf(values: Float32Array, height: number, width: number): InkImage {
  return { width, height, data: Uint8Array.from(values, (value) => Math.max(0, Math.min(255, 255 * value))) };
}

function changedShare(before: Float32Array, after: Float32Array): number {
  let changed = 0;
  let ink = 0;
  for (const [at, value] of before.entries()) {
    changed += Math.abs(value - (after[at] ?? 0));
    ink += value;
  }
  return ink > 0 ? changed / ink : 0;
}

/** Before above after. */
function cellOf({ learned, off, before, after }: Reading): SheetCell {
  const both: InkImage = {
    width: before.width,
    height: before.height + after.height,
    data: Uint8Array.of(...before.data, ...after.data),
  };
  return { picture: inkPicture(both), captions: [learned.truth, `${learned.reading} (off: ${off.reading})`] };
}

function errorRates(comparisons: readonly Comparison[]): string[] {
  return [share(characterErrorRate(comparisons)), share(1 - wordErrorRate(comparisons))];
}
