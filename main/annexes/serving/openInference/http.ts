import { z } from 'zod';
import { readAppVersion } from '../../../installation.ts';
import type { MakeEndpoints } from '../../../api/annexed.ts';
import { endpoint } from '../../../api/endpoint.ts';
import { modelParams as params, modelVersion } from '../../../api/models.ts';
import { describeModel, inferSchema, createInfer, type Inferred, type InferRequest } from './infer.ts';
import { bytesTensor, floatTensor, jsonLengthHeader, readTensors } from './tensors.ts';

const tensor = { name: z.string(), datatype: z.string(), shape: z.array(z.number()) };
const binaryParameters = z.object({ binary_data_size: z.number() });
const inferredSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string(),
  outputs: z.array(
    z.object({
      ...tensor,
      data: z.array(z.union([z.string(), z.number()])).optional(),
      parameters: binaryParameters.optional(),
    }),
  ),
});

/** Open Inference Protocol, version 2, over HTTP, with Triton's extension for binary tensors. */
export const inferenceEndpoints: MakeEndpoints = ({ words, findModel, limits: { bodyBytes } }) => {
  const infer = createInfer(words, findModel);
  const common = { scope: 'read', params } as const;
  return [
    endpoint({
      method: 'get',
      path: '/v2',
      summary: 'What this server is (Open Inference Protocol)',
      scope: 'any',
      answers: {
        'application/json': z.object({
          name: z.string(),
          version: z.string(),
          extensions: z.array(z.string()),
        }),
      },
      handle: () => serverMetadata(),
    }),
    endpoint({
      ...common,
      method: 'get',
      path: '/v2/models/{model}',
      summary: 'What a model takes and gives (Open Inference Protocol)',
      answers: {
        'application/json': z.object({
          name: z.string(),
          versions: z.array(z.string()),
          platform: z.string(),
          inputs: z.array(z.object(tensor)),
          outputs: z.array(z.object(tensor)),
        }),
      },
      async handle({ params: { model } }) {
        await findModel(model);
        return describeModel(model);
      },
    }),
    endpoint({
      ...common,
      method: 'get',
      path: '/v2/models/{model}/ready',
      summary: 'Whether a model is ready (Open Inference Protocol)',
      answers: { 'application/json': z.object({ name: z.string(), ready: z.boolean() }) },
      async handle({ params: { model } }) {
        await findModel(model);
        return { name: model, ready: true };
      },
    }),
    endpoint({
      ...common,
      method: 'post',
      path: '/v2/models/{model}/infer',
      summary: 'Read words (Open Inference Protocol)',
      body: {
        types: ['application/json', 'application/octet-stream'],
        mostBytes: bodyBytes,
        schema: inferSchema,
        read: readTensors,
      },
      answers: { 'application/json': inferredSchema, 'application/octet-stream': null },
      async handle({ params: { model }, body, signal }) {
        return inferredResponse(model, body, await infer(model, body, signal));
      },
    }),
  ];
};

export function serverMetadata(): { name: string; version: string; extensions: string[] } {
  return { name: 'inkdex', version: readAppVersion(), extensions: ['binary_tensor_data'] };
}

function inferredResponse(model: string, request: InferRequest, { id, outputs }: Inferred): Response {
  const isBinary = new Map(
    request.outputs?.map(({ name, parameters }) => [name, parameters?.binary_data] as const) ?? [],
  );
  const tensors: Buffer[] = [];
  const listed = outputs.map((output) => {
    const wanted = isBinary.get(output.name) ?? request.parameters?.binary_data_output;
    if (wanted !== true) return output;
    const bytes = output.datatype === 'BYTES' ? bytesTensor(output.data) : floatTensor(output.data);
    tensors.push(bytes);
    const { name, shape, datatype } = output;
    return { name, shape, datatype, parameters: { binary_data_size: bytes.length } };
  });
  const inferred = { model_name: model, model_version: modelVersion, id, outputs: listed };
  if (tensors.length === 0) return Response.json(inferred);
  const json = Buffer.from(JSON.stringify(inferred));
  return new Response(Buffer.concat([json, ...tensors]), {
    headers: { 'content-type': 'application/octet-stream', [jsonLengthHeader]: String(json.length) },
  });
}
