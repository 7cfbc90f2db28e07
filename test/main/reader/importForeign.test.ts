import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { encodeJpeg } from '../../../main/imaging/formats/decode.ts';
import { importForeign } from '../../../main/reader/importForeign.ts';
import { readWordFiles } from '../../../main/reader/readWordFiles.ts';
import { createSessions, readModelFile } from '../../../main/reader/models/sessions.ts';
import { tryModel } from '../../../main/reader/tryModel.ts';
import { withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { exampleMetadata } from '../../support/onnx.ts';
import { createOnnxGraph } from '../../../main/ml/onnx/graph.ts';
import { foreignModelSchema } from '../../../shared/contract/model.ts';
import { type ForeignForm, foreignRecogniser } from '../../support/foreignModel.ts';
import { paintedImage } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';
import { tinyRecogniser } from '../../support/tinyModels.ts';

const { onnx } = onnxProto;

const [white, red, blue, black] = [
  [255, 255, 255],
  [255, 0, 0],
  [0, 0, 255],
  [0, 0, 0],
] as const;

interface Asked {
  readonly bytes: Uint8Array;
  readonly alphabet?: string | null;
  readonly options?: object;
}

/**
 * A recogniser that first passes its weights through a loop of 2^63 - 1 rounds.
 *
 * @param depth of branches in which the loop stands
 */
function looping(operator: 'Loop' | 'Scan', depth: number): Uint8Array {
  const model = onnx.ModelProto.decode(foreignRecogniser());
  const { node: nodes, initializer } = model.graph ?? {};
  const multiply = nodes?.find(({ opType }) => opType === 'MatMul');
  if (!nodes || !initializer || !multiply?.input) throw new Error('It has no MatMul.');
  multiply.input = multiply.input.map((name) => (name === 'kernel' ? 'looped' : name));
  const value = (name: string, elemType: number, dim: number[]) => ({
    name,
    type: { tensorType: { elemType, shape: { dim: dim.map((dimValue) => ({ dimValue })) } } },
  });
  const body = {
    name: 'body',
    input: [value('round', 7, []), value('go', 9, []), value('weights', 1, [3, 3])],
    output: [value('goOn', 9, []), value('same', 1, [3, 3])],
    node: [
      { opType: 'Identity', input: ['go'], output: ['goOn'] },
      { opType: 'Identity', input: ['weights'], output: ['same'] },
    ],
  };
  let node: object = {
    opType: operator,
    input: ['rounds', 'yes', 'kernel'],
    output: ['looped'],
    attribute: [{ name: 'body', type: 5, g: body }],
  };
  for (let level = 0; level < depth; level += 1) {
    const branch = { name: `branch${level}`, node: [node], output: [value('looped', 1, [3, 3])] };
    const both = ['then_branch', 'else_branch'].map((name) => ({ name, type: 5, g: branch }));
    node = { opType: 'If', input: ['yes'], output: ['looped'], attribute: both };
  }
  nodes.unshift(onnx.NodeProto.fromObject(node));
  initializer.push(
    onnx.TensorProto.fromObject({
      name: 'rounds',
      dataType: 7,
      rawData: Buffer.from('ffffffffffffff7f', 'hex'),
    }),
    onnx.TensorProto.fromObject({ name: 'yes', dataType: 9, rawData: Buffer.of(1) }),
  );
  return onnx.ModelProto.encode(model).finish();
}

async function imported({ bytes, alphabet = 'r\nb\n', options = {} }: Asked): Promise<string> {
  const folder = temporaryFolder();
  const [path, target] = [join(folder, 'Foreign 1.onnx'), join(folder, 'own.onnx')];
  writeFileSync(path, bytes);
  if (alphabet !== null) writeFileSync(join(folder, 'alphabet.txt'), alphabet);
  const foreign = foreignModelSchema.parse({
    alphabet: alphabet === null ? null : { path: join(folder, 'alphabet.txt') },
    ...options,
  });
  try {
    await importForeign({ path, foreign, target });
  } catch (error) {
    // Nothing is left of what cannot be used, or tried.
    if (existsSync(target)) throw new Error('A model was written.', { cause: error });
    throw error;
  }
  return target;
}

/** What it reads in a picture with a red, a blue and a red block. */
async function readBlocks(
  model: string,
  colours: readonly (typeof white | typeof red | typeof blue | typeof black)[],
) {
  const marks = colours.map((colour, index) => ({
    left: 16 + 48 * index,
    top: 0,
    width: 24,
    height: 64,
    colour,
  }));
  const image = paintedImage({ width: 48 * colours.length + 32, height: 64 }, white, marks);
  const path = join(temporaryFolder(), 'word.jpg');
  writeFileSync(path, await encodeJpeg(image, 100));
  const recogniser = await createSessions().open('recogniser', model, 1);
  const context = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    transfer: () => undefined,
  };
  const [result] = await readWordFiles(recogniser, [path], { alternatives: 3 }, context);
  return result?.ok === true ? result.value : result?.error;
}

