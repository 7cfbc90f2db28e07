import { createHash } from 'node:crypto';
import type { ObjectStore } from '@nats-io/obj';
import { photoBucket, type Broker } from './connection.ts';

/** A smallest speed of the network, for the time that an object may take. */
const leastBytesPerMs = 500;
const leastMs = 5000;

/** Puts bytes into an object store under their SHA-256. It replaces what is there. */
export async function putObject(store: ObjectStore, sha256: string, bytes: Uint8Array): Promise<void> {
  await store.putBlob({ name: sha256 }, bytes);
}

/** The bytes with this SHA-256; null if they are not in the store, or not whole. */
export async function getObject(store: ObjectStore, sha256: string): Promise<Uint8Array | null> {
  const found = await store.info(sha256);
  if (found === null || found.deleted) return null;
  // A store that has lost a part of an object never delivers it.
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(
    () => {
      resolve(null);
    },
    leastMs + found.size / leastBytesPerMs,
  );
  try {
    const bytes = await Promise.race([store.getBlob(sha256).catch(() => null), late]);
    if (bytes === null) return null;
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null;
  } finally {
    clearTimeout(timer);
  }
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
