import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import type { Split, VersionId } from '../../shared/contract/dataset.ts';
import {
  evaluationContentsSchema,
  judgedWordSchema,
  type Evaluation,
  type EvaluationId,
  type EvaluationReport,
} from '../../shared/contract/evaluation.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { RunId } from '../../shared/contract/run.ts';
import {
  findEvaluation,
  insertEvaluation,
  listStoredEvaluations,
  type StoredEvaluation,
} from '../store/runEvaluations.ts';
import { reportHtml } from './reportHtml.ts';
import type { TrainingParts } from './runParts.ts';
import { wordsCsv } from './wordsCsv.ts';

export interface EvaluateOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | null) => void;
}

/** Measures how well models read, and stores the results. */
export interface Evaluations {
  /** @throws InkdexError `data-invalid` for a version or split without words, `model-unknown`, `not-found` */
  evaluate(
    args: { readonly model: ModelId; readonly dataset: VersionId; readonly split: Split | null },
    run?: RunId | null,
    options?: EvaluateOptions,
  ): Promise<Evaluation>;
  /** Evaluates each model on the test split, if the version has one. */
  evaluateTestWords(
    models: readonly ModelId[],
    dataset: VersionId,
    run: RunId,
    options: EvaluateOptions,
  ): Promise<void>;
  list(args: CallArgs<'listEvaluations'>): Evaluation[];
  report(args: CallArgs<'getEvaluation'>): Promise<EvaluationReport>;
  document(args: CallArgs<'evaluationDocument'>): Promise<CallResult<'evaluationDocument'>>;
  /** Writes the document to a file. */
  write(args: CallArgs<'evaluationDocument'>, path: string): Promise<void>;
}

export function createEvaluations({
  db,
  trainer,
  models,
  datasets,
  evaluationsFolder,
}: TrainingParts): Evaluations {
  function require(id: EvaluationId): StoredEvaluation {
    const found = findEvaluation(db, id);
    if (found === undefined)
      throw new InkdexError('not-found', `Evaluation ${String(id)} was not found. It may have been deleted.`);
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

  const evaluate: Evaluations['evaluate'] = async (
    { model: id, dataset, split },
    run = null,
    options = {},
  ) => {
    const model = await models.findBase(id);
    const folder = randomUUID();
    const { signal, onProgress } = options;
    const judged = await trainer.call(
      'evaluate',
      {
        model: model.path,
        manifest: datasets.manifestOf(dataset),
        objects: datasets.objectsOf(dataset),
        split,
        folder: join(evaluationsFolder, folder),
      },
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: ({ done, total }) => onProgress?.(done, total),
      },
    );
    const { sha256, words, skipped, greedy, decoder } = judged;
    const about = {
      dataset,
      split,
      run,
      words,
      skipped,
      greedy,
      decoder,
      folder,
      at: new Date().toISOString(),
    };
    return require(insertEvaluation(db, { model: { id, sha256 }, ...about }));
  };

  const report: Evaluations['report'] = async ({ evaluation: id }) => {
    const evaluation = require(id);
    const contents = evaluationContentsSchema.parse(JSON.parse(await fileOf(evaluation, 'report.json')));
    return { evaluation, ...contents };
  };

  const document: Evaluations['document'] = async ({ evaluation: id, format }) => {
    const stored = require(id);
    const name = `${stored.model.id}-${stored.dataset.slice(0, 8)}-${stored.split ?? 'all'}.${format}`;
    if (format === 'html') return { name, text: reportHtml(await report({ evaluation: id })) };
    const lines = (await fileOf(stored, 'words.jsonl')).split('\n').filter((line) => line !== '');
    return { name, text: wordsCsv(lines.map((line) => judgedWordSchema.parse(JSON.parse(line)))) };
  };

  return {
    evaluate,
    async evaluateTestWords(ids, dataset, run, options) {
      try {
        for (const model of ids) await evaluate({ model, dataset, split: 'test' }, run, options);
      } catch (error) {
        // A version without a test split has only the scores of its validation split.
        if (!(error instanceof InkdexError && error.code === 'data-invalid')) throw error;
      }
    },
    list: ({ run }) => listStoredEvaluations(db, run),
    report,
    document,
    async write(args, path) {
      await writeFile(path, (await document(args)).text);
    },
  };
}
