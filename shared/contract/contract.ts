import { z } from 'zod';
import { datasetCalls, datasetEvents } from './datasetCalls.ts';
import { jobIdSchema, jobSchema } from './job.ts';
import { labelCalls, labelsChangedSchema } from './label.ts';
import { modelSchema, trainingEngineSchema } from './model.ts';
import {
  failedFileSchema,
  photoIdSchema,
  photoSchema,
  photoStatusSchema,
  removedPhotoSchema,
} from './photo.ts';
import { searchCalls } from './search.ts';
import { trainingCalls, trainingEvents } from './trainingCalls.ts';
import { turnSchema } from '../turn.ts';
import { watchedFolderSchema } from './watchedFolder.ts';
import { wordSchema } from './word.ts';

/**
 * Every call and event between the renderer and the house, once. Types are inferred from the
 * schemas; both sides parse with them, so that neither believes the other unseen.
 */

const nothing = z.null();

export const libraryInfoSchema = z.object({
  path: z.string(),
  version: z.string(),
  photos: z.number().int().nonnegative(),
  words: z.number().int().nonnegative(),
  failures: z.number().int().nonnegative(),
  /** Photos that can be put back. */
  removed: z.number().int().nonnegative(),
  /** Which door the renderer came through decides how files are chosen and dropped. */
  door: z.enum(['desktop', 'browser']),
  /** Shipped photos that an empty library offers. */
  samples: z.number().int().nonnegative(),
});
export type LibraryInfo = z.infer<typeof libraryInfoSchema>;

export const folderEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'photo', 'file']),
});
export const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(folderEntrySchema),
  /** Photos directly in it. */
  photos: z.number().int().nonnegative(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

/** `browse`: this door has no dialog of its own; show the folders of `listFolder` instead. */
export const chosenPathsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chosen'), paths: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('browse'), start: z.string() }),
]);
export type ChosenPaths = z.infer<typeof chosenPathsSchema>;

const page = { offset: z.number().int().nonnegative(), limit: z.number().int().positive().max(500) };

export const photoPageSchema = z.object({
  total: z.number().int().nonnegative(),
  photos: z.array(photoSchema),
});
export type PhotoPage = z.infer<typeof photoPageSchema>;

export const photoWithWordsSchema = z.object({ photo: photoSchema, words: z.array(wordSchema) });
export type PhotoWithWords = z.infer<typeof photoWithWordsSchema>;

const removedOnesSchema = z.object({ photos: z.array(photoIdSchema).min(1).nullable() });

