import { z } from 'zod';
import type { CallTable } from './call.ts';
import { splitSchema, versionIdSchema } from './dataset.ts';
import { modelIdSchema } from './model.ts';
import { sha256Schema } from './photo.ts';
import { runIdSchema } from './run.ts';

/** The accuracy of a model on the words of a dataset version. */

export const evaluationIdSchema = z.number().int().positive().brand<'EvaluationId'>();
export type EvaluationId = z.infer<typeof evaluationIdSchema>;

/**
 * Metrics by name, each with its definition. Other systems, named in brackets, call different metrics "accuracy".
 */
export const metricDefinitions = {
  cer: 'Character error rate, micro: insertions, deletions and substitutions over all words, over the true letters of all words. As written.',
  wer: 'Word error rate, micro: of single words the share that is not read exactly; of lines the edit distance over words, over the true words. As written.',
  cerFolded: 'Character error rate of letters and digits alone, case and accents ignored.',
  werFolded: 'Word error rate of letters and digits alone, case and accents ignored.',
  meanEditDistance: 'Edit distance of a word, mean over words (CRNN_OCR_lite).',
  normalisedEditDistance:
    'Edit distance over the length of the true word, mean over words; at most 1 only by chance (CRNN_OCR_lite).',
  clippedAccuracy:
    'Mean over words of 1 - min(1, edit distance / true length) (attention-ocr, its "accuracy").',
  unclippedAccuracy:
    'Mean over words of 1 - edit distance / true length; below 0 for a reading that is much too long (text-recognizer-pro, its "accuracy").',
  positionalPrecision:
    'Share of the true letters that stand at the same place in the reading, mean over words: one letter too many at the start makes it 0 (CRNN_Tensorflow, "per_char").',
  fullSequencePrecision:
    'Share of words, or of lines, read exactly (CRNN_Tensorflow, "full_sequence"; of single characters text-recognizer-pro, its "accuracy").',
} as const;
export type MetricName = keyof typeof metricDefinitions;
export const metricNames = Object.keys(metricDefinitions) as MetricName[];

/** What the network itself says of words, without a language model, as attention-ocr logs it. */
export const likelihoodDefinitions = {
  loss: 'Minus the log-likelihood of the true texts in nats, over their letters (attention-ocr, "loss").',
  perplexity: 'exp(loss): between so many letters the network hesitates (attention-ocr, "perplexity").',
  probability:
    'Product of the largest probability of each step, mean over words (attention-ocr, "probability"; text-recognizer-pro, "conf").',
} as const;
export type LikelihoodName = keyof typeof likelihoodDefinitions;
export const likelihoodNames = Object.keys(likelihoodDefinitions) as LikelihoodName[];

export const likelihoodSchema = z.object({
  /** Number of words that count: the network knows their letters and has enough steps for them. */
  words: z.number().int().nonnegative(),
  loss: z.number(),
  perplexity: z.number(),
  probability: z.number(),
});
export type Likelihood = z.infer<typeof likelihoodSchema>;

const metricValue = z.number();
export const metricsSchema = z.object({
  cer: metricValue,
  wer: metricValue,
  cerFolded: metricValue,
  werFolded: metricValue,
  meanEditDistance: metricValue,
  normalisedEditDistance: metricValue,
  clippedAccuracy: metricValue,
  unclippedAccuracy: metricValue,
  positionalPrecision: metricValue,
  fullSequencePrecision: metricValue,
} satisfies Record<MetricName, typeof metricValue>);
export type Metrics = z.infer<typeof metricsSchema>;

/** One word of the evaluation. */
export const judgedWordSchema = z.object({
  key: z.string(),
  truth: z.string(),
  greedy: z.string(),
  decoder: z.string(),
  /** The confidence of the decoder's reading. */
  confidence: z.number().min(0).max(1),
  /** Edit distance between truth and the decoder's reading. */
  distance: z.number().int().nonnegative(),
});
export type JudgedWord = z.infer<typeof judgedWordSchema>;

