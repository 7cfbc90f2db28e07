import { z } from 'zod';

export const collectionIdSchema = z.number().int().positive().brand<'CollectionId'>();
export type CollectionId = z.infer<typeof collectionIdSchema>;

/** A library has one collection of favourites, and any number of albums and tags. */
export const collectionKindSchema = z.enum(['favourites', 'album', 'tag']);
export type CollectionKind = z.infer<typeof collectionKindSchema>;

/** What a photo says about a collection that it is in. */
export const photoCollectionSchema = z.object({
  id: collectionIdSchema,
  kind: collectionKindSchema,
  name: z.string(),
});
export type PhotoCollection = z.infer<typeof photoCollectionSchema>;

export const collectionSchema = photoCollectionSchema.extend({ photos: z.number().int().nonnegative() });
export type Collection = z.infer<typeof collectionSchema>;

/** The collection of favourites, which every library has. */
export const favouritesId = collectionIdSchema.parse(1);

/** The most characters of the name of an album or tag. */
export const longestCollectionName = 100;

/** The kinds that people create, rename and delete. */
export const namedKindSchema = collectionKindSchema.exclude(['favourites']);
export type NamedKind = z.infer<typeof namedKindSchema>;

export const isFavourite = ({ collections }: { readonly collections: readonly PhotoCollection[] }): boolean =>
  collections.some(({ id }) => id === favouritesId);
