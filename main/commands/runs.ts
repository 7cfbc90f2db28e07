import type { Command } from 'commander';
import { z } from 'zod';
import {
  evaluationIdSchema,
  likelihoodNames,
  metricNames,
  type Evaluation,
  type EvaluationId,
  type Likelihood,
} from '../../shared/contract/evaluation.ts';
import { runIdSchema, type Run, type RunId } from '../../shared/contract/run.ts';
import { runWords } from '../../shared/networks.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { TrainingService } from '../services.ts';
import { dataCommand, idOf, print, printJson, printRow, tell } from './command.ts';
import { percent } from './followRun.ts';

const runId = idOf(runIdSchema, 'a run', 'inkdex runs');
const runText = 'id of the run, as listed by `inkdex runs`';

/** `inkdex runs`: trainings, and what they reached. */
export function runsCommand(): Command {
  return dataCommand('runs', 'list training runs, unfinished ones first; show or remove one')
    .onLibrary({}, ({ training }, options) => {
      for (const run of training.listRuns()) printRow(options.json, run, runLine(run));
    })
    .addCommand(showCommand())
    .addCommand(removeCommand());
}

function runLine({ id, state, title, step, totalSteps, best, result, reads }: Run): string {
  const steps = `${formatCount(step)}${totalSteps === null ? '' : ` of ${formatCount(totalSteps)}`} steps`;
  const score = best === null ? '' : `${runWords(reads).rates[0]} ${percent(best.heldBack.cer)}`;
  return [id, state, title, steps, score, result?.model ?? ''].join('\t');
}

function showCommand(): Command {
  return dataCommand('show', 'show a run with its settings, curves and scores')
    .argument('<run>', runText, runId)
    .onLibrary({}, ({ training }, options, id: RunId) => {
      const { run, points, evaluations } = training.getRun({ run: id });
      if (options.json) {
        printJson({ ...run, points, evaluations });
        return;
      }
      for (const [key, value] of Object.entries(run)) {
        print(`${key}\t${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
      }
      const [cer, wer] = runWords(run.reads).rates;
      for (const { step, heldBack, best } of evaluations) {
        const scores = `${cer} ${percent(heldBack.cer)}\t${wer} ${percent(heldBack.wer)}`;
        print(`step ${formatCount(step)}\t${scores}${best ? '\tbest' : ''}`);
      }
    });
}

function removeCommand(): Command {
  return dataCommand('remove', 'remove a finished run with its checkpoint; its model stays')
    .argument('<run>', runText, runId)
    .onLibrary({}, async ({ training }, options, id: RunId) => {
      await training.removeRun({ run: id });
      tell(options.json, { removed: id }, `Run ${String(id)} is removed.`);
    });
}

const evaluationId = idOf(evaluationIdSchema, 'an evaluation', 'inkdex evaluations');

/** `inkdex evaluations`: the scores of models on dataset versions. */
export function evaluationsCommand(): Command {
  return dataCommand('evaluations', 'list evaluations, newest first; show one')
    .onLibrary({}, ({ training }, options) => {
      for (const evaluation of training.listEvaluations({ run: null }))
        printEvaluation(evaluation, options.json);
    })
    .addCommand(showEvaluationCommand());
}

function printEvaluation(evaluation: Evaluation, json: boolean): void {
  if (json) {
    printJson(evaluationLine(evaluation));
    return;
  }
  const { id, model, dataset, split, words, decoder } = evaluation;
  const of = `${dataset.slice(0, 12)} ${split ?? 'all'}`;
  print([id, model.id, of, counted(words, 'word'), `CER ${percent(decoder.cer)}`].join('\t'));
}

/** An evaluation, as `--json` prints it. */
export function evaluationLine({ id, run, model, ...line }: Evaluation, likelihood?: Likelihood): object {
  const known = { evaluation: id, run, ...line, model: model.id, sha256: model.sha256 };
  return likelihood === undefined ? known : { ...known, likelihood };
}

/** Prints every metric of an evaluation by its name, as JSON or as text. */
export function printMetrics(
  evaluation: Evaluation,
  likelihood: Likelihood | undefined,
  { json, sample = 'word' }: { readonly json: boolean; readonly sample?: string },
): void {
  if (json) {
    printJson(evaluationLine(evaluation, likelihood));
    return;
  }
  const { greedy, decoder, words, skipped } = evaluation;
  print(`metric\tgreedy\tdecoder`);
  for (const name of metricNames) print(`${name}\t${greedy[name].toFixed(4)}\t${decoder[name].toFixed(4)}`);
  if (likelihood !== undefined) {
    for (const name of likelihoodNames) print(`${name}\t${likelihood[name].toFixed(4)}`);
  }
  print(`${sample}s\t${formatCount(words)}`);
  printSkipped(skipped);
}

export function printSkipped(skipped: Readonly<Record<string, number>>): void {
  for (const [reason, count] of Object.entries(skipped)) print(`skipped\t${formatCount(count)}\t${reason}`);
}

export const documentShape = {
  csv: z.string().optional(),
  html: z.string().optional(),
  attention: z.string().optional(),
};

/** Adds the options that write an evaluation to files. */
export function withDocuments<Of extends Command>(command: Of): Of {
  return command
    .option('--csv <file>', 'also write every word with its readings to a CSV file')
    .option('--html <file>', 'also write a report as an HTML file')
    .option('--attention <folder>', 'also write where a network with attention looked, into a new folder');
}

export async function writeDocuments(
  training: TrainingService,
  evaluation: EvaluationId,
  options: z.infer<z.ZodObject<typeof documentShape>>,
): Promise<void> {
  for (const format of ['csv', 'html'] as const) {
    const path = options[format];
    if (path !== undefined) await training.writeEvaluation({ evaluation, format }, path);
  }
  if (options.attention !== undefined) await training.writeAttention(evaluation, options.attention);
}

function showEvaluationCommand(): Command {
  return withDocuments(
    dataCommand('show', 'show an evaluation with every metric').argument(
      '<evaluation>',
      'id of the evaluation, as listed by `inkdex evaluations`',
      evaluationId,
    ),
  ).onLibrary(documentShape, async ({ training }, options, id: EvaluationId) => {
    const { evaluation, likelihood } = await training.getEvaluation({ evaluation: id });
    await writeDocuments(training, id, options);
    printMetrics(evaluation, likelihood, options);
  });
}
