import type { Serves } from '../../shared/contract/contract.ts';
import type { collectionCalls } from '../../shared/contract/library.ts';
import { normalizeText } from '../../shared/text.ts';
import {
  changeCollection,
  countInCollections,
  deleteCollection,
  listCollections,
  replaceCollection,
  requireCollection,
} from '../store/photos/collections.ts';
import { transaction } from '../store/database.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

/** Favourites, albums and tags of photos. */
export function createCollections({ db, lock, announce }: SharedParts<'require'>) {
  return {
    listCollections: () => listCollections(db),
    countInCollections: ({ photos }) => countInCollections(db, photos),
    saveCollection({ id, kind, name, photos }) {
      lock.require();
      const saved = transaction(db, () => {
        const written = replaceCollection(db, { id, kind, name: normalizeText(name) });
        changeCollection(db, { id: written, photos, isIn: true });
        return requireCollection(db, written);
      });
      announce('collectionsChanged', {});
      return saved;
    },
    deleteCollection({ id }) {
      lock.require();
      const photos = deleteCollection(db, id);
      announce('collectionsChanged', {});
      return photos;
    },
    changeCollection(change) {
      lock.require();
      requireCollection(db, change.id);
      const changed = changeCollection(db, change);
      announce('collectionsChanged', {});
      return changed;
    },
  } satisfies Serves<typeof collectionCalls>;
}
