import { join } from 'node:path';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { z } from 'zod';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { beginEntry, logFault, type RequestEntry } from '../app.ts';
import { resourcesFolder } from '../../installation.ts';
import type { Log } from '../../ipc/serve.ts';
import { checked } from '../endpoint.ts';
import type { Admit, NeededScope } from '../admission.ts';
import type { Hold, Kept } from '../bodies.ts';
import type { ApiLimits } from '../limits.ts';
import { modelVersion, type FindModel } from '../models.ts';
import type { createPredict } from '../predictTensors.ts';
import { metadataOf, readyStatus } from '../tensorflow.ts';
import { Refusal, statusOfThrown } from '../refusal.ts';
import { serverMetadata } from './http.ts';
import { openHttp2, type Http2Server } from './http2.ts';
import { describeModel, type createInfer, type InferRequest } from './infer.ts';
import { bytesTensor, elementsOf, floatTensor } from './tensors.ts';
import { readMessage, sendFailure, sendMessage } from './unary.ts';

export interface GrpcParts {
  readonly infer: ReturnType<typeof createInfer>;
  readonly predict: ReturnType<typeof createPredict>;
  readonly findModel: FindModel;
  readonly admit: Admit;
  readonly hold: Hold;
  readonly isClosing: () => boolean;
  readonly limits: ApiLimits;
  readonly onRequest: (entry: RequestEntry) => void;
  /** Gets bugs, with their stacks. */
  readonly log: Log;
}

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
}

/**
 * Open Inference Protocol, version 2, over gRPC, and the calls of TensorFlow Serving. Token, scope and rate of a call are
 * checked before its message is read.
 *
 * @param tls certificate and key, PEM; null for plain HTTP/2
 * @throws InkdexError `bad-arguments` when the port is in use
 */
export async function openGrpc(
  parts: GrpcParts,
  host: string,
  port: number,
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
): Promise<Http2Server> {
  const served = new Map<string, ServedMethod>();
  const ofModel = (answer: (name: string) => object): Method =>
    reads(async (request) => {
      const { name } = checked('the request', specSchema, request).model_spec;
      await parts.findModel(name);
      return answer(name);
    });
  const add = (file: string, service: string, methods: Record<string, Method>): void => {
    for (const [name, wire] of wiresOf(file, service)) {
      const method = methods[name];
      if (method !== undefined) served.set(wire.path, { name, ...method, wire });
    }
  };
  add('inference.proto', 'inference.GRPCInferenceService', methodsOf(parts));
  add('prediction.proto', 'tensorflow.serving.PredictionService', {
    Predict: reads(parts.predict),
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
  return await openHttp2(parts.limits, host, port, tls, (stream, headers) => {
    answerCall(stream, headers, served.get(headers[':path'] ?? ''), parts);
  });
}

function wiresOf(file: string, service: string): ReadonlyMap<string, ServedMethod['wire']> {
  const definition = loadSync(join(resourcesFolder, 'api', file), {
    keepCase: true,
    longs: Number,
    defaults: true,
  });
  const wires = z.record(z.string(), z.custom<ServedMethod['wire']>()).parse(definition[service]);
  return new Map(Object.entries(wires));
}

function methodsOf({ infer, findModel, isClosing }: GrpcParts): Record<string, Method> {
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
    const { scope, wire, answer } = requireMethod(method, headers);
    token = admit(headers.authorization, scope)?.name ?? null;
    const kept = hold(token ?? '');
    try {
      const message = await readInTime(stream, headers, scope === null ? emptyOnly(limits) : limits, kept);
      const value = await answer(requestIn(message, wire), stop.signal);
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

/** @throws InkdexError `bad-arguments` */
function requestIn(message: Buffer, { requestDeserialize }: ServedMethod['wire']): object {
  try {
    return requestDeserialize(message);
  } catch (error) {
    throw new InkdexError('bad-arguments', 'The message is none of this method.', { cause: error });
  }
}
