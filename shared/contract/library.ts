import { z } from 'zod';
import type { CallTable } from './call.ts';
import { boxSchema } from '../geometry.ts';
import { callerSchema } from './account.ts';
import { rotationSchema } from '../rotation.ts';
import {
  collectionIdSchema,
  collectionSchema,
  longestCollectionName,
  namedKindSchema,
} from './collection.ts';
import { jobSchema } from './job.ts';
import { photoExportFormatSchema } from '../page/exportFormats.ts';
import { modelExportSchema } from './model.ts';
import { pageLanguageSchema } from './pageLanguage.ts';
import {
  failedFileSchema,
  photoIdSchema,
  photoKindSchema,
  photoSchema,
  photoSortSchema,
  photoStatusSchema,
  removedPhotoSchema,
} from './photo.ts';
import { wordSchema } from './word.ts';

const count = z.number().int().nonnegative();
const page = { offset: count, limit: z.number().int().positive().max(500) };
const somePhotos = z.object({ photos: z.array(photoIdSchema).min(1) });
/** Null for all removed photos. */
const removedOnes = z.object({ photos: z.array(photoIdSchema).min(1).nullable() });
/** Null for any status, or for photos in any collection or in none. */
const photoFilter = {
  status: photoStatusSchema.nullable(),
  /** Default: null. */
  collection: collectionIdSchema.nullable().optional(),
  /** Absolute path: only photos in it and in its subfolders. Default: null. */
  folder: z.string().min(1).nullable().optional(),
  /** Default: `taken`. */
  sort: photoSortSchema.optional(),
};
const someFailures = z.object({ failures: z.array(z.number().int()).min(1) });

const libraryInfoSchema = z.object({
  path: z.string(),
  version: z.string(),
  /** Whether its folder or disk allows no writing: every call that would change something is refused. */
  isReadOnly: z.boolean(),
  photos: count,
  words: count,
  failures: count,
  /** Number of removed photos that can be restored. */
  removed: count,
  /** The entry point of the window. It decides how files are chosen and dropped. */
  entryPoint: z.enum(['desktop', 'browser', 'command-line']),
  /** Who asks. */
  caller: callerSchema,
  /** Number of sample photos that an empty library offers. */
  samples: count,
});
export type LibraryInfo = z.infer<typeof libraryInfoSchema>;

const libraryStorageSchema = z.object({
  /** Bytes of files, the largest first. */
  parts: z.array(
    z.object({
      part: z.enum(['database', 'backups', 'cache', 'pages', 'models', 'datasets', 'others']),
      bytes: count,
    }),
  ),
  /** Backups of the database, the latest first. */
  backups: z.array(z.object({ path: z.string(), bytes: count, at: z.iso.datetime() })),
  /** The log file; null if nothing is written yet. */
  log: z.string().nullable(),
});
export type LibraryStorage = z.infer<typeof libraryStorageSchema>;

const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'photo', 'file']) }),
  ),
  /** Number of photos directly in the folder. */
  photos: count,
});
export type FolderListing = z.infer<typeof folderListingSchema>;

/** `browse`: this entry point has no dialog. The window shows the folders of `listFolder` instead. */
const chosenPathsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chosen'), paths: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('browse'), start: z.string() }),
]);
export type ChosenPaths = z.infer<typeof chosenPathsSchema>;

const photoPageSchema = z.object({ total: count, photos: z.array(photoSchema) });

const photoWithWordsSchema = z.object({
  photo: photoSchema,
  words: z.array(wordSchema),
  /** The boxes of what is no text, such as bullets. */
  marks: z.array(boxSchema),
});

