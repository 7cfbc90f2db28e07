import { z } from 'zod';
import type { CallTable } from './call.ts';
import { quadSchema } from '../geometry.ts';
import { photoIdSchema, photoProgressSchema, photoSchema, sha256Schema } from './photo.ts';
import { alternativeSchema, polygonSchema, wordIdSchema, wordMarkSchema, wordSchema } from './word.ts';

/**
 * Correcting readings. A window sends actions; the house records each as one edit in the photo's history, for undo and
 * redo, and tells every window what changed.
 */

/**
 * The kind of an edit, as the history shows it. `read`: a model read again. `repair`: a repair restored what people had
 * typed. No window sends these two.
 */
export const editTitleSchema = z.enum([
  'text',
  'confirm',
  'mark',
  'draw',
  'move',
  'resize',
  'rotate',
  'shape',
  'split',
  'merge',
  'delete',
  'order',
  'paste',
  'read',
  'repair',
]);
export type EditTitle = z.infer<typeof editTitleSchema>;

/** The photo's words in reading order: lines, top first, none of them empty. */
export const wordOrderSchema = z.array(z.array(wordIdSchema).readonly()).readonly();
export type WordOrder = z.infer<typeof wordOrderSchema>;

/** The full new state of one word. */
export const putWordSchema = z.object({
  /** A word of the photo, or for a new word an id that the window has leased (`leaseWordIds`). */
  word: wordIdSchema,
  quad: quadSchema,
  polygon: polygonSchema.nullable(),
  /** The house keeps it in NFC without outer white space. */
  text: z.string().max(1000),
  mark: wordMarkSchema,
  /** A person confirmed text and mark. Confirming the mark `text` needs a text; other marks always count as confirmed. */
  confirmed: z.boolean(),
});
export type PutWord = z.infer<typeof putWordSchema>;

/** Performed as a whole or not at all. Contains no word twice. */
export const labelActionSchema = z.object({
  title: editTitleSchema.exclude(['read', 'repair']),
  put: z.array(putWordSchema).max(10_000),
  remove: z.array(wordIdSchema).max(10_000),
  /**
   * The whole reading order afterwards, every word once. Null: words keep their places and new ones go by their position into
   * the nearest line, or into a line of their own (`shared/page/readingOrder.ts`); the pieces of a split word stand where it stood.
   */
  order: wordOrderSchema.nullable(),
});
export type LabelAction = z.infer<typeof labelActionSchema>;

const revisionSchema = z.number().int().nonnegative();
const historyTops = {
  /** What undo would revert; null if there is nothing. */
  undo: editTitleSchema.nullable(),
  redo: editTitleSchema.nullable(),
};

const photoLabelsSchema = z.object({
  photo: photoSchema,
  /** In reading order, those marked not-text included. */
  words: z.array(wordSchema),
  revision: revisionSchema,
  ...historyTops,
});
export type PhotoLabels = z.infer<typeof photoLabelsSchema>;

/**
 * A change of a photo's words: the answer to the window that made it, and an event for every window. Each change
 * raises the revision by one; a window that missed one loads the labels again.
 */
export const labelsChangedSchema = z.object({
  photo: photoIdSchema,
  revision: revisionSchema,
  /** New and changed words, without words that only have another place in the reading order. */
  put: z.array(wordSchema),
  removed: z.array(wordIdSchema),
  /** The order of the whole photo, which gives each word its `line` and `position`. */
  order: wordOrderSchema,
  ...historyTops,
});
export type LabelsChanged = z.infer<typeof labelsChangedSchema>;

const wordsReadAgainSchema = z.object({
  /** The readings of each requested word, best first; empty if nothing can be read. */
  words: z.array(z.array(alternativeSchema)),
  /** The readings of each requested quad. */
  quads: z.array(z.array(alternativeSchema)),
  /** Null if no word changed: a person confirmed it, or it was read as before. */
  changed: labelsChangedSchema.nullable(),
});
export type WordsReadAgain = z.infer<typeof wordsReadAgainSchema>;

const labelQueueSchema = z.object({
  /** Number of all unconfirmed words; in a large library the queue is shorter. */
  total: z.number().int().nonnegative(),
  /**
   * First those in boxes that a person says hold text, then the most useful; a few words of each photo before more of the same
   * photo.
   */
  words: z.array(wordSchema),
  /** Words that a person confirmed or typed since midnight, and how many of them had been read wrong. */
  today: z.object({ confirmed: z.number().int().nonnegative(), corrected: z.number().int().nonnegative() }),
});
export type LabelQueue = z.infer<typeof labelQueueSchema>;

/**
 * An unconfirmed word that may have the same text as a given word. likeness: 0 to 1. isSure: it is read as just this text, case
 * and signs included, and surely so.
 */
const lookAlikeSchema = z.object({
  word: wordSchema,
  likeness: z.number().min(0).max(1),
  isSure: z.boolean(),
});
export type LookAlike = z.infer<typeof lookAlikeSchema>;

/** A word that another model has read differently, and its earlier text. */
const changedWordSchema = z.object({
  word: wordSchema,
  earlier: z.string(),
  /** SHA-256 of the model that had read the earlier text. */
  recogniser: sha256Schema,
});
export type ChangedWord = z.infer<typeof changedWordSchema>;

