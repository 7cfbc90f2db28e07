import { join } from 'node:path';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { z } from 'zod';
import { failureOf, InkdexError } from '../../../../shared/result.ts';
import { formatCount } from '../../../../shared/text.ts';
import type { GrpcParts, OpenGrpc } from '../../../api/annexed.ts';
import { beginEntry, logFault } from '../../../api/app.ts';
import { resourcesFolder } from '../../../installation.ts';
import { checked } from '../../../api/endpoint.ts';
import type { NeededScope } from '../../../api/admission.ts';
import type { Kept } from '../../../api/bodies.ts';
import type { ApiLimits } from '../../../api/limits.ts';
import { modelVersion } from '../../../api/models.ts';
import { createPredict } from '../predictTensors.ts';
import { metadataOf, readyStatus } from '../tensorflow.ts';
import { Refusal, statusOfThrown } from '../../../api/refusal.ts';
import { serverMetadata } from './http.ts';
import { openHttp2 } from './http2.ts';
import { createInfer, describeModel, type InferRequest } from './infer.ts';
import { countFields } from './messageFields.ts';
import { bytesTensor, elementsOf, floatTensor } from './tensors.ts';
import { readMessage, sendFailure, sendMessage } from './unary.ts';

const nameSchema = z.object({ name: z.string() });
const specSchema = z.object({ model_spec: nameSchema });
const signatureType = 'type.googleapis.com/tensorflow.serving.SignatureDefMap';
const inferSchema = z.object({
  model_name: z.string(),
  id: z.string(),
  inputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.number().int()),
      contents: z.object({ bytes_contents: z.array(z.instanceof(Buffer)) }).nullish(),
    }),
  ),
  outputs: z.array(z.object({ name: z.string() })),
  raw_input_contents: z.array(z.instanceof(Buffer)),
});

interface Method {
  readonly scope: NeededScope;
  readonly answer: (request: unknown, signal: AbortSignal) => Promise<object> | object;
}

const reads = (answer: Method['answer']): Method => ({ scope: 'read', answer });

/** A method with its messages. */
interface ServedMethod extends Method {
  readonly name: string;
  readonly wire: MethodDefinition<object, object>;
  readonly request: protobuf.Type;
}

/**
 * Open Inference Protocol, version 2, over gRPC, and the calls of TensorFlow Serving. Token, scope and rate of a call are
 * checked before its message is read.
 */
export const openGrpc: OpenGrpc = async (parts, host, port, pem) => {
  const served = new Map<string, ServedMethod>();
  const ofModel = (answer: (name: string) => object): Method =>
    reads(async (request) => {
      const { name } = checked('the request', specSchema, request).model_spec;
      await parts.findModel(name);
      return answer(name);
    });
  const add = (file: string, service: string, methods: Record<string, Method>): void => {
    const { methods: described } = protobuf
      .loadSync(join(apiFolder, file))
      .resolveAll()
      .lookupService(service);
    for (const [name, wire] of wiresOf(file, service)) {
      const method = methods[name];
      const request = described[name]?.resolvedRequestType;
      if (method !== undefined && request instanceof protobuf.Type)
        served.set(wire.path, { name, ...method, wire, request });
    }
  };
  add('inference.proto', 'inference.GRPCInferenceService', methodsOf(parts));
  add('prediction.proto', 'tensorflow.serving.PredictionService', {
    Predict: reads(createPredict(parts.words, parts.findModel)),
    GetModelMetadata: ofModel((name) => {
      const { model_spec: spec, metadata } = metadataOf(name);
      const value = { type_url: signatureType, value: metadata.signature_def };
      return {
        model_spec: { ...spec, version: { value: modelVersion } },
        metadata: { signature_def: value },
      };
    }),
  });
  add('prediction.proto', 'tensorflow.serving.ModelService', { GetModelStatus: ofModel(() => readyStatus) });
  return await openHttp2(parts.limits, host, port, pem, (stream, headers) => {
    answerCall(stream, headers, served.get(headers[':path'] ?? ''), parts);
  });
};

const apiFolder = join(resourcesFolder, 'api');

function wiresOf(file: string, service: string): ReadonlyMap<string, ServedMethod['wire']> {
  const definition = loadSync(join(apiFolder, file), {
    keepCase: true,
    longs: Number,
    defaults: true,
  });
  const wires = z.record(z.string(), z.custom<ServedMethod['wire']>()).parse(definition[service]);
  return new Map(Object.entries(wires));
}