export const calls = {
  libraryInfo: { args: z.object({}), result: libraryInfoSchema },

  /** Folders or photos to read; one folder or file to take a dataset from or put it to. */
  choosePaths: {
    args: z.object({ what: z.enum(['folders', 'photos', 'folder', 'file']) }),
    result: chosenPathsSchema,
  },
  /** An empty path is the home folder. `files`: with those that are no photos. */
  listFolder: {
    args: z.object({ path: z.string(), what: z.enum(['photos', 'files']) }),
    result: folderListingSchema,
  },

  /** Folders are walked recursively; reading starts by itself when `read` is true. */
  importPaths: {
    args: z.object({ paths: z.array(z.string()).min(1), read: z.boolean() }),
    result: jobSchema,
  },
  importSamples: { args: z.object({}), result: jobSchema },

  listWatchedFolders: { args: z.object({}), result: z.array(watchedFolderSchema) },
  /** From now on what is new in a folder, and in those in it, is imported and read; looks through it once more where it is watched already. */
  watchFolder: { args: z.object({ path: z.string().min(1) }), result: z.array(watchedFolderSchema) },
  /** Its photos stay. */
  unwatchFolder: { args: z.object({ path: z.string().min(1) }), result: z.array(watchedFolderSchema) },

  listPhotos: {
    args: z.object({ ...page, status: photoStatusSchema.nullable() }),
    /** Newest first. */
    result: photoPageSchema,
  },
  /** All of them, in the order of `listPhotos`. */
  listPhotoIds: { args: z.object({ status: photoStatusSchema.nullable() }), result: z.array(photoIdSchema) },
  /** Words marked not-text are left out. */
  getPhoto: { args: z.object({ photo: photoIdSchema }), result: photoWithWordsSchema },
  /** Reads photos again, or all that are waiting when the list is empty. */
  readPhotos: { args: z.object({ photos: z.array(photoIdSchema) }), result: jobSchema },
  /** Turns photos clockwise with their words, and reads them again; null where none had been read. */
  turnPhotos: {
    args: z.object({ photos: z.array(photoIdSchema).min(1), by: turnSchema }),
    result: jobSchema.nullable(),
  },
  /** How many of their words a person confirmed, typed or marked. */
  countConfirmed: { args: z.object({ photos: z.array(photoIdSchema).min(1) }), result: z.number().int() },
  /** Takes photos out of the library, to be put back within `removedDays`; the files stay where they are. Returns how many. */
  removePhotos: { args: z.object({ photos: z.array(photoIdSchema).min(1) }), result: z.number().int() },
  /** Latest first. */
  listRemoved: {
    args: z.object(page),
    result: z.object({ total: z.number().int().nonnegative(), photos: z.array(removedPhotoSchema) }),
  },
  /** Puts removed photos, or all (null), back with their words and history; says how many are back, and how many not. */
  putBackPhotos: {
    args: removedOnesSchema,
    result: z.object({ back: z.number().int(), left: z.number().int() }),
  },
  /** Forgets removed photos, or all (null), for good. Returns how many. */
  forgetRemoved: { args: removedOnesSchema, result: z.number().int() },

  listFailures: { args: z.object({}), result: z.array(failedFileSchema) },
  /** Tries files that were set aside again. */
  retryFailures: { args: z.object({ failures: z.array(z.number().int()).min(1) }), result: jobSchema },
  dismissFailures: { args: z.object({ failures: z.array(z.number().int()).min(1) }), result: nothing },

  /** Unfinished first, then the latest. */
  listJobs: { args: z.object({}), result: z.array(jobSchema) },
  pauseJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },
  resumeJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },
  cancelJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },

  ...labelCalls,
  ...datasetCalls,

  ...searchCalls,

  listModels: { args: z.object({}), result: z.array(modelSchema) },
  listEngines: { args: z.object({}), result: z.array(trainingEngineSchema) },
  ...trainingCalls,
} as const satisfies Record<string, { args: z.ZodType; result: z.ZodType }>;

export const events = {
  jobChanged: jobSchema,
  /** Photos were added, read, changed or removed: ask again for what is on screen. */
  photosChanged: z.object({ photos: z.array(photoIdSchema) }),
  failuresChanged: z.object({}),
  watchedFoldersChanged: z.object({}),
  labelsChanged: labelsChangedSchema,
  ...datasetEvents,
  ...trainingEvents,
} as const satisfies Record<string, z.ZodType>;

export type CallName = keyof typeof calls;
export type CallArgs<Name extends CallName> = z.infer<(typeof calls)[Name]['args']>;
export type CallResult<Name extends CallName> = z.infer<(typeof calls)[Name]['result']>;

/** What the house implements and the renderer calls. */
export type Contract = {
  readonly [Name in CallName]: (args: CallArgs<Name>) => Promise<CallResult<Name>>;
};

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>;

/** How the house tells every open window that something happened. */
export type Announce = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void;

/**
 * Pictures have addresses of ids, never paths: `photo://display/42` on the desktop,
 * `/photo/display/42` in the browser. `display`: as the photo stands, at most 4,096 px, as JPEG. `thumbnail`: at
 * most 480 px. `word`: the straightened crop of one word. Immutable; `v` says which photo, and how it is turned.
 * `sample`: what a dataset's sample stands on, cropped; at most 480 px where that is a whole image; its id
 * names the sample as it is for good, `v` is its image's SHA-256.
 */
export const pictureKinds = ['display', 'thumbnail', 'word', 'sample'] as const;
export type PictureKind = (typeof pictureKinds)[number];
