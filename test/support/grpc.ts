import { connect, type ClientHttp2Session } from 'node:http2';
import { onTestFinished } from 'vitest';
import type { TestApi } from './api.ts';

/** A connection for gRPC, until the test ends. */
export function connectTo({ server }: TestApi): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${server.grpcPort ?? 0}`);
  session.on('error', () => undefined);
  onTestFinished(() => {
    session.destroy();
  });
  return session;
}

/** A message of gRPC, or its beginning. */
export function framed(bytes: Buffer, { length = bytes.length, flag = 0 } = {}): Buffer {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, bytes]);
}

export interface Call {
  /** Status of gRPC, when the call has ended. */
  readonly status: Promise<string | undefined>;
  readonly cancel: () => void;
}

/** Calls a method of gRPC. */
export function call(
  session: ClientHttp2Session,
  path: string,
  token: string | null,
  sent: Buffer,
  { isWhole = true, ...headers }: { readonly isWhole?: boolean; readonly 'grpc-encoding'?: string } = {},
): Call {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...headers,
  });
  let status: string | undefined;
  const keep = (received: object): void => {
    const given: unknown = Reflect.get(received, 'grpc-status');
    if (typeof given === 'string') status = given;
  };
  stream.on('response', keep);
  stream.on('trailers', keep);
  stream.on('error', () => undefined);
  stream.resume();
  stream.write(sent);
  if (isWhole) stream.end();
  const ended = new Promise<string | undefined>((resolve) => {
    // Node's stream stays open where the server has ended it before all is sent.
    for (const end of ['end', 'close'])
      stream.on(end, () => {
        resolve(status);
      });
  });
  return {
    status: ended,
    cancel() {
      stream.close(8);
    },
  };
}

/** A field of a message of protobuf: bytes. @param tag number and type of the field */
export function fieldOf(tag: number, bytes: Buffer): Buffer {
  const length = [0, 7, 14, 21].map((bits) => ((bytes.length >> bits) & 127) | (bits < 21 ? 128 : 0));
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}
