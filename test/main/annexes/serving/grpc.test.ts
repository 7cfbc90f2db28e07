import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf } from '../../../../main/annexes/serving/openInference/tensors.ts';
import { openTestApi, type TestApi } from '../../../support/api.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, 'test/fixtures/data/words/copiste_fr');
const paths = ['0', '1'].map((word) => join(folder, `copiste_0001_000_0${word}.png`));
const images = paths.map((path) => readFileSync(path));

type Answer = (error: ServiceError | null, value: Record<string, unknown>) => void;
type Client = Record<string, (request: object, metadata: Metadata, answer: Answer) => void>;

let api: TestApi;
let client: Client;
let predictions: Client;
let statuses: Client;
let close: () => void;
beforeAll(async () => {
  api = await openTestApi({ grpcPort: 0 });
  const definition = loadSync(join(root, 'resources/api/inference.proto'), { keepCase: true });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: {
      GRPCInferenceService: new (address: string, secret: unknown) => Client & { close: () => void };
    };
  };
  const opened = new inference.GRPCInferenceService(
    `127.0.0.1:${api.server.grpcPort ?? 0}`,
    credentials.createInsecure(),
  );
  client = opened;
  const predicting = loadSync(join(root, 'resources/api/prediction.proto'), {
    keepCase: true,
    longs: Number,
  });
  const { tensorflow } = loadPackageDefinition(predicting) as unknown as {
    tensorflow: {
      serving: Record<
        'PredictionService' | 'ModelService',
        new (address: string, secret: unknown) => Client & { close: () => void }
      >;
    };
  };
  const state = new tensorflow.serving.ModelService(
    `127.0.0.1:${api.server.grpcPort ?? 0}`,
    credentials.createInsecure(),
  );
  statuses = state;
  const asking = new tensorflow.serving.PredictionService(
    `127.0.0.1:${api.server.grpcPort ?? 0}`,
    credentials.createInsecure(),
  );
  predictions = asking;
  close = () => {
    opened.close();
    asking.close();
    state.close();
  };
});
afterAll(async () => {
  close();
  await api.close();
});

