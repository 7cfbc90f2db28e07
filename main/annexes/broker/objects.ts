import { createHash } from 'node:crypto';
import type { ObjectStore } from '@nats-io/obj';
import { photoBucket, type Broker } from './connection.ts';

/** A smallest speed of the network, for the time that an object may take. */
const leastBytesPerMs = 500;
const leastMs = 5000;

/** Photos and models are no larger. */
export const mostFileBytes = 1024 ** 3;

/**
 * The bytes with this SHA-256; null if they are not in the store, or not whole.
 *
 * @param mostBytes larger objects count as missing, whatever size they claim to have: another program may have put them there
 */
export async function getObject(
  store: Pick<ObjectStore, 'info' | 'get'>,
  sha256: string,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const found = await store.info(sha256);
  if (found === null || found.deleted || found.size > mostBytes) return null;
  // A store that has lost a part of an object never delivers it.
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(
    () => {
      resolve(null);
    },
    leastMs + found.size / leastBytesPerMs,
  );
  try {
    const bytes = await Promise.race([bytesOf(store, sha256, mostBytes).catch(() => null), late]);
    if (bytes === null) return null;
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null;
  } finally {
    clearTimeout(timer);
  }
}

async function bytesOf(
  store: Pick<ObjectStore, 'get'>,
  sha256: string,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const found = await store.get(sha256);
  if (found === null) return null;
  // What fails here fails the stream, too.
  found.error.catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of found.data) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Removes a photo. The store itself would write that it was removed, for which a full broker has no space.
 */
export async function removePhoto({ jsm, photos }: Broker, sha256: string): Promise<void> {
  const found = await photos.info(sha256);
  if (found === null) return;
  const stream = `OBJ_${photoBucket}`;
  await jsm.streams.purge(stream, { filter: `$O.${photoBucket}.C.${found.nuid}` });
  await jsm.streams.deleteMessage(stream, found.revision, false);
}
