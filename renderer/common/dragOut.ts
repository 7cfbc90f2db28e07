import type { DragEvent, PointerEvent } from 'react';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { loadPhoto } from '../host/download.ts';
import { desktop, host } from '../host/transport.ts';
import { attempt } from '../state/stores.ts';

/** The picture under the pointer, made ready while the pointer is pressed: a drag cannot wait for it. */
let ready: { readonly photo: PhotoId; readonly address: string } | null = null;

/**
 * Attributes of an element from which photos are dragged out of the window: their files on the desktop, the picture of one
 * photo in a browser. The drag never has an address of the host, which would give its secret to another page.
 *
 * @param chosen the photos that the desktop drags
 */
export function dragOut(photo: Photo, chosen: () => readonly PhotoId[] = () => [photo.id]) {
  return {
    draggable: true,
    onPointerDown: ({ button, pointerType }: PointerEvent) => {
      if (desktop === undefined && button === 0 && pointerType === 'mouse') void prepare(photo);
    },
    onDragStart: (event: DragEvent) => {
      if (desktop !== undefined) {
        event.preventDefault();
        void attempt(host.dragPhotoFiles({ photos: [...chosen()] }));
        return;
      }
      if (ready?.photo !== photo.id) {
        event.preventDefault();
        return;
      }
      event.dataTransfer.clearData();
      // Chromium saves this address where the drag ends.
      event.dataTransfer.setData('DownloadURL', `image/jpeg:${fileName(photo)}:${ready.address}`);
      event.dataTransfer.effectAllowed = 'copy';
    },
  };
}

/** The type and the name are separated by a colon. */
function fileName({ name }: Photo): string {
  return `${name.replace(/\.\w+$/u, '').replaceAll(':', '-')}.jpg`;
}

async function prepare(photo: Photo): Promise<void> {
  if (ready !== null) URL.revokeObjectURL(ready.address);
  ready = null;
  const picture = await loadPhoto(photo);
  if (picture !== null) ready = { photo: photo.id, address: URL.createObjectURL(picture) };
}