/** A folder of this machine whose new photos are imported automatically. */
const watchedFolderSchema = z.object({
  path: z.string(),
  /** The last part of the path. It is text, never HTML. */
  name: z.string(),
  /** Number of the library's photos in it and in its subfolders. */
  photos: count,
  /** False if it could not be opened at the last check, because it was moved or its drive is not connected. */
  isThere: z.boolean(),
  /** Whether of its new photos only those with writing are read, as `importPaths` has it. */
  onlyWriting: z.boolean(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/** Calls that make no sense without a window. */
export const windowCalls = {
  /** Selects the log file in the platform's file manager. Does nothing in a browser. */
  showLog: { role: 'admin', args: z.object({}), result: z.null() },
  /** Selects the file of a photo in the platform's file manager. Does nothing in a browser. */
  showPhotoFile: { role: 'read', args: z.object({ photo: photoIdSchema }), result: z.null() },
  /** Starts to drag the files of photos out of the window. Does nothing in a browser. */
  dragPhotoFiles: { role: 'read', args: somePhotos, result: z.null() },
  /** Chooses folders or photos to read, or one folder or file to import a dataset from or to export it to. */
  choosePaths: {
    role: 'admin',
    args: z.object({ what: z.enum(['folders', 'photos', 'folder', 'file']) }),
    result: chosenPathsSchema,
  },
} satisfies CallTable;

/** Calls that each entry point answers in its own way. */
export const entryPointCalls = {
  ...windowCalls,
  libraryInfo: { role: 'read', args: z.object({}), result: libraryInfoSchema },
  libraryStorage: { role: 'admin', args: z.object({}), result: libraryStorageSchema },
  /** An empty path means the home folder. `files` also lists files that are not photos. */
  listFolder: {
    role: 'admin',
    args: z.object({ path: z.string(), what: z.enum(['photos', 'files']) }),
    result: folderListingSchema,
  },
} satisfies CallTable;

/** Of typed documents: whether the photo stands above its text, and whether there is a document for each photo. */
export const documentChoiceSchema = z.object({
  pictures: z.boolean().optional(),
  each: z.boolean().optional(),
});

const query = z.string().max(10_000);
/** Photos by their ids, with the search whose hits are highlighted, or those that a search finds. */
export const photoChoiceSchema = z.union([
  z.object({ photos: z.array(photoIdSchema).min(1), hitsOf: query.optional() }),
  z.object({ query }),
]);
export type PhotoChoice = z.infer<typeof photoChoiceSchema>;

export const libraryCalls = {
  /**
   * A small JPEG of a photo that is not in the library, in base64.
   *
   * @throws `bad-arguments` if it has not the name of a photo, and the errors of a photo that cannot be decoded
   */
  previewFile: {
    role: 'admin',
    args: z.object({ path: z.string().min(1) }),
    result: z.object({ jpeg: z.string() }),
  },
  /**
   * Includes subfolders. Reads the photos afterwards if `read` is true, with `onlyWriting` only those that have writing by a first
   * look. With `allPictures`, each picture of a file with several becomes a photo.
   */
  importPaths: {
    role: 'admin',
    args: z.object({
      paths: z.array(z.string()).min(1),
      read: z.boolean(),
      allPictures: z.boolean().optional(),
      onlyWriting: z.boolean().optional(),
    }),
    result: jobSchema,
  },
  /** Writes the whole library in open formats to a new folder. @throws `conflict` if the folder exists */
  exportLibrary: {
    role: 'admin',
    args: z.object({ path: z.string().min(1), photos: z.boolean() }),
    result: jobSchema,
  },
  /**
   * Exports photos with their text. Without a path, the finished job's file can be downloaded, see `downloadPath`.
   *
   * @throws `conflict` if the path exists
   */
  exportPhotos: {
    role: 'read',
    args: z.object({
      of: photoChoiceSchema,
      format: photoExportFormatSchema,
      path: z.string().min(1).nullable(),
      ...documentChoiceSchema.shape,
    }),
    result: jobSchema,
  },
  /** Makes a file of a model that can be downloaded when the job is done. */
  downloadModel: { role: 'admin', args: modelExportSchema, result: jobSchema },
  importSamples: { role: 'admin', args: z.object({}), result: jobSchema },

  /** In the order of `sort`. */
  listPhotos: { role: 'read', args: z.object({ ...page, ...photoFilter }), result: photoPageSchema },
  /** All photos, in the order of `listPhotos`. */
  listPhotoIds: { role: 'read', args: z.object(photoFilter), result: z.array(photoIdSchema) },
  /** The months in which photos were taken or else added, newest first, such as `2024-05`. */
  countMonths: {
    role: 'read',
    args: z.object(photoFilter),
    result: z.array(z.object({ month: z.string(), photos: z.number().int().positive() })),
  },
  /** The folders with photos directly in them, and how many, by path. */
  listPhotoFolders: {
    role: 'read',
    args: z.object({}),
    result: z.array(z.object({ path: z.string(), photos: z.number().int().positive() })),
  },
  /** What is marked as not text has only its box. */
  getPhoto: { role: 'read', args: z.object({ photo: photoIdSchema }), result: photoWithWordsSchema },
  /** Rotates photos and their words clockwise and reads them again. The result is null if none had been read. */
  rotatePhotos: {
    role: 'label',
    args: somePhotos.extend({ by: rotationSchema }),
    result: jobSchema.nullable(),
  },
  /**
   * Chooses the language in which a photo is read, or null to find it, and reads the photo again. The result is null if
   * it had not been read, or if this was its language already.
   */
  chooseLanguage: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, language: pageLanguageSchema.nullable() }),
    result: jobSchema.nullable(),
  },
  /** Says what a photo shows, which `kind:` finds. */
  chooseKind: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, kind: photoKindSchema }),
    result: z.null(),
  },
  /**
   * Removes photos from the library. They can be restored within `removedDays`, and their files stay. Returns the number
   * of removed photos.
   */
  removePhotos: { role: 'admin', args: somePhotos, result: count },
  /** Latest first. */
  listRemoved: {
    role: 'admin',
    args: z.object(page),
    result: z.object({ total: count, photos: z.array(removedPhotoSchema) }),
  },
  /** Restores photos with their words and history. Returns how many were restored and how many could not be. */
  restorePhotos: { role: 'admin', args: removedOnes, result: z.object({ back: count, left: count }) },
  /** Deletes removed photos permanently. Returns how many. */
  forgetRemoved: { role: 'admin', args: removedOnes, result: count },

  listFailures: { role: 'read', args: z.object({}), result: z.array(failedFileSchema) },
  /** Imports files again that failed before. */
  retryFailures: { role: 'admin', args: someFailures, result: jobSchema },
  dismissFailures: { role: 'admin', args: someFailures, result: z.null() },
} satisfies CallTable;