function call(
  method: string,
  request: object,
  token: string | null,
  of = client,
): Promise<Record<string, unknown>> {
  const metadata = new Metadata();
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    of[method]?.(request, metadata, (error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

const input = { name: 'image', datatype: 'BYTES', shape: [2] };
const withContents = { ...input, contents: { bytes_contents: images } };

describe('Open Inference Protocol over gRPC', () => {
  it('says what server and models are', async () => {
    expect(await call('ServerLive', {}, null)).toEqual({ live: true });
    expect(await call('ServerReady', {}, null)).toEqual({ ready: true });
    expect(await call('ServerMetadata', {}, api.tokens.search)).toMatchObject({ name: 'inkdex' });
    expect(await call('ModelReady', { name: 'inkdex' }, api.tokens.read)).toEqual({ ready: true });
    expect(await call('ModelMetadata', { name: 'inkdex' }, api.tokens.read)).toMatchObject({
      inputs: [{ name: 'image', datatype: 'BYTES' }],
    });
  });

  it('reads words from lists and from raw tensors', async () => {
    const read = await api.services.reading.readWords(paths, { alternatives: 1 });
    const texts = read.map((word) => ('text' in word ? word.text : ''));
    const raw = Buffer.concat(
      images.flatMap((image) => {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(image.length);
        return [length, image];
      }),
    );
    for (const request of [
      { inputs: [withContents] },
      { inputs: [input], raw_input_contents: [raw], outputs: [{ name: 'text' }] },
    ]) {
      const answer = await call('ModelInfer', { model_name: 'inkdex', id: '7', ...request }, api.tokens.read);
      expect(answer).toMatchObject({ model_name: 'inkdex', id: '7' });
      const [tensor] = answer.raw_output_contents as Buffer[];
      expect(elementsOf(tensor ?? Buffer.alloc(0)).map(String)).toEqual(texts);
    }
  });

  const asked = { model_name: 'inkdex', inputs: [withContents] };
  it.each([
    ['no token', status.UNAUTHENTICATED, asked, () => null],
    ['a wrong token', status.UNAUTHENTICATED, asked, () => 'inkdex_x'],
    ['another scope', status.PERMISSION_DENIED, asked, () => api.tokens.search],
    ['an unknown model', status.NOT_FOUND, { ...asked, model_name: 'gpt' }, () => api.tokens.read],
    [
      'another shape',
      status.INVALID_ARGUMENT,
      { ...asked, inputs: [{ ...withContents, shape: [3] }] },
      () => api.tokens.read,
    ],
    [
      'a raw tensor that does not fit',
      status.INVALID_ARGUMENT,
      { ...asked, inputs: [input], raw_input_contents: [Buffer.from('12345')] },
      () => api.tokens.read,
    ],
    [
      'what is no picture',
      status.INVALID_ARGUMENT,
      {
        ...asked,
        inputs: [{ ...input, shape: [1], contents: { bytes_contents: [Buffer.from('no picture')] } }],
      },
      () => api.tokens.read,
    ],
    [
      'a request that is too large',
      status.RESOURCE_EXHAUSTED,
      {
        ...asked,
        inputs: [{ ...input, shape: [1], contents: { bytes_contents: [Buffer.alloc(17 * 2 ** 20)] } }],
      },
      () => api.tokens.read,
    ],
  ])('refuses %s', async (_what, code, request, token) => {
    await expect(call('ModelInfer', request, token())).rejects.toMatchObject({ code });
  });

  it('is logged and measured with the other requests', async () => {
    await call('ServerLive', {}, null);
    expect(api.requests.at(-1)).toMatchObject({ method: 'gRPC', route: '/ServerLive', status: 200 });
  });
});

describe('PredictionService of TensorFlow Serving', () => {
  const predict = async (input: object, changes: object = {}) =>
    await call(
      'Predict',
      { model_spec: { name: 'inkdex', signature_name: 'serving_default' }, inputs: { input }, ...changes },
      api.tokens.read,
      predictions,
    );
  const dims = (...sides: number[]) => ({ dim: sides.map((size) => ({ size })) });

  it('reads the bytes of one picture and of several, as attention-ocr sends them', async () => {
    const read = await api.services.reading.readWords(paths, { alternatives: 1 });
    const texts = read.map((word) => ('text' in word ? word.text : ''));
    const single = await predict({ dtype: 7, string_val: images.slice(0, 1) });
    expect(single).toMatchObject({
      model_spec: { name: 'inkdex', version: { value: 1 } },
      outputs: { output: { dtype: 7, string_val: [Buffer.from(texts[0] ?? '')] }, probability: { dtype: 2 } },
    });
    const several = await predict(
      { dtype: 7, tensor_shape: dims(2), string_val: images },
      { output_filter: ['output'] },
    );
    expect(several.outputs).toEqual({
      output: expect.objectContaining({ string_val: texts.map((text) => Buffer.from(text)) }) as object,
    });
  });

  it('reads pixels and gives a sparse tensor, as CRNN_Tensorflow does', async () => {
    const levels = Float32Array.from({ length: 32 * 100 * 3 }, (_, at) => (at % 60 < 9 ? -1 : 1));
    const input = { dtype: 1, tensor_shape: dims(1, 32, 100, 3) };
    const content = await predict({ ...input, tensor_content: Buffer.from(levels.buffer) });
    const listed = await predict({ ...input, float_val: [...levels] });
    expect(content).toEqual(listed);
    const { outputs } = content as {
      outputs: Record<string, { string_val?: Buffer[]; int64_val?: number[] }>;
    };
    const text = String(outputs.output?.string_val?.[0]);
    expect(outputs.decodes_values?.int64_val).toEqual(Array.from(text, (letter) => letter.codePointAt(0)));
    expect(outputs.decodes_dense_shape?.int64_val).toEqual([1, Array.from(text).length]);
    expect(outputs).not.toHaveProperty('ord_map');
    // NumPy's numbers are doubles, if a program does not say otherwise.
    const doubles = Float64Array.from(levels);
    const wide = { ...input, dtype: 2 };
    expect(await predict({ ...wide, tensor_content: Buffer.from(doubles.buffer) })).toEqual(content);
    expect(await predict({ ...wide, double_val: [...doubles] })).toEqual(content);
  });

  it('says what a model takes, and that it is ready, as TensorFlow Serving does', async () => {
    const asked = { model_spec: { name: 'crnn' }, metadata_field: ['signature_def'] };
    const { model_spec: spec, metadata } = await call(
      'GetModelMetadata',
      asked,
      api.tokens.read,
      predictions,
    );
    expect(spec).toMatchObject({ name: 'crnn', version: { value: 1 } });
    expect(metadata).toMatchObject({
      signature_def: {
        type_url: 'type.googleapis.com/tensorflow.serving.SignatureDefMap',
        value: {
          signature_def: {
            serving_default: {
              inputs: { input: { name: 'input:0', dtype: 7 } },
              outputs: { probability: { dtype: 2 } },
              method_name: 'tensorflow/serving/predict',
            },
          },
        },
      },
    });
    const status = await call('GetModelStatus', { model_spec: { name: 'crnn' } }, api.tokens.read, statuses);
    expect(status).toMatchObject({
      model_version_status: [{ version: 1, state: 30, status: { error_code: 0 } }],
    });
    const unknown = call('GetModelStatus', { model_spec: { name: 'none' } }, api.tokens.read, statuses);
    await expect(unknown).rejects.toThrow('There is no recogniser "none"');
  });

  it('refuses other tensors and programs without a token', async () => {
    const wrong = [
      { dtype: 3, tensor_shape: dims(1) },
      { dtype: 1, tensor_shape: dims(1, 32, 100, 3), float_val: [1] },
      { dtype: 1, tensor_shape: dims(1, 1, 1, 2), float_val: [1, 1] },
      { dtype: 1, tensor_shape: dims(1, 1, 1, 1), float_val: [7] },
    ];
    for (const input of wrong) {
      await expect(predict(input)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    }
    await expect(predict({ dtype: 7 }, { inputs: {} })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    const asked = { model_spec: { name: 'inkdex' }, inputs: {} };
    await expect(call('Predict', asked, null, predictions)).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
  });
});
