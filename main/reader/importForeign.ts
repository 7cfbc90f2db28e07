import { basename, extname } from 'node:path';
import { type InferenceSession, Tensor } from '../ml/onnx/runtime.ts';
import type { ForeignModel, RecogniserMetadata } from '../../shared/contract/model.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { characters, counted } from '../../shared/text.ts';
import { readNamedFile } from '../files/pathKind.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { storedMetadata } from '../ml/onnx/editModel.ts';
import {
  adaptForeign,
  type ForeignAdapter,
  type ForeignFile,
  readForeignFile,
} from '../ml/onnx/foreignModel.ts';
import { openSession } from './models/onnxSession.ts';
import { tryModel } from './tryModel.ts';

export interface ForeignRequest {
  readonly path: string;
  readonly foreign: ForeignModel;
  /** The .onnx file to write. */
  readonly target: string;
}

/** Rows of PP-OCR's recognisers, and the least width, by rows. */
const usual = { height: 48, aspect: 320 / 48 } as const;
/** Wider pictures are squeezed, in rows. */
const widestAspect = 64;

/**
 * Writes a CTC recogniser of another program as one of Inkdex: its network with the steps before and after it as operators.
 * What the file does not say is found by running it on grey pictures.
 *
 * @throws InkdexError `model-damaged` with what is wrong with the model, `data-invalid` with what is wrong with its
 *   alphabet, `bad-arguments` for a model of Inkdex
 */
export async function importForeign({ path, foreign, target }: ForeignRequest): Promise<void> {
  const bytes = await readNamedFile(path);
  if (isOwn(bytes)) {
    throw new InkdexError(
      'bad-arguments',
      `${JSON.stringify(path)} is a model of Inkdex. Import it without an alphabet.`,
    );
  }
  try {
    const file = readForeignFile(bytes);
    const form = formOf(file, foreign);
    const letters = await alphabetOf(file, foreign);
    const run = await tryForeign(bytes, file, form, letters.length);
    const alphabet = run.classes === letters.length + 2 ? [...letters, ' '] : letters;
    const { adapter, metadata } = describe(path, { file, foreign, form, run, alphabet });
    await writeWhole(target, [adaptForeign(bytes, adapter, metadata)]);
  } catch (error) {
    if (error instanceof InkdexError) throw error;
    throw unusable(path, failureOf(error).message, error);
  }
  await tryModel(target);
}

function isOwn(bytes: Uint8Array): boolean {
  try {
    storedMetadata(bytes);
    return true;
  } catch {
    return false;
  }
}

function unusable(path: string, found: string, cause?: unknown): InkdexError {
  return new InkdexError(
    'model-damaged',
    `${JSON.stringify(path)} cannot be used as a CTC recogniser: ${found}. Check the file and the options.`,
    { cause },
  );
}

/** The characters of the classes but the blank, in order. @throws InkdexError `data-invalid` */
async function alphabetOf(file: ForeignFile, { alphabet }: ForeignModel): Promise<string[]> {
  const text = alphabet === null ? file.alphabet : (await readNamedFile(alphabet.path)).toString('utf8');
  if (text === null) {
    throw new InkdexError(
      'data-invalid',
      'The model has no alphabet in its metadata. Give a text file with a character on each line, in class order.',
    );
  }
  const lines = text
    .replace(/^\uFEFF/u, '')
    .split('\n')
    .map((line) => line.replace(/\r$/u, ''));
  if (lines.at(-1) === '') lines.pop();
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const before = seen.get(line);
    if (characters(line).length === 1 && before === undefined) seen.set(line, index);
    else {
      const found =
        before === undefined
          ? JSON.stringify(line)
          : `${JSON.stringify(line)} again, as in line ${before + 1}`;
      throw new InkdexError(
        'data-invalid',
        `Line ${index + 1} of the alphabet is ${found}; expected one character that no other line has.`,
      );
    }
  }
  if (lines.length === 0) throw new InkdexError('data-invalid', 'The alphabet is empty.');
  return lines;
}

interface ForeignForm {
  readonly layout: 'nchw' | 'nhwc';
  readonly channels: 'rgb' | 'bgr' | 'grey';
  readonly height: number;
  /** The least width. */
  readonly width: number;
  readonly most: number;
}

/** What the options say, else the sizes of the input, else what PP-OCR has. @throws Error if they contradict */
function formOf({ input: { shape } }: ForeignFile, foreign: ForeignModel): ForeignForm {
  const [, second = -1, third = -1, fourth = -1] = shape;
  const layout = foreign.layout ?? (!isCount(second) && isCount(fourth) ? 'nhwc' : 'nchw');
  const [planes, rows, columns] = layout === 'nchw' ? [second, third, fourth] : [fourth, second, third];
  const channels = foreign.channels ?? (planes === 1 ? 'grey' : 'bgr');
  requireSize('channels', planes, channels === 'grey' ? 1 : 3);
  const height = foreign.height ?? sizeOr(rows, usual.height);
  requireSize('rows', rows, height);
  const width = foreign.width ?? sizeOr(columns, Math.round(height * usual.aspect));
  requireSize('columns', columns, width);
  const isFixed = columns > 0 || foreign.fit === 'stretch';
  return { layout, channels, height, width, most: isFixed ? width : Math.max(width, height * widestAspect) };
}