export const collectionCalls = {
  /** Favourites, then albums, then tags, each by name. */
  listCollections: { role: 'read', args: z.object({}), result: z.array(collectionSchema) },
  /** How many of the given photos are in each collection; collections without them are left out. */
  countInCollections: {
    role: 'read',
    args: somePhotos,
    result: z.array(z.object({ collection: collectionIdSchema, photos: count })),
  },
  /**
   * Creates an album or a tag, or renames the one with the id; the id of a deleted one brings it back. Adds the photos.
   *
   * @throws `conflict` if another one of the kind has the name
   */
  saveCollection: {
    role: 'label',
    args: z.object({
      id: collectionIdSchema.nullable(),
      kind: namedKindSchema,
      name: z.string().trim().min(1).max(longestCollectionName),
      photos: z.array(photoIdSchema),
    }),
    result: collectionSchema,
  },
  /** Deletes an album or a tag; its photos stay in the library. Returns them. */
  deleteCollection: {
    role: 'label',
    args: z.object({ id: collectionIdSchema }),
    result: z.array(photoIdSchema),
  },
  /** Adds photos to a collection, or takes them out. Returns those that were not in this state already. */
  changeCollection: {
    role: 'label',
    args: somePhotos.extend({ id: collectionIdSchema, isIn: z.boolean() }),
    result: z.array(photoIdSchema),
  },
} satisfies CallTable;

