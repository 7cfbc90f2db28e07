import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calls, type CallArgs, type CallResult, type Serves } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import {
  evaluationContentsSchema,
  evaluationIdSchema,
  judgedWordSchema,
  type Evaluation,
  type EvaluationId,
  type EvaluationReport,
  type LineScores,
  type evaluationCalls,
} from '../../shared/contract/evaluation.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { RunId } from '../../shared/contract/run.ts';
import { writeResult } from '../files/outside.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { findJobOutcome, requireJobRequest, replaceJobOutcome } from '../store/jobs/jobs.ts';
import {
  findEvaluation,
  insertEvaluation,
  listStoredEvaluations,
  type StoredEvaluation,
} from '../store/jobs/evaluations.ts';
import { reportHtml, wordsCsv } from './documents.ts';
import type { TrainingParts } from './runParts.ts';

type EvaluateArgs = CallArgs<'evaluateModel'>;
type EvaluateOptions = Partial<WorkOptions>;

const requestSchema = calls.evaluateModel.args;

export type Evaluations = ReturnType<typeof createEvaluations>;

/** Measures how well models read, stores the results, and answers the calls about them. */
export function createEvaluations(parts: TrainingParts) {
  const { db, jobs, models, datasets, evaluationsFolder } = parts;

  function require(id: EvaluationId): StoredEvaluation {
    const found = findEvaluation(db, id);
    if (found === undefined)
      throw new InkdexError('not-found', `Evaluation ${id} was not found. It may have been deleted.`);
    return found;
  }

  async function fileOf({ folder }: StoredEvaluation, name: string): Promise<string> {
    const path = join(evaluationsFolder, folder, name);
    return await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new InkdexError('file-missing', `The report ${path} is missing. Evaluate the model again.`, {
        cause,
      });
    });
  }

  jobs.define('evaluation', {
    async run({ id }, options) {
      const store = await prepare(parts, requireJobRequest(db, id, requestSchema), null, options);
      return {
        commit() {
          replaceJobOutcome(db, id, store());
        },
        release: () => undefined,
      };
    },
  });

  /** @throws InkdexError `data-invalid` for a version or split without words, `model-unknown`, `not-found` */
  async function evaluate(
    args: EvaluateArgs,
    run: RunId | null = null,
    options: EvaluateOptions = {},
  ): Promise<Evaluation> {
    const store = await prepare(parts, args, run, options);
    return require(store());
  }

  /**
   * Scores a finder of lines; null if the model is of another kind.
   *
   * @throws InkdexError `data-invalid` for a version or split without pages, `model-unknown`, `not-found`
   */
  async function evaluateLines(
    { model, dataset, split }: EvaluateArgs,
    options: EvaluateOptions = {},
  ): Promise<LineScores | null> {
    const path = await models.lineFinderAt(model);
    if (path === null) return null;
    const version = { manifest: datasets.manifestOf(dataset), objects: datasets.objectsOf(dataset) };
    return await parts.trainer.call(
      'evaluateLines',
      { model: path, ...version, split },
      callOptions(options),
    );
  }

  async function report({ evaluation: id }: CallArgs<'getEvaluation'>): Promise<EvaluationReport> {
    const evaluation = require(id);
    const contents = evaluationContentsSchema.parse(JSON.parse(await fileOf(evaluation, 'report.json')));
    return { evaluation, ...contents };
  }

  async function document({
    evaluation: id,
    format,
  }: CallArgs<'evaluationDocument'>): Promise<CallResult<'evaluationDocument'>> {
    const stored = require(id);
    const name = `${stored.model.id}-${stored.dataset.slice(0, 8)}-${stored.split ?? 'all'}.${format}`;
    if (format === 'html') return { name, text: reportHtml(await report({ evaluation: id })) };
    const lines = (await fileOf(stored, 'words.jsonl')).split('\n').filter((line) => line !== '');
    return { name, text: wordsCsv(lines.map((line) => judgedWordSchema.parse(JSON.parse(line)))) };
  }

  async function writeDocument(args: CallArgs<'evaluationDocument'>, path: string): Promise<void> {
    await writeResult(path, (await document(args)).text);
  }

  const answers = {
    async evaluateModel(args) {
      // Checked before anything is queued.
      await models.findBase(args.model);
      datasets.manifestOf(args.dataset);
      const { id } = jobs.queue({ kind: 'evaluation', title: `Evaluate ${args.model}`, request: args });
      await jobs.completed(id);
      return require(evaluationIdSchema.parse(findJobOutcome(db, id, evaluationIdSchema)));
    },
    listEvaluations: ({ run }) => listStoredEvaluations(db, run),
    getEvaluation: report,
    evaluationDocument: document,
  } satisfies Serves<typeof evaluationCalls>;

  return {
    calls: answers,
    evaluate,
    evaluateLines,
    /** Evaluates each model on the test split, if the version has one. */
    async evaluateTestWords(
      ids: readonly ModelId[],
      dataset: VersionId,
      run: RunId,
      options: EvaluateOptions,
    ): Promise<void> {
      for (const model of ids) {
        try {
          await evaluate({ model, dataset, split: 'test' }, run, options);
        } catch (error) {
          // A version without a test split has only the scores of its validation split, and a base model of words reads
          // no lines.
          if (!(error instanceof InkdexError && error.code === 'data-invalid')) throw error;
        }
      }
    },
    writeDocument,
  };
}

function callOptions({ signal, onProgress }: EvaluateOptions) {
  return {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ done, total }: { readonly done: number; readonly total: number }) =>
      onProgress?.(done, total),
  };
}

/** Reads and scores the words. Returns a function that stores the evaluation. */
async function prepare(
  { db, trainer, models, datasets, evaluationsFolder }: TrainingParts,
  { model: id, dataset, split, sample }: EvaluateArgs,
  run: RunId | null,
  options: EvaluateOptions,
): Promise<() => EvaluationId> {
  const model = await models.findBase(id);
  const folder = randomUUID();
  const judged = await trainer.call(
    'evaluate',
    {
      model: model.path,
      manifest: datasets.manifestOf(dataset),
      objects: datasets.objectsOf(dataset),
      split,
      ...(sample !== undefined && { sample }),
      folder: join(evaluationsFolder, folder),
    },
    callOptions(options),
  );
  const { sha256, words, skipped, greedy, decoder } = judged;
  const scores = { words, skipped, greedy, decoder };
  const at = new Date().toISOString();
  return () => insertEvaluation(db, { model: { id, sha256 }, dataset, split, run, ...scores, folder, at });
}