function methodsOf({ words, findModel, isClosing }: GrpcParts): Record<string, Method> {
  const infer = createInfer(words, findModel);
  return {
    ServerLive: { scope: null, answer: () => ({ live: true }) },
    ServerReady: { scope: null, answer: () => ({ ready: !isClosing() }) },
    ServerMetadata: { scope: 'any', answer: () => serverMetadata() },
    ModelReady: reads(async (request) => {
      await findModel(checked('the request', nameSchema, request).name);
      return { ready: true };
    }),
    ModelMetadata: reads(async (request) => {
      const { name } = checked('the request', nameSchema, request);
      await findModel(name);
      return describeModel(name);
    }),
    ModelInfer: reads(async (request, signal) => {
      const { model_name: name, ...asked } = checked('the request', inferSchema, request);
      const { id, outputs } = await infer(name, requestOf(asked), signal);
      return {
        model_name: name,
        model_version: modelVersion,
        id,
        outputs: outputs.map((output) => ({ ...output, data: undefined })),
        raw_output_contents: outputs.map((output) =>
          output.datatype === 'BYTES' ? bytesTensor(output.data) : floatTensor(output.data),
        ),
      };
    }),
  };
}

/** Tensors are raw, or lists of elements. No wanted output means all. */
function requestOf({
  id,
  inputs,
  outputs,
  raw_input_contents: raw,
}: Omit<z.infer<typeof inferSchema>, 'model_name'>): InferRequest {
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${raw.length} raw_input_contents for ${inputs.length} inputs; expected one for each.`,
    );
  }
  const listed = inputs.map(({ contents, ...input }, index) => {
    const bytes = raw[index];
    return { ...input, data: bytes === undefined ? (contents?.bytes_contents ?? []) : elementsOf(bytes) };
  });
  return { id, inputs: listed, ...(outputs.length > 0 && { outputs }) };
}

function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  method: ServedMethod | undefined,
  { admit, hold, limits, onRequest, log }: GrpcParts,
): void {
  const entryOf = beginEntry('gRPC');
  const stop = new AbortController();
  // A client that hangs up, or breaks the protocol, is no fault of Inkdex.
  stream.on('error', () => undefined);
  stream.once('close', () => {
    stop.abort();
  });
  let token: string | null = null;
  const end = (status: number): void => {
    onRequest(entryOf({ route: method === undefined ? null : `/${method.name}`, status, token }));
  };
  const work = async (): Promise<void> => {
    const served = requireMethod(method, headers);
    const { scope, wire, answer } = served;
    token = admit(headers.authorization, scope)?.name ?? null;
    const kept = hold(token ?? '');
    try {
      const message = await readInTime(stream, headers, scope === null ? emptyOnly(limits) : limits, kept);
      const value = await answer(requestIn(message, served), stop.signal);
      sendMessage(stream, wire.responseSerialize(value), limits.requestMs);
    } finally {
      kept.release();
    }
  };
  work().then(
    () => {
      end(200);
    },
    (thrown: unknown) => {
      const status = statusOfThrown(thrown);
      logFault(log, thrown);
      sendFailure(stream, status, status === 500 ? 'Inkdex failed: see its log.' : failureOf(thrown).message);
      end(status);
    },
  );
}

/** @throws Refusal 405, 415 */
function requireMethod(method: ServedMethod | undefined, headers: IncomingHttpHeaders): ServedMethod {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/grpc')) {
    throw new Refusal(415, `The Content-Type is ${JSON.stringify(type)}; expected application/grpc.`);
  }
  if (method === undefined) throw new Refusal(405, `There is no method ${headers[':path'] ?? ''}.`);
  return method;
}

/** Who needs no token has nothing to say. */
function emptyOnly({ headersMs }: ApiLimits): MessageLimits {
  return { bodyBytes: 0, requestMs: headersMs };
}

type MessageLimits = Pick<ApiLimits, 'bodyBytes' | 'requestMs'>;

/** @throws Refusal 408; those of `readMessage` */
async function readInTime(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { requestMs, bodyBytes }: MessageLimits,
  kept: Kept,
): Promise<Buffer> {
  const tooSlow = new Refusal(408, 'The request came too slowly. Send it again, or in smaller parts.');
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    // This also ends the reading.
    sendFailure(stream, tooSlow.status, tooSlow.message);
  }, requestMs);
  try {
    const message = await readMessage(stream, headers, bodyBytes, kept);
    late.signal.throwIfAborted();
    return message;
  } catch (error) {
    throw late.signal.aborted ? tooSlow : error;
  } finally {
    clearTimeout(timer);
  }
}

/** A request with 256 words has about 300. */
const mostFields = 10_000;

/** @throws Refusal 413; InkdexError `bad-arguments` */
function requestIn(message: Buffer, { request, wire }: ServedMethod): object {
  try {
    if (countFields(message, request, mostFields) <= mostFields) return wire.requestDeserialize(message);
  } catch (error) {
    throw new InkdexError('bad-arguments', 'The message is none of this method.', { cause: error });
  }
  throw new Refusal(
    413,
    `The message has more than ${formatCount(mostFields)} fields. Send fewer words at once, or pixels as tensor_content.`,
  );
}
