import { join } from 'node:path';
import {
  Server,
  ServerCredentials,
  status as grpcStatus,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { beginEntry, logFault, type RequestEntry } from '../app.ts';
import { inAddress } from '../../ipc/http/access.ts';
import { resourcesFolder } from '../../installation.ts';
import type { Log } from '../../ipc/serve.ts';
import { checked } from '../endpoint.ts';
import type { Admit, NeededScope } from '../admission.ts';
import type { ApiLimits } from '../limits.ts';
import { modelVersion, type FindModel } from '../models.ts';
import type { createPredict } from '../predictTensors.ts';
import { statusOfThrown } from '../refusal.ts';
import { serverMetadata } from './http.ts';
import { describeModel, type createInfer, type InferRequest } from './infer.ts';
import { bytesTensor, elementsOf, floatTensor } from './tensors.ts';

export interface GrpcParts {
  readonly infer: ReturnType<typeof createInfer>;
  readonly predict: ReturnType<typeof createPredict>;
  readonly findModel: FindModel;
  readonly admit: Admit;
  readonly isClosing: () => boolean;
  readonly limits: ApiLimits;
  readonly onRequest: (entry: RequestEntry) => void;
  /** Gets bugs, with their stacks. */
  readonly log: Log;
}

export interface GrpcServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const nameSchema = z.object({ name: z.string() });
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

/**
 * Open Inference Protocol, version 2, over gRPC, and `Predict` of TensorFlow Serving.
 *
 * @param tls certificate and key, PEM; null for plain HTTP/2
 * @throws InkdexError `bad-arguments` when the port is in use
 */
export async function openGrpc(
  parts: GrpcParts,
  host: string,
  port: number,
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': parts.limits.bodyBytes });
  const add = (file: string, service: string, methods: Record<string, Method>): void => {
    const handlers = Object.entries(methods).map(
      ([name, method]) => [name, handlerOf(name, method, parts)] as const,
    );
    server.addService(serviceOf(file, service), Object.fromEntries(handlers));
  };
  add('inference.proto', 'inference.GRPCInferenceService', methodsOf(parts));
  add('prediction.proto', 'tensorflow.serving.PredictionService', {
    Predict: { scope: 'read', answer: parts.predict },
  });
  const credentials =
    tls === null
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }]);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${inAddress(host)}:${port}`, credentials, (error, chosen) => {
      if (error === null) resolve(chosen);
      else reject(new InkdexError('bad-arguments', `Port ${port} of --api-grpc-port: ${error.message}`));
    });
  });
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, parts.limits.graceMs);
        server.tryShutdown(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

function serviceOf(file: string, service: string): ServiceDefinition {
  const definition = loadSync(join(resourcesFolder, 'api', file), {
    keepCase: true,
    longs: Number,
    defaults: true,
  });
  return z.custom<ServiceDefinition>().parse(definition[service]);
}

function methodsOf({ infer, findModel, isClosing }: GrpcParts): Record<string, Method> {
  return {
    ServerLive: { scope: null, answer: () => ({ live: true }) },
    ServerReady: { scope: null, answer: () => ({ ready: !isClosing() }) },
    ServerMetadata: { scope: 'any', answer: () => serverMetadata() },
    ModelReady: {
      scope: 'read',
      async answer(request) {
        await findModel(checked('the request', nameSchema, request).name);
        return { ready: true };
      },
    },
    ModelMetadata: {
      scope: 'read',
      async answer(request) {
        const { name } = checked('the request', nameSchema, request);
        await findModel(name);
        return describeModel(name);
      },
    },
    ModelInfer: {
      scope: 'read',
      async answer(request, signal) {
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
      },
    },
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

function handlerOf(name: string, { scope, answer }: Method, { admit, onRequest, log }: GrpcParts) {
  return (call: ServerUnaryCall<unknown, object>, respond: sendUnaryData<object>): void => {
    const entryOf = beginEntry('gRPC');
    const stop = new AbortController();
    call.on('cancelled', () => {
      stop.abort();
    });
    let token: string | null = null;
    const end = (status: number): void => {
      onRequest(entryOf({ route: `/${name}`, status, token }));
    };
    const work = async (): Promise<object> => {
      const [authorization] = call.metadata.get('authorization');
      token = admit(authorization?.toString(), scope)?.name ?? null;
      return await answer(call.request, stop.signal);
    };
    work().then(
      (value) => {
        respond(null, value);
        end(200);
      },
      (thrown: unknown) => {
        const status = statusOfThrown(thrown);
        logFault(log, thrown);
        const details = status === 500 ? 'Inkdex failed: see its log.' : failureOf(thrown).message;
        respond({ code: grpcCodes.get(status) ?? grpcStatus.INTERNAL, details });
        end(status);
      },
    );
  };
}

const grpcCodes: ReadonlyMap<number, grpcStatus> = new Map([
  [400, grpcStatus.INVALID_ARGUMENT],
  [401, grpcStatus.UNAUTHENTICATED],
  [403, grpcStatus.PERMISSION_DENIED],
  [404, grpcStatus.NOT_FOUND],
  [413, grpcStatus.INVALID_ARGUMENT],
  [422, grpcStatus.INVALID_ARGUMENT],
  [429, grpcStatus.RESOURCE_EXHAUSTED],
  [503, grpcStatus.UNAVAILABLE],
]);
