import { z } from 'zod';
import type { WordReading } from '../../../shared/contract/word.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import type { ApiWork, MakeEndpoints } from '../../api/annexed.ts';
import { endpoint, type Endpoint } from '../../api/endpoint.ts';
import { bytesOfBase64, examplePng } from '../../api/base64.ts';
import { encodedSchema, pngOfTensor } from './imageData.ts';
import { mostElements } from './openInference/tensors.ts';
import { modelParams, modelVersion, versionParams, type NamedModel } from '../../api/models.ts';

const predictSchema = z.object({
  signature_name: z.literal('serving_default').optional(),
  inputs: z
    .unknown()
    .optional()
    .meta({
      description:
        '{"input": {"b64": "..."}}, a list of {"b64": "..."}, or pixels [images][height][width][1 or 3] from -1 to 1. ' +
        'Pixels are answered with a sparse tensor, too (decodes_indices, decodes_values: Unicode code points or the ' +
        'numbers that the server was given, decodes_dense_shape, ord_map).',
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

/** Of each model that is found. */
export const readyStatus: z.infer<typeof statusSchema> = {
  model_version_status: [
    { version: modelVersion, state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
  ],
};

/** The REST API of TensorFlow Serving, as clients of attention-ocr and CRNN_Tensorflow use it. */
export const tensorflowEndpoints: MakeEndpoints = (work) => [
  ...endpointsAt('/v1/models/{model}', modelParams, work),
  ...endpointsAt('/v1/models/{model}/versions/{version}', versionParams, work),
];

function endpointsAt(
  path: string,
  params: typeof modelParams | typeof versionParams,
  { words, findModel, limits: { bodyBytes } }: ApiWork,
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
        const { id, numbers } = await findModel(model);
        const readings = await words.read(asked.images, id, signal);
        if (asked.form === 'instances') return { predictions: readings.map(outputOf) };
        return { outputs: outputsOf(readings, { ...asked, numbers }) };
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
        return readyStatus;
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
  if (list.length === 0 || list.length > mostElements) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${list.length} pictures in "${form}"; expected at least one picture, and at most ${formatCount(mostElements)}.`,
    );
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
  { isSingle, isPixels, numbers }: Pick<Pictures, 'isSingle' | 'isPixels'> & Pick<NamedModel, 'numbers'>,
): object {
  const [first] = readings;
  if (isSingle && first !== undefined) return outputOf(first);
  const outputs = {
    output: readings.map(({ text }) => text),
    probability: readings.map(({ confidence }) => confidence),
  };
  return isPixels ? { ...outputs, ...sparseOf(outputs.output, numbers) } : outputs;
}

/**
 * Texts as CRNN_Tensorflow's model gives them: a sparse tensor of characters. Its numbers of characters are those of one
 * data set's files: by default Unicode code points, so that its `ord_map.json` is the identity.
 *
 * @param numbers a character that they do not have is left out
 */
function sparseOf(texts: readonly string[], numbers: NamedModel['numbers']): object {
  const pointOf = (character: string): number => character.codePointAt(0) ?? 0;
  const numberOf = numbers === undefined ? pointOf : (character: string) => numbers.get(character);
  const known = texts.map((text) =>
    Array.from(text).filter((character) => numberOf(character) !== undefined),
  );
  return {
    decodes_indices: known.flatMap((all, image) => all.map((_, place) => [image, place])),
    decodes_values: known.flat().map(numberOf),
    decodes_dense_shape: [known.length, Math.max(0, ...known.map(({ length }) => length))],
    // As its file has it, of the characters in this answer.
    ord_map: Object.fromEntries(
      [...new Set(known.flat())].flatMap((character) => [
        [`${numberOf(character)}_index`, String(pointOf(character))],
        [`${pointOf(character)}_ord`, character],
      ]),
    ),
  };
}

export function metadataOf(model: string) {
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
