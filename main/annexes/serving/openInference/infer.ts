import { z } from 'zod';
import { InkdexError } from '../../../../shared/result.ts';
import { bytesOfBase64, examplePng } from '../../../api/base64.ts';
import { modelVersion, type FindModel } from '../../../api/models.ts';
import type { Words } from '../../../api/words.ts';
import { mostTensors } from './tensors.ts';

const parameters = z.record(z.string(), z.unknown()).optional();
const tensorSchema = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.number().int()).max(mostTensors),
});
/** What a request asks, over HTTP or gRPC. */
export const inferSchema = z.object({
  id: z.string().optional(),
  parameters,
  inputs: z
    .array(
      tensorSchema.extend({
        parameters,
        data: z
          .array(z.unknown())
          .optional()
          .describe('pictures in base64, or left out when the tensor follows the JSON'),
      }),
    )
    .min(1)
    .max(mostTensors)
    .meta({ examples: [[{ name: 'image', datatype: 'BYTES', shape: [1], data: [examplePng] }]] }),
  outputs: z
    .array(z.object({ name: z.string(), parameters }))
    .max(mostTensors)
    .optional(),
});
export type InferRequest = z.infer<typeof inferSchema>;

export const imageInput = { name: 'image', datatype: 'BYTES', shape: [-1] };
const textOutput = { name: 'text', datatype: 'BYTES', shape: [-1] };
const confidenceOutput = { name: 'confidence', datatype: 'FP32', shape: [-1] };
const outputsByName = new Map([textOutput, confidenceOutput].map((output) => [output.name, output]));

/** What every recogniser takes and gives. */
export function describeModel(name: string) {
  const outputs = [textOutput, confidenceOutput];
  return { name, versions: [modelVersion], platform: 'inkdex', inputs: [imageInput], outputs };
}

/** A tensor of an answer. */
export type Output = { readonly name: string; readonly shape: number[] } & (
  | { readonly datatype: 'BYTES'; readonly data: string[] }
  | { readonly datatype: 'FP32'; readonly data: number[] }
);

export interface Inferred {
  readonly id: string;
  readonly outputs: readonly Output[];
}

/** Reads the words of a request of Open Inference Protocol. */
export function createInfer(words: Words, findModel: FindModel) {
  /** @throws InkdexError `bad-arguments` for other tensors than the model takes; `model-unknown`; as `words.read` does */
  return async (name: string, request: InferRequest, signal: AbortSignal): Promise<Inferred> => {
    const { id = '' } = request;
    const wanted = request.outputs?.map((output) => output.name) ?? [...outputsByName.keys()];
    for (const output of wanted) if (!outputsByName.has(output)) throw unknownOutput(output);
    const { images, shape } = imagesOf(request);
    const model = await findModel(name);
    const readings = await words.read(images, model.id, signal);
    const outputs = wanted.map((output): Output =>
      output === textOutput.name
        ? { name: output, shape, datatype: 'BYTES', data: readings.map(({ text }) => text) }
        : { name: output, shape, datatype: 'FP32', data: readings.map(({ confidence }) => confidence) },
    );
    return { id, outputs };
  };
}

function imagesOf({ inputs }: InferRequest): { images: Buffer[]; shape: number[] } {
  const [input] = inputs;
  const names = inputs.map(({ name, datatype }) => `${name} (${datatype})`).join(', ');
  if (input === undefined || inputs.length > 1 || input.name !== 'image' || input.datatype !== 'BYTES') {
    throw new InkdexError(
      'bad-arguments',
      `Found the inputs ${names.slice(0, 200)}; expected one: image (BYTES).`,
    );
  }
  const { shape } = input;
  const values = (input.data ?? []).flat(1);
  const isFitting =
    (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) && shape[0] === values.length;
  if (!isFitting || values.length === 0) {
    throw new InkdexError(
      'bad-arguments',
      `The input image has the shape [${shape.join(', ')}] and ${values.length} elements; expected [N] or [N, 1] and N ` +
        'elements, at least one.',
    );
  }
  return { images: values.map((value, index) => bytesOf(value, `Image ${index + 1}`)), shape };
}

function bytesOf(value: unknown, place: string): Buffer {
  if (value instanceof Uint8Array && value.length > 0) return Buffer.from(value);
  if (typeof value === 'string') return bytesOfBase64(value, place);
  throw new InkdexError(
    'bad-arguments',
    `${place} is empty or no text; expected a picture in base64 or bytes.`,
  );
}

function unknownOutput(name: string): InkdexError {
  const known = [...outputsByName.keys()].join(' and ');
  return new InkdexError('bad-arguments', `There is no output ${JSON.stringify(name)}; expected ${known}.`);
}