export const watchingCalls = {
  listWatchedFolders: { role: 'read', args: z.object({}), result: z.array(watchedFolderSchema) },
  /**
   * Imports and reads new photos of a folder and its subfolders from now on. Scans a watched folder again; without
   * `onlyWriting` it keeps its choice.
   */
  watchFolder: {
    role: 'admin',
    args: z.object({ path: z.string().min(1), onlyWriting: z.boolean().optional() }),
    result: z.array(watchedFolderSchema),
  },
  /** The photos of the folder stay in the library. */
  unwatchFolder: {
    role: 'admin',
    args: z.object({ path: z.string().min(1) }),
    result: z.array(watchedFolderSchema),
  },
} satisfies CallTable;

/** Pixels in a row of a mask: x, y and their number. */
const maskRunSchema = z.tuple([z.number(), z.number(), z.number()]);

/** The lines of a page. */
export const foundLinesSchema = z.object({
  /** From the top, in pixels of the photo as it is turned. */
  lines: z.array(boxSchema),
  /** The mask of odd and of even lines, in its own pixels. */
  odd: z.array(maskRunSchema),
  even: z.array(maskRunSchema),
  /** Pixels of the photo per pixel of the mask. */
  scale: z.number().positive(),
});
export type FoundLines = z.infer<typeof foundLinesSchema>;

const notesFolderSchema = z.object({
  /** Null: no notes are kept. */
  path: z.string().nullable(),
  /** Number of notes; null until the folder has been brought up to date. */
  notes: count.nullable(),
  /** Names of notes in which a person and Inkdex have changed the same lines; those of the person stayed. */
  conflicts: z.array(z.string()),
  /** Why the folder could not be brought up to date. */
  problem: z.string().nullable(),
});

const sidecarsSchema = z.object({
  /** Whether all photos get one. */
  all: z.boolean(),
  /** Only photos below this folder get one; null: all or none. */
  path: z.string().nullable(),
  /** Number of sidecars; null until all have been brought up to date. */
  sidecars: count.nullable(),
  /** Read photos without one: inside the library, such as pages of PDFs and uploads, and missing ones. */
  without: z.object({ inLibrary: count, missing: count }).nullable(),
  /** Why some could not be brought up to date. */
  problem: z.string().nullable(),
});

/** Files outside the library that follow the words of its photos. */
export const followerCalls = {
  /** A folder with a Markdown note of every photo. */
  notesFolder: { role: 'admin', args: z.object({}), result: notesFolderSchema },
  /** @throws `file-missing`, `bad-arguments`, `conflict` for a folder with the notes of another library */
  setNotesFolder: {
    role: 'admin',
    args: z.object({ path: z.string().min(1).nullable() }),
    result: notesFolderSchema,
  },
  /** XMP files beside photos. */
  sidecars: { role: 'admin', args: z.object({}), result: sidecarsSchema },
  /** @throws `file-missing`, `bad-arguments` for what is no folder */
  setSidecars: {
    role: 'admin',
    args: z.object({ all: z.boolean(), path: z.string().min(1).nullable() }),
    result: sidecarsSchema,
  },
} satisfies CallTable;

export const readingCalls = {
  /** Reads photos again. An empty list means all waiting photos. */
  readPhotos: { role: 'label', args: z.object({ photos: z.array(photoIdSchema) }), result: jobSchema },
  /** The lines of a photo by the newest line finder; null if there is none. @throws `not-found`, `model-damaged` */
  findLines: { role: 'read', args: z.object({ photo: photoIdSchema }), result: foundLinesSchema.nullable() },
  /** Number of photos that other models than those in use have read. */
  countReadByOthers: { role: 'read', args: z.object({}), result: count },
  /** Reads these photos again, those with the most uncertain words first. @throws `no-photos` if there is none */
  readWithModelsInUse: { role: 'admin', args: z.object({}), result: jobSchema },
} satisfies CallTable;
