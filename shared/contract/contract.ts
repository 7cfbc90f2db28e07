import { z } from 'zod';
import type { Caller } from './account.ts';
import { tokenCalls } from './apiToken.ts';
import { sessionCalls } from './session.ts';
import type { Call, CallTable, EventTable } from './call.ts';
import { brokerCalls, brokerEvents } from './broker.ts';
import { datasetCalls, datasetEvents } from './datasetCalls.ts';
import { evaluationCalls } from './evaluation.ts';
import { jobCalls, jobSchema } from './job.ts';
import { wordListCalls, labelCalls, labelsChangedSchema, photoRevisionSchema } from './label.ts';
import {
  collectionCalls,
  entryPointCalls,
  libraryCalls,
  followerCalls,
  readingCalls,
  watchingCalls,
} from './library.ts';
import { modelCalls, modelEvents } from './modelCalls.ts';
import { photoIdSchema } from './photo.ts';
import { runCalls, runEvents } from './run.ts';
import { savedSearchCalls, searchCalls } from './search.ts';
import { updateCalls, updateEvents } from './update.ts';

/**
 * Every call and event between the windows and the main process, grouped by the service that answers the calls. Types are
 * inferred from the schemas. Both sides parse what they receive.
 */
export const calls = {
  ...entryPointCalls,
  ...updateCalls,
  ...tokenCalls,
  ...sessionCalls,
  ...libraryCalls,
  ...collectionCalls,
  ...watchingCalls,
  ...followerCalls,
  ...readingCalls,
  ...brokerCalls,
  ...jobCalls,
  ...searchCalls,
  ...savedSearchCalls,
  ...labelCalls,
  ...wordListCalls,
  ...datasetCalls,
  ...modelCalls,
  ...runCalls,
  ...evaluationCalls,
} satisfies CallTable;

export const events = {
  jobChanged: { role: 'read', payload: jobSchema },
  /** Photos were added, read, changed or removed. Windows load what they show again. */
  photosChanged: { role: 'read', payload: z.object({ photos: z.array(photoIdSchema) }) },
  failuresChanged: { role: 'read', payload: z.object({}) },
  watchedFoldersChanged: { role: 'read', payload: z.object({}) },
  notesChanged: { role: 'admin', payload: z.object({}) },
  /** Many words were corrected in notes at once. edits: for `undoLabels`. */
  notesTaken: {
    role: 'label',
    payload: z.object({ words: z.number().int(), edits: z.array(photoRevisionSchema) }),
  },
  savedSearchesChanged: { role: 'read', payload: z.object({}) },
  /** Also when photos were added to a collection or taken out of one. */
  collectionsChanged: { role: 'read', payload: z.object({}) },
  labelsChanged: { role: 'read', payload: labelsChangedSchema },
  ...brokerEvents,
  ...datasetEvents,
  ...modelEvents,
  ...runEvents,
  ...updateEvents,
} satisfies EventTable;

export type CallName = keyof typeof calls;
export type CallArgs<Name extends CallName> = z.infer<(typeof calls)[Name]['args']>;
export type CallResult<Name extends CallName> = z.infer<(typeof calls)[Name]['result']>;

/** The calls as a window makes them. */
export type Contract = {
  readonly [Name in CallName]: (args: CallArgs<Name>) => Promise<CallResult<Name>>;
};

/** The schemas of calls: their roles do not matter to the service that answers them. */
type CallSchemas = Readonly<Record<string, Pick<Call, 'args' | 'result'>>>;

/** The calls as a service answers them, for one group or for all: with a result or with a promise of it. */
export type Serves<Calls extends CallSchemas> = {
  readonly [Name in keyof Calls]: (
    args: z.infer<Calls[Name]['args']>,
    caller: Caller,
  ) => z.infer<Calls[Name]['result']> | Promise<z.infer<Calls[Name]['result']>>;
};

/** What the main process answers. */
export type ServedContract = Serves<typeof calls>;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]['payload']>;

/** Sends an event to every open window. */
export type Announce = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void;

/**
 * Kinds of pictures. Their addresses contain ids, never paths: `photo://display/42` on the desktop, `/photo/display/42`
 * in the browser. The picture of an address never changes.
 *
 * - `display`: the rotated photo as JPEG, at most 4,096 px. `v` names the file and the rotation.
 * - `thumbnail`: the same, at most 480 px.
 * - `word`: the straightened crop of one word, or of a run of words of one line: `word/12-14`.
 * - `sample`: the crop of a dataset's sample, or a whole image of at most 480 px. `v` is the SHA-256 of its image.
 */
export const pictureKinds = ['display', 'thumbnail', 'word', 'sample'] as const;
export type PictureKind = (typeof pictureKinds)[number];
