import { z } from 'zod';
import type { WordReading } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { bytesOfBase64, encodedSchema, examplePng, pngOfTensor } from './imageData.ts';
import type { ApiLimits } from './limits.ts';
import { modelParams, modelVersion, versionParams, type FindModel } from './models.ts';
import type { Words } from './words.ts';

const predictSchema = z.object({
  signature_name: z.literal('serving_default').optional(),
  inputs: z
    .unknown()
    .optional()
    .meta({
      description:
        '{"input": {"b64": "..."}}, a list of {"b64": "..."}, or pixels [images][height][width][1 or 3] from -1 to 1. ' +
        'Pixels are answered with a sparse tensor, too (decodes_indices, decodes_values: Unicode code points, ' +
        'decodes_dense_shape, ord_map).',
      examples: [{ input: { b64: examplePng } }],
    }),
  instances: z
    .array(z.unknown())
    .optional()
    .describe('{"b64": "..."} or {"input": {"b64": "..."}} for each image, or its pixels'),
});

const named = z.record(z.string(), z.unknown());
const statusSchema = z.object({
  model_version_status: z.array(
    z.object({
      version: z.string(),
      state: z.literal('AVAILABLE'),
      status: z.object({ error_code: z.literal('OK'), error_message: z.string() }),
    }),
  ),
});

/** The REST API of TensorFlow Serving, as clients of attention-ocr and CRNN_Tensorflow use it. */
export function tensorflowEndpoints(
  words: Words,
  findModel: FindModel,
  { bodyBytes }: ApiLimits,
): Endpoint[] {
  return [
    ...endpointsAt('/v1/models/{model}', modelParams, words, findModel, bodyBytes),
    ...endpointsAt('/v1/models/{model}/versions/{version}', versionParams, words, findModel, bodyBytes),
  ];
}

function endpointsAt(
  path: string,
  params: typeof modelParams | typeof versionParams,
  words: Words,
  findModel: FindModel,
  bodyBytes: number,
): Endpoint[] {
  const common = { scope: 'read', params } as const;
  return [
    endpoint({
      ...common,
      method: 'post',
      path: `${path}:predict`,
      summary: 'Read words (TensorFlow Serving, predict)',
      body: { types: ['application/json'], mostBytes: bodyBytes, schema: predictSchema },
      answers: {
        'application/json': z.union([
          z.object({ outputs: named }),
          z.object({ predictions: z.array(named) }),
        ]),
      },
      async handle({ params: { model }, body, signal }) {
        const asked = picturesOf(body);
        const { id } = await findModel(model);
        const readings = await words.read(asked.images, id, signal);
        if (asked.form === 'instances') return { predictions: readings.map(outputOf) };
        return { outputs: outputsOf(readings, asked) };
      },
    }),
    endpoint({
      ...common,
      method: 'get',
      path,
      summary: 'Whether a model is ready (TensorFlow Serving, status)',
      answers: { 'application/json': statusSchema },
      async handle({ params: { model } }) {
        await findModel(model);
        const status = { error_code: 'OK', error_message: '' };
        return { model_version_status: [{ version: modelVersion, state: 'AVAILABLE', status }] };
      },
    }),
    endpoint({
      ...common,
      method: 'get',
      path: `${path}/metadata`,
      summary: 'What a model takes and gives (TensorFlow Serving, metadata)',
      answers: { 'application/json': z.object({ model_spec: named, metadata: named }) },
      async handle({ params: { model } }) {
        await findModel(model);
        return metadataOf(model);
      },
    }),
  ];
}

interface Pictures {
  readonly images: readonly Buffer[];
  readonly form: 'inputs' | 'instances';
  /** Whether the client gave one picture, and not a list of them. */
  readonly isSingle: boolean;
  readonly isPixels: boolean;
}

/** @throws InkdexError `bad-arguments` */
function picturesOf({ inputs, instances }: z.infer<typeof predictSchema>): Pictures {
  if ((inputs === undefined) === (instances === undefined)) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${inputs === undefined ? 'neither "inputs" nor "instances"' : 'both "inputs" and "instances"'}; expected ` +
        'one of them.',
    );
  }
  const form = instances === undefined ? 'inputs' : 'instances';
  const given = instances ?? onlyInput(inputs);
  const isSingle = !Array.isArray(given);
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) {
    throw new InkdexError('bad-arguments', `"${form}" is empty; expected at least one picture.`);
  }
  const values = list.map(onlyInput);
  const images = values.map((value, index) => pictureOf(value, `Image ${index + 1} of "${form}"`));
  return { images, form, isSingle, isPixels: Array.isArray(values[0]) };
}

/** `{"input": ...}` and `{"input_tensor": ...}` name the only input of the model. */
function onlyInput(value: unknown): unknown {
  const parsed = named.safeParse(value);
  if (!parsed.success || Array.isArray(value)) return value;
  const [only, ...others] = Object.entries(parsed.data);
  return only === undefined || others.length > 0 || only[0] === 'b64' ? value : only[1];
}

function pictureOf(value: unknown, place: string): Buffer {
  if (Array.isArray(value)) return pngOfTensor(value, place);
  const encoded = encodedSchema.safeParse(value);
  if (encoded.success) return bytesOfBase64(encoded.data.b64, place);
  throw new InkdexError(
    'bad-arguments',
    `${place} is ${JSON.stringify(value).slice(0, 60)}; expected {"b64": "..."} or pixels ` +
      '[height][width][1 or 3].',
  );
}

function outputOf({ text, confidence }: WordReading): { output: string; probability: number } {
  return { output: text, probability: confidence };
}

/** The outputs of readings by their names. */
export function outputsOf(
  readings: readonly WordReading[],
  { isSingle, isPixels }: Pick<Pictures, 'isSingle' | 'isPixels'>,
): object {
  const [first] = readings;
  if (isSingle && first !== undefined) return outputOf(first);
  const outputs = {
    output: readings.map(({ text }) => text),
    probability: readings.map(({ confidence }) => confidence),
  };
  return isPixels ? { ...outputs, ...sparseOf(outputs.output) } : outputs;
}

/**
 * Texts as CRNN_Tensorflow's model gives them: a sparse tensor of characters. Its numbers of characters are those of one
 * data set's files; here they are Unicode code points, so that its `ord_map.json` is the identity.
 */
function sparseOf(texts: readonly string[]): object {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const known = new Set(points.flat());
  return {
    decodes_indices: points.flatMap((all, image) => all.map((_, place) => [image, place])),
    decodes_values: points.flat(),
    decodes_dense_shape: [points.length, Math.max(0, ...points.map(({ length }) => length))],
    // As its file has it, of the characters in this answer.
    ord_map: Object.fromEntries(
      [...known].flatMap((point) => [
        [`${point}_index`, String(point)],
        [`${point}_ord`, String.fromCodePoint(point)],
      ]),
    ),
  };
}

function metadataOf(model: string): object {
  const tensor = (name: string, dtype: string): object => ({
    dtype,
    tensor_shape: { dim: [{ size: '-1', name: '' }], unknown_rank: false },
    name: `${name}:0`,
  });
  const signature = {
    inputs: { input: tensor('input', 'DT_STRING') },
    outputs: { output: tensor('output', 'DT_STRING'), probability: tensor('probability', 'DT_DOUBLE') },
    method_name: 'tensorflow/serving/predict',
  };
  return {
    model_spec: { name: model, signature_name: '', version: modelVersion },
    metadata: { signature_def: { signature_def: { serving_default: signature } } },
  };
}