/** Ids for new words, the first and the last included. No other word ever gets them. */
const wordIdBlockSchema = z.object({ from: wordIdSchema, to: wordIdSchema });
export type WordIdBlock = z.infer<typeof wordIdBlockSchema>;

/** Calls of the contract; `revision` is the one that the window knows. */
export const labelCalls = {
  /** Gives a window ids for words that it will create, so that it can create them without asking first. */
  leaseWordIds: {
    role: 'label',
    args: z.object({ count: z.number().int().positive().max(10_000) }),
    result: wordIdBlockSchema,
  },
  /** @throws `not-found` */
  getLabels: { role: 'read', args: z.object({ photo: photoIdSchema }), result: photoLabelsSchema },
  /**
   * Refused with `conflict`, and nothing done, when a word that the action touches has changed since
   * `revision`, or, for an action with an order, when anything has. Also refused when a new word has an id that
   * is not leased or that a word had before.
   */
  editLabels: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, revision: revisionSchema, action: labelActionSchema }),
    result: labelsChangedSchema,
  },
  /** @throws `conflict` if anything has changed since; `not-found` if there is nothing to undo */
  undoLabels: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, revision: revisionSchema }),
    result: labelsChangedSchema,
  },
  redoLabels: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, revision: revisionSchema }),
    result: labelsChangedSchema,
  },
  setProgress: {
    role: 'label',
    args: z.object({ photo: photoIdSchema, progress: photoProgressSchema.exclude(['new']) }),
    result: photoSchema,
  },
  /** Reads words, and quads that are no words yet, with the model in use. Unconfirmed words get the new reading. */
  readWordsAgain: {
    role: 'label',
    args: z.object({
      photo: photoIdSchema,
      words: z.array(wordIdSchema).max(5000),
      quads: z.array(quadSchema).max(500),
    }),
    result: wordsReadAgainSchema,
  },
  labelQueue: {
    role: 'read',
    args: z.object({
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
      /** Null: the whole library. */
      photo: photoIdSchema.nullable(),
    }),
    result: labelQueueSchema,
  },
  /** Most similar first. */
  lookAlikes: {
    role: 'read',
    args: z.object({ word: wordIdSchema, limit: z.number().int().positive().max(200) }),
    result: z.array(lookAlikeSchema),
  },
} satisfies CallTable;

/** A photo, and its revision after an edit. */
export const photoRevisionSchema = z.object({ photo: photoIdSchema, revision: revisionSchema });
export type PhotoRevision = z.infer<typeof photoRevisionSchema>;

export const wordListCalls = {
  /**
   * Unconfirmed words that are hard to read: arrows, drawings, pieces of words, and poor writing, unless a person says that the box
   * holds text. The least likely words first. `leftOut`:
   * boxes that a model left out of the text because they hold none, the latest first.
   */
  unlikelyWords: {
    role: 'read',
    args: z.object({ limit: z.number().int().positive().max(500) }),
    result: z.object({ words: z.array(wordSchema), leftOut: z.array(wordSchema) }),
  },
  /**
   * Marks boxes as text or not text, with one edit for each photo, all or none. Text confirms nothing: later readings keep the box
   * as a word, and it comes first in `labelQueue`.
   */
  judgeBoxes: {
    role: 'label',
    args: z.object({ words: z.array(wordIdSchema).max(1000), areText: z.boolean() }),
    /** For `undoEdits`. */
    result: z.array(photoRevisionSchema),
  },
  /** Gives words that no person has confirmed yet a text, and confirms it, with one edit for each photo, all or none. */
  confirmWords: {
    role: 'label',
    args: z.object({ words: z.array(wordIdSchema).max(500), text: z.string().min(1).max(1000) }),
    result: z.object({
      /** Number of words; those that were confirmed since are left as they are. */
      confirmed: z.number().int().nonnegative(),
      /** For `undoEdits`. */
      edits: z.array(photoRevisionSchema),
    }),
  },
  /** Unchecked words that another model has read differently, the least certain new readings first. */
  changedWords: {
    role: 'read',
    args: z.object({ limit: z.number().int().positive().max(500) }),
    result: z.object({ total: z.number().int().nonnegative(), words: z.array(changedWordSchema) }),
  },
  /** Keeps the new readings, and takes the words off the list. Confirms nothing. */
  acceptChangedWords: {
    role: 'label',
    /** Null: all. */
    args: z.object({ words: z.array(wordIdSchema).max(500).nullable() }),
    /** `at` names this acceptance for `reopenChangedWords`. */
    result: z.object({ accepted: z.number().int().nonnegative(), at: z.iso.datetime() }),
  },
  /** Puts the words of one acceptance back on the list. */
  reopenChangedWords: { role: 'label', args: z.object({ at: z.iso.datetime() }), result: z.null() },
  /** Gives words their earlier texts, as corrections of the person, with one edit for each photo, all or none. */
  restoreEarlierReadings: {
    role: 'label',
    args: z.object({ words: z.array(wordIdSchema).max(500) }),
    /** For `undoEdits`. */
    result: z.array(photoRevisionSchema),
  },
  /** Undoes the last edit of each of some photos, all or none; their new revisions. Throws as `undoLabels`. */
  undoEdits: {
    role: 'label',
    args: z.object({ edits: z.array(photoRevisionSchema).max(1000) }),
    result: z.array(photoRevisionSchema),
  },
} satisfies CallTable;
