import { createDialogStore } from '../state/dialogStore.ts';
import { BookImage, Heart, type LucideIcon, Tag } from 'lucide-react';
import {
  favouritesId,
  type Collection,
  type CollectionId,
  type CollectionKind,
  type NamedKind,
} from '../../shared/contract/collection.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { attempt, show } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';

export const collectionIcons: Readonly<Record<CollectionKind, LucideIcon>> = {
  favourites: Heart,
  album: BookImage,
  tag: Tag,
};

/** About the photos whose albums and tags it shows. */
export const collectionsDialog = createDialogStore<readonly PhotoId[]>();

/** Marks photos as favourites; if all of them are, removes the mark. */
export async function toggleFavourites(photos: readonly PhotoId[]): Promise<void> {
  const counts = await attempt(host.countInCollections({ photos: [...photos] }));
  if (counts === undefined) return;
  const marked = counts.find(({ collection }) => collection === favouritesId)?.photos ?? 0;
  await change(favouritesId, photos, marked < photos.length);
}

/** Adds photos to a collection, or takes them out. Returns those that changed; undefined if it failed. */
export async function change(
  id: CollectionId,
  photos: readonly PhotoId[],
  isIn: boolean,
): Promise<readonly PhotoId[] | undefined> {
  return await attempt(host.changeCollection({ id, photos: [...photos], isIn }));
}

/** Takes photos out of an album or tag. A message offers to undo it. */
export async function takeOut(id: CollectionId, photos: readonly PhotoId[]): Promise<void> {
  const changed = await change(id, photos, false);
  if (changed === undefined || changed.length === 0) return;
  const all = await attempt(answers.load('listCollections', {}));
  const name = all?.find((each) => each.id === id)?.name ?? '';
  show('notice', `Removed ${formatPlural(changed.length, 'photo')} from “${name}”.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void change(id, changed, true),
  });
}

/** Creates an album or a tag with photos in it. */
export async function createCollection(
  kind: NamedKind,
  name: string,
  photos: readonly PhotoId[],
): Promise<Collection | undefined> {
  return await attempt(host.saveCollection({ id: null, kind, name, photos: [...photos] }));
}

/** Deletes an album or a tag. A message offers to undo it. Returns whether it was deleted. */
export async function deleteCollection(id: CollectionId, kind: NamedKind, name: string): Promise<boolean> {
  const photos = await attempt(host.deleteCollection({ id }));
  if (photos === undefined) return false;
  show('notice', `Deleted the ${kind} “${name}”. Its photos stay in the library.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void attempt(host.saveCollection({ id, kind, name, photos })),
  });
  return true;
}