describe('A recogniser of another program', () => {
  const forms: readonly (readonly [string, ForeignForm, object])[] = [
    ['takes B, G, R and gives probabilities', {}, {}],
    ['takes R, G, B', { channels: 'rgb' }, { channels: 'rgb' }],
    ['has its channels last', { layout: 'nhwc' }, {}],
    ['has its blank last', { blank: 'last' }, { blank: 'last' }],
    ['gives logits, by time step', { isProbability: false, batchFirst: false }, {}],
    ['takes one picture at a time', { isBatched: false }, {}],
    ['has a fixed width', { width: 160 }, { fit: 'stretch' }],
    ['calls its input as Inkdex does', { input: 'image' }, {}],
    ['has its mean and deviation for each channel', {}, { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }],
  ];
  it.each(forms)('that %s reads a word', async (_what, form, options) => {
    const model = await imported({ bytes: foreignRecogniser(form), options });
    const read = await readBlocks(model, [red, blue, red]);
    expect(read).toMatchObject({ text: 'rbr' });
    expect(read).toHaveProperty('confidence', expect.closeTo(1, 0) as number);
  });

  it('that takes grey reads a word', async () => {
    const model = await imported({ bytes: foreignRecogniser({ channels: 'grey' }), alphabet: 'r\r\nb\r\n' });
    expect(await readBlocks(model, [black, black])).toMatchObject({ text: 'bb' });
  });

  it('says what it takes', async () => {
    const model = await imported({ bytes: foreignRecogniser() });
    const { metadata } = await readModelFile(model);
    expect(metadata).toMatchObject({
      ...{
        kind: 'recogniser',
        name: 'Foreign 1',
        characters: 'rb',
        height: 32,
        widths: [213, 2048],
        stride: 8,
      },
      photo: { channels: 3, fit: 'pad', padding: [0.5, 0.5, 0.5], reads: 'word', isBatched: true },
    });
  });

  it('with one class more than characters has a space, and reads lines', async () => {
    const model = await imported({ bytes: foreignRecogniser(), alphabet: 'r\n' });
    const { metadata } = await readModelFile(model);
    expect(metadata).toMatchObject({ characters: 'r ', photo: { reads: 'line' } });
    expect(await readBlocks(model, [red, blue, red])).toMatchObject({ text: 'r r' });
  });

  const refused: readonly (readonly [string, Asked, string, RegExp])[] = [
    [
      'an alphabet of another size',
      { bytes: foreignRecogniser(), alphabet: 'a\nb\nc\nd\n' },
      'model-damaged',
      /\[2, 26, 3\].*4 characters: expected 5 classes/u,
    ],
    [
      'a character that occurs twice',
      { bytes: foreignRecogniser(), alphabet: 'r\nr\n' },
      'data-invalid',
      /Line 2 .*"r" again, as in line 1/u,
    ],
    [
      'a line with two characters',
      { bytes: foreignRecogniser(), alphabet: 'r\nbb\n' },
      'data-invalid',
      /Line 2 .*"bb"/u,
    ],
    ['an empty alphabet', { bytes: foreignRecogniser(), alphabet: '' }, 'file-empty', /alphabet.txt/u],
    [
      'no alphabet anywhere',
      { bytes: foreignRecogniser(), alphabet: null },
      'data-invalid',
      /no alphabet in its metadata/u,
    ],
    [
      'another height than its own',
      { bytes: foreignRecogniser(), options: { height: 48 } },
      'model-damaged',
      /32 rows; expected 48/u,
    ],
    [
      'other channels than its own',
      { bytes: foreignRecogniser(), options: { channels: 'grey' } },
      'model-damaged',
      /3 channels; expected 1/u,
    ],
    [
      'two means for three channels',
      { bytes: foreignRecogniser(), options: { mean: [0, 1] } },
      'model-damaged',
      /one of each for each channel/u,
    ],
    [
      'a deviation of 0',
      { bytes: foreignRecogniser(), options: { std: [0] } },
      'model-damaged',
      /deviation is 0/u,
    ],
    [
      'a file that is no model',
      { bytes: Buffer.from('nothing at all') },
      'model-damaged',
      /cannot be used as a CTC recogniser/u,
    ],
    [
      'a file that is cut short',
      { bytes: foreignRecogniser().subarray(0, 300) },
      'model-damaged',
      /cannot be used/u,
    ],
    ['a model of Inkdex', { bytes: tinyRecogniser() }, 'bad-arguments', /is a model of Inkdex/u],
    [
      'a network without classes',
      { bytes: withoutClasses() },
      'model-damaged',
      /no output with a class for each time step/u,
    ],
  ];
  it.each(refused)('is refused for %s', async (_what, asked, code, message) => {
    await expect(imported(asked)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

function withoutClasses(): Uint8Array {
  const graph = createOnnxGraph('picture');
  graph.output('y', graph.node('Relu', [graph.input('x', ['n', 3, 32, 'w'])]), ['n', 3, 32, 'w']);
  return graph.encodeBare();
}

describe('A model that could run for ever', () => {
  it.each([
    ['a loop', looping('Loop', 0), 'Loop'],
    ['a scan', looping('Scan', 0), 'Scan'],
    ['a loop in a branch of a branch', looping('Loop', 2), 'Loop'],
  ])('is refused before it is opened, where it has %s', async (_what, bytes, operator) => {
    await expect(imported({ bytes })).rejects.toMatchObject({
      code: 'model-damaged',
      message: expect.stringContaining(`the operator ${operator}, which can run for ever`) as string,
    });
    const path = join(temporaryFolder(), 'own.onnx');
    writeFileSync(path, withMetadata(bytes, exampleMetadata));
    await expect(tryModel(path)).rejects.toMatchObject({ code: 'model-damaged' });
  });
});