/** Whether an axis of a picture may be its channels. */
function isCount(size: number): boolean {
  return size === 1 || size === 3;
}

function sizeOr(size: number, otherwise: number): number {
  return size > 0 ? size : otherwise;
}

function requireSize(what: string, size: number, wanted: number): void {
  if (size > 0 && size !== wanted) throw new Error(`its input has ${size} ${what}; expected ${wanted}`);
}

interface ForeignRun {
  readonly output: string;
  readonly batchAxis: 0 | 1;
  readonly isBatched: boolean;
  readonly steps: number;
  readonly classes: number;
  readonly isProbability: boolean;
}

/** Runs it on two grey pictures, or on one if it takes one at a time. */
async function tryForeign(
  bytes: Uint8Array,
  { input, outputs }: ForeignFile,
  form: ForeignForm,
  letters: number,
): Promise<ForeignRun> {
  const session = await openSession(bytes, 1);
  try {
    const isBatched = input.shape[0] !== 1;
    const batch = isBatched ? 2 : 1;
    const results = await runGrey(session, input.name, batch, form);
    const expected = [letters + 1, letters + 2];
    const sizes: string[] = [];
    for (const output of outputs) {
      const tensor = results[output];
      if (!(tensor?.data instanceof Float32Array)) continue;
      const [first = 0, second = 0, classes = 0] = tensor.dims;
      sizes.push(`[${tensor.dims.join(', ')}]`);
      if (tensor.dims.length !== 3 || !expected.includes(classes)) continue;
      const batchAxis = first === batch ? 0 : 1;
      if (batchAxis === 1 && second !== batch) continue;
      const steps = batchAxis === 0 ? second : first;
      return { output, batchAxis, isBatched, steps, classes, isProbability: sumsToOne(tensor.data, classes) };
    }
    throw new Error(
      `for ${batch} pictures of ${form.width} x ${form.height} pixels it gives ${sizes.join(' and ')}, but the alphabet ` +
        `has ${counted(letters, 'character')}: expected ${expected[0]} classes with the blank, or ${expected[1]} with a ` +
        'space, for each time step',
    );
  } finally {
    await session.release();
  }
}

async function runGrey(
  session: InferenceSession,
  input: string,
  batch: number,
  { layout, channels, height, width }: ForeignForm,
) {
  const planes = channels === 'grey' ? 1 : 3;
  const shape = layout === 'nchw' ? [batch, planes, height, width] : [batch, height, width, planes];
  const data = new Float32Array(batch * planes * height * width);
  return await session.run({ [input]: new Tensor('float32', data, shape) });
}

/** Whether each row is one of probabilities. */
function sumsToOne(values: Float32Array, classes: number): boolean {
  for (let start = 0; start < values.length; start += classes) {
    let sum = 0;
    for (const value of values.subarray(start, start + classes)) {
      if (!(value >= 0)) return false;
      sum += value;
    }
    if (Math.abs(sum - 1) > 0.01) return false;
  }
  return true;
}

interface Described {
  readonly file: ForeignFile;
  readonly foreign: ForeignModel;
  readonly form: ForeignForm;
  readonly run: ForeignRun;
  readonly alphabet: readonly string[];
}

function describe(
  path: string,
  { file, foreign, form, run, alphabet }: Described,
): { adapter: ForeignAdapter; metadata: RecogniserMetadata } {
  const { channels, layout, height, width, most } = form;
  const { output, batchAxis, isBatched, classes, isProbability, steps } = run;
  const { mean, std, blank, fit } = foreign;
  const planes = channels === 'grey' ? 1 : 3;
  if ([mean, std].some(({ length }) => length !== 1 && length !== planes)) {
    throw new Error(
      `it has ${counted(planes, 'channel')}: give one mean and one deviation, or one of each for each channel`,
    );
  }
  if (std.includes(0)) throw new Error('a deviation is 0');
  // What the network sees as 0.
  const padding = Array.from({ length: planes }, (_, plane) => mean[mean.length === 1 ? 0 : plane] ?? 0);
  const isLine = foreign.reads === null ? alphabet.includes(' ') : foreign.reads === 'line';
  return {
    adapter: {
      ...{ input: file.input.name, output, channels, mean, std, layout },
      ...{ batchAxis, classes, blank, isProbability, height },
    },
    metadata: {
      format: 1,
      kind: 'recogniser',
      name: basename(path, extname(path)),
      characters: alphabet.join(''),
      height,
      widths: most > width ? [width, most] : [width],
      stride: Math.max(1, Math.round(width / Math.max(1, steps))),
      parameters: file.parameters,
      photo: {
        channels: planes,
        fit,
        padding: channels === 'bgr' ? padding.toReversed() : padding,
        reads: isLine ? 'line' : 'word',
        isBatched,
      },
    },
  };
}
