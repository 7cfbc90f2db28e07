import { type IncomingHttpHeaders, type ServerHttp2Stream, constants } from 'node:http2';
import { createGunzip, createInflate } from 'node:zlib';
import { readBody, type Kept } from '../../../api/bodies.ts';
import { Refusal } from '../../../api/refusal.ts';

/** Flag of compression, and length of the message that follows. */
const prefixBytes = 5;

/** @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const ok = 0;
const internal = 13;
const codes: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [404, 5],
  [405, 12],
  [408, 4],
  [413, 8],
  [415, 12],
  [422, 3],
  [429, 8],
  [503, 14],
]);

/**
 * Reads the only message of a unary call, which is all that a client sends.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 * @param mostBytes of the message, unpacked
 * @throws Refusal 400, 413, 415, 429
 */
export async function readMessage(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  mostBytes: number,
  kept: Kept,
): Promise<Buffer> {
  // The stream is still needed for the answer.
  const chunks: AsyncIterable<Uint8Array> = stream.iterator({ destroyOnReturn: false });
  const body = await readBody(chunks, prefixBytes + mostBytes, kept);
  const isPacked = body[0] === 1;
  if (body.length < prefixBytes || body.readUInt32BE(1) !== body.length - prefixBytes) {
    throw new Refusal(400, `Found ${body.length} bytes; expected one message of gRPC with its length.`);
  }
  const message = body.subarray(prefixBytes);
  if (!isPacked) return message;
  return await unpack(message, headers['grpc-encoding'], mostBytes, kept);
}

const unpackers = { gzip: createGunzip, deflate: createInflate };
/** What an unpacker holds itself: a window and a chunk. */
const unpackerBytes = 64 * 1024;

async function unpack(
  packed: Buffer,
  encoding: string | string[] | undefined,
  mostBytes: number,
  kept: Kept,
): Promise<Buffer> {
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new Refusal(
      415,
      `The message is compressed (${String(encoding)}). Send it as it is, or with gzip.`,
    );
  }
  kept.add(unpackerBytes);
  const unpacker = unpackers[encoding]();
  unpacker.end(packed);
  return await readBody(unpacker, mostBytes, kept, `The message is no ${encoding}.`);
}

/** Whether the client is there, and has no answer yet. Node throws for any other stream. */
function isWaiting({ destroyed, closed, headersSent }: ServerHttp2Stream): boolean {
  return !destroyed && !closed && !headersSent;
}

/** Of a message for people, which is a header. A request may name a model of 16 MB. */
const longestReason = 1000;

const answerHeaders = { ':status': 200, 'content-type': 'application/grpc+proto' };

/** Sends the answer of a call whose message has been read, unless the client has gone. */
export function sendMessage(stream: ServerHttp2Stream, message: Buffer, mostMs: number): void {
  if (!isWaiting(stream)) return;
  stream.respond(answerHeaders, { waitForTrailers: true });
  stream.once('wantTrailers', () => {
    if (!stream.destroyed && !stream.closed) stream.sendTrailers({ 'grpc-status': ok });
  });
  // A client that does not take its answer.
  stream.setTimeout(mostMs, () => {
    stream.close(constants.NGHTTP2_CANCEL);
  });
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/**
 * Ends a call without an answer, and reads no more of it.
 *
 * @param status that of HTTP
 */
export function sendFailure(stream: ServerHttp2Stream, status: number, message: string): void {
  if (!isWaiting(stream)) return;
  stream.respond(
    {
      ...answerHeaders,
      'grpc-status': codes.get(status) ?? internal,
      'grpc-message': encodeURI(message.slice(0, longestReason).toWellFormed()),
      'grpc-accept-encoding': 'identity,deflate,gzip',
    },
    { endStream: true },
  );
  stream.close(constants.NGHTTP2_NO_ERROR);
  // What is already here would keep the stream.
  stream.resume();
}
