import type { PhotoId } from '../../shared/contract/photo.ts';
import type { ItemOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import { findPhotoWithoutKind, replaceHashAndKind } from '../store/photos/photoHashes.ts';
import type { HashAndKind } from '../store/photos/pictureFacts.ts';
import { replacePictureIdentity } from '../store/photos/photoFile.ts';
import { ServerEnded, type Reader } from '../workers/client.ts';
import type { Pictures } from './pictures.ts';

interface KindParts {
  readonly db: WritableDatabase;
  readonly lock: Pick<HostLock, 'whenTaken'>;
  readonly pictures: Pick<Pictures, 'makeThumbnail'>;
  readonly reader: Reader;
}

/**
 * Gives photos their perceptual hashes and kinds, by their thumbnails: at import, and for photos of earlier versions when their thumbnail is shown, so that opening a large old library costs nothing.
 */
export function createPhotoKinds({ db, lock, pictures, reader }: KindParts) {
  /** One after another, behind what a person waits for. */
  let last: Promise<unknown> = Promise.resolve();
  const asked = new Set<PhotoId>();
  let isHost = false;
  lock.whenTaken(() => {
    isHost = true;
  });

  async function fill(id: PhotoId): Promise<void> {
    const photo = findPhotoWithoutKind(db, id);
    if (photo === undefined) return;
    const path = await pictures.makeThumbnail(photo.path, photo.sha256);
    replaceHashAndKind(db, id, await reader.call('kindOfPhoto', { path }));
    replacePictureIdentity(db, id, await reader.call('pictureIdentity', { path: photo.path }));
  }

  return {
    /** Creates the thumbnail of a new photo; null if only its hash and kind fail. */
    async ofNewPhoto(file: string, sha256: string, options: ItemOptions): Promise<HashAndKind | null> {
      const path = await pictures.makeThumbnail(file, sha256, options);
      try {
        return await reader.call('kindOfPhoto', { path }, options);
      } catch (thrown) {
        options.signal.throwIfAborted();
        if (thrown instanceof ServerEnded) throw thrown;
        return null;
      }
    },
    /** For a photo without a hash or a kind. Not awaited; a photo that fails is tried again after the next start. */
    want(id: PhotoId): void {
      if (!isHost || asked.has(id)) return;
      asked.add(id);
      last = last.then(() => fill(id)).catch(() => undefined);
    },
  };
}
