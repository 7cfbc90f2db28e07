import { z } from 'zod';
import {
  collectionIdSchema,
  collectionSchema,
  photoCollectionSchema,
  type Collection,
  type CollectionId,
  type NamedKind,
  type PhotoCollection,
} from '../../../shared/contract/collection.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { sql, sqlList, transaction, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { journalPhotos } from '../words/journal.ts';

const photoRow = z.object({ photo: photoIdSchema });

/** Favourites, then albums, then tags, each by name. */
export function listCollections(db: ReadableDatabase): Collection[] {
  return db.all(
    collectionSchema,
    sql`SELECT id, kind, name, (SELECT count(*) FROM collection_photo WHERE collection = collection.id) AS photos
      FROM collection ORDER BY kind = 'tag', kind = 'album', name COLLATE NOCASE, id`,
  );
}

/** @throws InkdexError `not-found` */
export function requireCollection(db: ReadableDatabase, id: CollectionId): Collection {
  const found = listCollections(db).find((each) => each.id === id);
  if (found !== undefined) return found;
  throw new InkdexError('not-found', 'This album or tag was deleted.');
}

/** How many of the given photos are in each collection that has any of them. */
export function countInCollections(
  db: ReadableDatabase,
  photos: readonly PhotoId[],
): { readonly collection: CollectionId; readonly photos: number }[] {
  return db.all(
    z.object({ collection: collectionIdSchema, photos: z.number() }),
    sql`SELECT collection, count(*) AS photos FROM collection_photo WHERE photo IN ${sqlList(photos)}
      GROUP BY collection ORDER BY collection`,
  );
}

/**
 * Creates an album or a tag, or renames the one with the id.
 *
 * @param id null for a new one; the id of a deleted one brings it back
 * @throws InkdexError `conflict` if another one of the kind has the name
 */
export function replaceCollection(
  db: WritableDatabase,
  { id, kind, name }: { readonly id: CollectionId | null; readonly kind: NamedKind; readonly name: string },
): CollectionId {
  const same = findCollection(db, kind, name);
  if (same !== undefined && same.id !== id) {
    throw new InkdexError('conflict', `There is already ${nouns[kind]} “${same.name}”. Choose another name.`);
  }
  return transaction(db, () => {
    const [written] = db.returned(
      z.object({ id: collectionIdSchema }),
      sql`INSERT INTO collection (id, kind, name) VALUES (${id}, ${kind}, ${name})
        ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE kind = excluded.kind RETURNING id`,
    );
    if (written === undefined) throw new InkdexError('bad-arguments', `This is not ${nouns[kind]}.`);
    journalPhotos(db, photosIn(db, written.id), { isRemoved: false });
    return written.id;
  });
}

const nouns: Readonly<Record<NamedKind, string>> = { album: 'an album', tag: 'a tag' };

/** The collection of a kind with a name, in upper or lower case. */
export function findCollection(
  db: ReadableDatabase,
  kind: PhotoCollection['kind'],
  name: string,
): PhotoCollection | undefined {
  return db.first(
    photoCollectionSchema,
    sql`SELECT id, kind, name FROM collection WHERE kind = ${kind} AND name = ${name} COLLATE NOCASE`,
  );
}

/** Deletes an album or a tag. Returns the photos that were in it. */
export function deleteCollection(db: WritableDatabase, id: CollectionId): PhotoId[] {
  return transaction(db, () => {
    const photos = photosIn(db, id);
    db.run(sql`DELETE FROM collection WHERE id = ${id} AND kind <> 'favourites'`);
    journalPhotos(db, photos, { isRemoved: false });
    return photos;
  });
}

/** Adds photos to a collection, or takes them out. Returns those that were not in this state already. */
export function changeCollection(
  db: WritableDatabase,
  {
    id,
    photos,
    isIn,
  }: { readonly id: CollectionId; readonly photos: readonly PhotoId[]; readonly isIn: boolean },
): PhotoId[] {
  const change = isIn
    ? sql`INSERT OR IGNORE INTO collection_photo (collection, photo)
        SELECT ${id}, id FROM photo WHERE id IN ${sqlList(photos)} RETURNING photo`
    : sql`DELETE FROM collection_photo WHERE collection = ${id} AND photo IN ${sqlList(photos)} RETURNING photo`;
  return transaction(db, () => {
    const changed = db.returned(photoRow, change).map(({ photo }) => photo);
    journalPhotos(db, changed, { isRemoved: false });
    return changed;
  });
}

export function photosIn(db: ReadableDatabase, id: CollectionId): PhotoId[] {
  return db.column(photoIdSchema, sql`SELECT photo FROM collection_photo WHERE collection = ${id}`);
}

/**
 * Puts a photo into exactly these collections, for a repair. One that the library has lost is created again; one that it
 * knows by another name gets this name.
 */
export function replaceCollectionsOf(
  db: WritableDatabase,
  photo: PhotoId,
  collections: readonly PhotoCollection[],
): void {
  db.run(sql`DELETE FROM collection_photo WHERE photo = ${photo}`);
  for (const { id, kind, name } of collections) {
    db.run(sql`UPDATE OR IGNORE collection SET name = ${name} WHERE id = ${id} AND kind = ${kind}`);
    const known = findCollection(db, kind, name)?.id;
    const target =
      known ??
      collectionIdSchema.parse(db.insert(sql`INSERT INTO collection (kind, name) VALUES (${kind}, ${name})`));
    db.run(sql`INSERT OR IGNORE INTO collection_photo (collection, photo) VALUES (${target}, ${photo})`);
  }
}
