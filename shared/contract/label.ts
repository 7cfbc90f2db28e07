import { z } from 'zod';
import { quadSchema } from '../geometry.ts';
import { photoIdSchema, photoProgressSchema, photoSchema } from './photo.ts';
import { alternativeSchema, polygonSchema, wordIdSchema, wordMarkSchema, wordSchema } from './word.ts';

/**
 * Correcting a reading. A window sends actions; the house journals each as one edit of one photo,
 * which undo and redo go through, and tells every window what changed.
 */

/** What the history shows of an edit. `read`: a model read again; no window sends it. */
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
  /** A person vouches for text and mark. Confirmed as text, the text may not be empty; a mark other than text always is. */
  confirmed: z.boolean(),
});
export type PutWord = z.infer<typeof putWordSchema>;

/** All of it is done, or none. It names no word twice. */
export const labelActionSchema = z.object({
  title: editTitleSchema.exclude(['read']),
  put: z.array(putWordSchema).max(10_000),
  remove: z.array(wordIdSchema).max(10_000),
  /**
   * The whole reading order afterwards, every word once. Null: words keep their places and new ones
   * go by their position into the nearest line, or into a line of their own (`shared/wordOrder.ts`).
   */
  order: wordOrderSchema.nullable(),
});
export type LabelAction = z.infer<typeof labelActionSchema>;

const revisionSchema = z.number().int().nonnegative();
const historyTops = {
  /** What undo would take back; null when there is nothing. */
  undo: editTitleSchema.nullable(),
  redo: editTitleSchema.nullable(),
};

export const photoLabelsSchema = z.object({
  photo: photoSchema,
  /** In reading order, those marked not-text included. */
  words: z.array(wordSchema),
  revision: revisionSchema,
  ...historyTops,
});
export type PhotoLabels = z.infer<typeof photoLabelsSchema>;

/**
 * What became of a photo's words, for who asked and for every window. Revisions go up by one: a
 * window that has missed one asks for the labels again.
 */
export const labelsChangedSchema = z.object({
  photo: photoIdSchema,
  revision: revisionSchema,
  /** New and changed words. One that only moved on in reading order is not among them. */
  put: z.array(wordSchema),
  removed: z.array(wordIdSchema),
  /** Of the whole photo; a word's `line` and `position` follow from it. */
  order: wordOrderSchema,
  ...historyTops,
});
export type LabelsChanged = z.infer<typeof labelsChangedSchema>;

export const wordsReadAgainSchema = z.object({
  /** For each word asked for, in turn: its readings, best first; none where nothing can be read. */
  words: z.array(z.array(alternativeSchema)),
  /** For each quad asked for. */
  quads: z.array(z.array(alternativeSchema)),
  /** Null when every word was a person's, or read as before. */
  changed: labelsChangedSchema.nullable(),
});
export type WordsReadAgain = z.infer<typeof wordsReadAgainSchema>;

/** A word that nobody has confirmed, with how much confirming it would teach, 0 to 1. */
export const doubtfulWordSchema = z.object({ word: wordSchema, doubt: z.number().min(0).max(1) });
export type DoubtfulWord = z.infer<typeof doubtfulWordSchema>;

export const doubtQueueSchema = z.object({
  /** Unconfirmed words in all; the queue itself ends sooner in a large library. */
  total: z.number().int().nonnegative(),
  /** What teaches most first, a few of a photo before the next ones come. */
  words: z.array(doubtfulWordSchema),
});
export type DoubtQueue = z.infer<typeof doubtQueueSchema>;

/** An unconfirmed word that may hold the same text as a given one; likeness 0 to 1. */
export const lookAlikeSchema = z.object({ word: wordSchema, likeness: z.number().min(0).max(1) });
export type LookAlike = z.infer<typeof lookAlikeSchema>;

/** Ids for new words, the first and the last included. No other word ever gets them. */
export const wordIdBlockSchema = z.object({ from: wordIdSchema, to: wordIdSchema });
export type WordIdBlock = z.infer<typeof wordIdBlockSchema>;

/** Calls of the contract; `revision` is the one that the window knows. */
export const labelCalls = {
  /** Gives a window ids for words that it will create, so that it can create them without asking first. */
  leaseWordIds: {
    args: z.object({ count: z.number().int().positive().max(10_000) }),
    result: wordIdBlockSchema,
  },
  /** @throws `not-found` */
  getLabels: { args: z.object({ photo: photoIdSchema }), result: photoLabelsSchema },
  /**
   * Refused with `conflict`, and nothing done, when a word that the action touches has changed since
   * `revision`, or, for an action with an order, when anything has. Also refused when a new word has an id that
   * is not leased or that a word had before.
   */
  editLabels: {
    args: z.object({ photo: photoIdSchema, revision: revisionSchema, action: labelActionSchema }),
    result: labelsChangedSchema,
  },
  /** `conflict` when anything has changed since; `not-found` when there is nothing to undo. */
  undoLabels: {
    args: z.object({ photo: photoIdSchema, revision: revisionSchema }),
    result: labelsChangedSchema,
  },
  redoLabels: {
    args: z.object({ photo: photoIdSchema, revision: revisionSchema }),
    result: labelsChangedSchema,
  },
  setProgress: {
    args: z.object({ photo: photoIdSchema, progress: photoProgressSchema.exclude(['new']) }),
    result: photoSchema,
  },
  /** Reads words, and places that are no words yet, with the model in use. Unconfirmed words take what is read. */
  readWordsAgain: {
    args: z.object({
      photo: photoIdSchema,
      words: z.array(wordIdSchema).max(5000),
      quads: z.array(quadSchema).max(500),
    }),
    result: wordsReadAgainSchema,
  },
  doubtQueue: {
    args: z.object({
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
      /** Null: of the whole library. */
      photo: photoIdSchema.nullable(),
    }),
    result: doubtQueueSchema,
  },
  /** Likest first. */
  lookAlikes: {
    args: z.object({ word: wordIdSchema, limit: z.number().int().positive().max(200) }),
    result: z.array(lookAlikeSchema),
  },
};
