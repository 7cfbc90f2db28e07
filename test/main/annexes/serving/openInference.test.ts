import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesTensor, elementsOf } from '../../../../main/annexes/serving/openInference/tensors.ts';
import { sendTo, type Reply } from '../../../support/httpServer.ts';
import { jsonOf, openTestApi, posting, type TestApi } from '../../../support/api.ts';

const folder = join(import.meta.dirname, '../../../fixtures/data/words/copiste_fr');
const paths = ['0', '1'].map((word) => join(folder, `copiste_0001_000_0${word}.png`));
const images = paths.map((path) => readFileSync(path));
const data = images.map((image) => image.toString('base64'));
const infer = '/v2/models/inkdex/infer';

let api: TestApi;
let texts: string[];
beforeAll(async () => {
  api = await openTestApi();
  const read = await api.services.reading.readWords(paths, { alternatives: 1 });
  texts = read.map((word) => ('text' in word ? word.text : ''));
});
afterAll(() => api.close());

const asReader = (value: unknown): Promise<Reply> => api.askAs('read', infer, posting(value));
const input = { name: 'image', datatype: 'BYTES', shape: [2], data };

/** A request with the pictures after the JSON, as tritonclient sends it. */
function binary(shape: number[], change = 0): { body: Buffer; length: number } {
  const elements = images.flatMap((image) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(image.length);
    return [length, image];
  });
  const tensor = Buffer.concat(elements);
  const json = Buffer.from(
    JSON.stringify({
      inputs: [
        {
          name: 'image',
          datatype: 'BYTES',
          shape,
          parameters: { binary_data_size: tensor.length + change },
        },
      ],
      outputs: [
        { name: 'text', parameters: { binary_data: true } },
        { name: 'confidence', parameters: { binary_data: false } },
      ],
    }),
  );
  return { body: Buffer.concat([json, tensor]), length: json.length };
}

function askBinary({ body, length }: { body: Buffer; length: number }): Promise<Reply> {
  const headers = { 'inference-header-content-length': length };
  return api.askAs('read', infer, { method: 'POST', headers, body });
}

describe('Open Inference Protocol over HTTP', () => {
  it('says what server and model are', async () => {
    expect(jsonOf(await api.askAs('search', '/v2'))).toMatchObject({
      name: 'inkdex',
      extensions: ['binary_tensor_data'],
    });
    expect(jsonOf(await api.askAs('read', '/v2/models/starter-recogniser'))).toEqual({
      name: 'starter-recogniser',
      versions: ['1'],
      platform: 'inkdex',
      inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
      outputs: [
        { name: 'text', datatype: 'BYTES', shape: [-1] },
        { name: 'confidence', datatype: 'FP32', shape: [-1] },
      ],
    });
    expect(jsonOf(await api.askAs('read', '/v2/models/inkdex/ready'))).toEqual({
      name: 'inkdex',
      ready: true,
    });
  });

  it('reads pictures in base64', async () => {
    const reply = await asReader({ id: '42', inputs: [input] });
    expect(jsonOf(reply)).toMatchObject({
      model_name: 'inkdex',
      id: '42',
      outputs: [
        { name: 'text', datatype: 'BYTES', shape: [2], data: texts },
        { name: 'confidence', datatype: 'FP32', shape: [2] },
      ],
    });
    const chosen = await asReader({ inputs: [{ ...input, shape: [2, 1] }], outputs: [{ name: 'text' }] });
    expect(jsonOf(chosen).outputs).toEqual([{ name: 'text', datatype: 'BYTES', shape: [2, 1], data: texts }]);
  });

  it('reads binary tensors and answers with them', async () => {
    const { body, length } = binary([2]);
    const address = `${api.server.address}${infer}`;
    const headers = {
      authorization: `Bearer ${api.tokens.read}`,
      'inference-header-content-length': String(length),
    };
    const reply = await fetch(address, { method: 'POST', headers, body: new Uint8Array(body) });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const json = Number(reply.headers.get('inference-header-content-length'));
    const [text, confidence] = (
      JSON.parse(bytes.subarray(0, json).toString()) as { outputs: Record<string, unknown>[] }
    ).outputs;
    expect(text).toMatchObject({ parameters: { binary_data_size: bytes.length - json } });
    expect(confidence?.data).toHaveLength(2);
    expect(elementsOf(bytes.subarray(json)).map(String)).toEqual(texts);
    expect(bytesTensor(texts)).toEqual(bytes.subarray(json));
  });

  it.each([
    [
      'an unknown input',
      () => asReader({ inputs: [{ ...input, name: 'pixels' }] }),
      'expected one: image (BYTES)',
    ],
    ['another type', () => asReader({ inputs: [{ ...input, datatype: 'FP32' }] }), 'image (FP32)'],
    ['another shape', () => asReader({ inputs: [{ ...input, shape: [3] }] }), 'the shape [3] and 2 elements'],
    ['no shape', () => asReader({ inputs: [{ name: 'image', datatype: 'BYTES' }] }), 'inputs.0.shape'],
    ['an unknown output', () => asReader({ inputs: [input], outputs: [{ name: 'x' }] }), 'no output "x"'],
    ['numbers', () => asReader({ inputs: [{ ...input, data: [1, 2] }] }), 'Image 1 is empty or no text'],
    ['a tensor of another shape', () => askBinary(binary([5])), 'the shape [5] and 2 elements'],
    ['a tensor that is too short', () => askBinary(binary([2], 7)), 'does not fit'],
    ['a tensor that is too long', () => askBinary(binary([2], -7)), 'does not fit'],
    ['a wrong length of the JSON', () => askBinary({ ...binary([2]), length: 10 }), 'no valid JSON'],
    [
      'a length of the JSON beyond the body',
      () => askBinary({ ...binary([2]), length: 1e9 }),
      'no valid JSON',
    ],
  ])('refuses %s', async (_what, ask, message) => {
    const reply = await ask();
    expect(jsonOf(reply).error).toContain(message);
    expect(reply.status).toBe(400);
  });

  it('refuses an unknown model', async () => {
    const headers = { authorization: `Bearer ${api.tokens.read}` };
    expect((await sendTo(api.server.port, '/v2/models/gpt', { headers })).status).toBe(404);
    expect((await sendTo(api.server.port, '/v2/models/gpt/ready', { headers })).status).toBe(404);
  });
});