/** Where a network with attention looked for each character of its greedy reading. */
const attentionMapsSchema = z.object({
  letters: z.array(
    z.object({
      text: z.string(),
      probability: z.number().min(0).max(1),
      /** From left to right over the picture of the word, equally wide, 1 where it looked most. */
      columns: z.array(z.number().min(0).max(1)),
    }),
  ),
  /** The picture letter by letter: an animated WebP in base64. */
  animation: z.base64(),
});
export type AttentionMaps = z.infer<typeof attentionMapsSchema>;

/** Pictures are PNG in base64: the input of the network, and the output of the spatial transformer. */
const picturedWordSchema = judgedWordSchema.extend({
  word: z.base64(),
  straightened: z.base64(),
  attention: attentionMapsSchema.optional(),
});
export type PicturedWord = z.infer<typeof picturedWordSchema>;

/** How often a character was read as another. '' means no character: an insertion or a deletion. */
const confusionSchema = z.object({
  truth: z.string(),
  reading: z.string(),
  count: z.number().int().positive(),
});
export type Confusion = z.infer<typeof confusionSchema>;

const count = z.number().int().nonnegative();

export const evaluationSchema = z.object({
  id: evaluationIdSchema,
  model: z.object({ id: modelIdSchema, sha256: sha256Schema }),
  dataset: versionIdSchema,
  /** Null for all splits. */
  split: splitSchema.nullable(),
  run: runIdSchema.nullable(),
  words: count,
  /** Number of words that could not be scored, by reason. */
  skipped: z.record(z.string(), count),
  /** Of the best path. */
  greedy: metricsSchema,
  /** As photos are read: with language model and, if the words of a page are in order, with their neighbours. */
  decoder: metricsSchema,
  at: z.string(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** How well a finder of lines finds the lines of pages: at an intersection over union of 0.5, and by the classes of pixels. */
export const lineScoresSchema = z.object({
  pages: count,
  lines: count,
  /** Number of pages that could not be scored, by reason. */
  skipped: z.record(z.string(), count),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  /** Mean over the pixels of a page, then over pages, in nats (text-recognizer-pro, its loss). */
  crossEntropy: z.number(),
});
export type LineScores = z.infer<typeof lineScoresSchema>;

/** A report without its evaluation. Breakdowns are those of the decoder's readings. */
export const evaluationContentsSchema = z.object({
  /** Reports of before 2026-11-26 have none. */
  likelihood: likelihoodSchema.optional(),
  /** Most frequent first, including correct characters. */
  confusions: z.array(confusionSchema),
  byLength: z.array(z.object({ length: count, words: count, cer: z.number(), wer: z.number().min(0) })),
  /** How often each true character occurs and is read correctly, in an alignment with the fewest edits. */
  byLetter: z.array(z.object({ letter: z.string(), count, right: count })),
  worst: z.array(picturedWordSchema),
  best: z.array(picturedWordSchema),
  random: z.array(picturedWordSchema),
});
export type EvaluationContents = z.infer<typeof evaluationContentsSchema>;

export const evaluationReportSchema = evaluationContentsSchema.extend({ evaluation: evaluationSchema });
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/** So many of the samples, chosen at random: the same seed chooses the same ones. */
export const randomSampleSchema = z.object({
  count: z.number().int().positive(),
  seed: z.number().int().min(0).max(0xffffffff),
});
export type RandomSample = z.infer<typeof randomSampleSchema>;

export const evaluationCalls = {
  /** Reads the words of a version with a model, scores the readings and stores the report. */
  evaluateModel: {
    role: 'admin',
    args: z.object({
      model: modelIdSchema,
      dataset: versionIdSchema,
      split: splitSchema.nullable(),
      /** Default: all. */
      sample: randomSampleSchema.optional(),
    }),
    result: evaluationSchema,
  },
  listEvaluations: {
    role: 'read',
    args: z.object({ run: runIdSchema.nullable() }),
    result: z.array(evaluationSchema),
  },
  getEvaluation: {
    role: 'read',
    args: z.object({ evaluation: evaluationIdSchema }),
    result: evaluationReportSchema,
  },
  /** One file to save: all words as CSV, or the report as an HTML page without other files. */
  evaluationDocument: {
    role: 'read',
    args: z.object({ evaluation: evaluationIdSchema, format: z.enum(['csv', 'html']) }),
    result: z.object({ name: z.string(), text: z.string() }),
  },
} satisfies CallTable;
