import type { PhotoId } from '../../shared/contract/photo.ts';
import type { ItemOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import { findPhotoWithoutLook, replacePhotoLook } from '../store/photos/photoLooks.ts';
import type { FirstLook } from '../store/photos/pictureFacts.ts';
import { replacePictureIdentity } from '../store/photos/photoFile.ts';
import { ServerEnded, type Reader } from '../workers/client.ts';
import type { Pictures } from './pictures.ts';

interface LookParts {
  readonly db: WritableDatabase;
  readonly lock: Pick<HostLock, 'whenTaken'>;
  readonly pictures: Pick<Pictures, 'makeThumbnail'>;
  readonly reader: Reader;
}

/**
 * Looks at the thumbnails of photos, for their perceptual hashes and to see what they are: at import, and for photos of earlier
 * versions when their thumbnail is shown, so that opening a large old library costs nothing.
 */
export function createLooks({ db, lock, pictures, reader }: LookParts) {
  /** One after another, behind what a person waits for. */
  let last: Promise<unknown> = Promise.resolve();
  const asked = new Set<PhotoId>();
  let isHost = false;
  lock.whenTaken(() => {
    isHost = true;
  });

  async function fill(id: PhotoId): Promise<void> {
    const photo = findPhotoWithoutLook(db, id);
    if (photo === undefined) return;
    const path = await pictures.makeThumbnail(photo.path, photo.sha256);
    replacePhotoLook(db, id, await reader.call('lookAtPhoto', { path }));
    replacePictureIdentity(db, id, await reader.call('pictureIdentity', { path: photo.path }));
  }

  return {
    /** Creates the thumbnail of a new photo and looks at it; null if only the look fails. */
    async ofNewPhoto(file: string, sha256: string, options: ItemOptions): Promise<FirstLook | null> {
      const path = await pictures.makeThumbnail(file, sha256, options);
      try {
        return await reader.call('lookAtPhoto', { path }, options);
      } catch (thrown) {
        options.signal.throwIfAborted();
        if (thrown instanceof ServerEnded) throw thrown;
        return null;
      }
    },
    /** Looks at a photo that was not looked at. Not awaited; a photo that fails is tried again after the next start. */
    want(id: PhotoId): void {
      if (!isHost || asked.has(id)) return;
      asked.add(id);
      last = last.then(() => fill(id)).catch(() => undefined);
    },
  };
}
