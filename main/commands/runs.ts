import {
  evaluationIdSchema,
  likelihoodNames,
  metricNames,
  type Evaluation,
  type EvaluationId,
  type Likelihood,
} from '../../shared/contract/evaluation.ts';
import type { CallResult } from '../../shared/contract/contract.ts';
import { runIdSchema, type Run } from '../../shared/contract/run.ts';
import { runWords } from '../../shared/networks.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { TrainingService } from '../services.ts';
import { idOf, print, printJson, type Common } from './command.ts';
import { percent } from './followRun.ts';
import { argument, option } from './parameters.ts';
import { onLibrary, passes, type CommandTable } from './table.ts';

const run = argument(
  '<run>',
  'id of the run, as listed by `inkdex runs`',
  idOf(runIdSchema, 'a run', 'inkdex runs'),
);

/** `inkdex runs`: trainings, and what they reached. */
export const runCommands: CommandTable = {
  runs: passes('listRuns', {
    about: 'list training runs, unfinished ones first; show or remove one',
    rows: (runs) => runs.map((each) => [each, runLine(each)]),
  }),
  'runs show': passes('getRun', {
    about: 'show a run with its settings, curves and scores',
    takes: { run },
    prints: printRun,
  }),
  'runs remove': passes('removeRun', {
    about: 'remove a finished run with its checkpoint; its model stays',
    takes: { run },
    tells: (_removed, { run: id }) => [{ removed: id }, `Run ${String(id)} is removed.`],
  }),
};

function runLine({ id, state, title, step, totalSteps, best, result, reads }: Run): string {
  const steps = `${formatCount(step)}${totalSteps === null ? '' : ` of ${formatCount(totalSteps)}`} steps`;
  const score = best === null ? '' : `${runWords(reads).rates[0]} ${percent(best.heldBack.cer)}`;
  return [id, state, title, steps, score, result?.model ?? ''].join('\t');
}

function printRun(
  { run: found, points, evaluations }: CallResult<'getRun'>,
  { json }: Pick<Common, 'json'>,
): void {
  if (json) {
    printJson({ ...found, points, evaluations });
    return;
  }
  for (const [key, value] of Object.entries(found)) {
    print(`${key}\t${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  }
  const [cer, wer] = runWords(found.reads).rates;
  for (const { step, heldBack, best } of evaluations) {
    const scores = `${cer} ${percent(heldBack.cer)}\t${wer} ${percent(heldBack.wer)}`;
    print(`step ${formatCount(step)}\t${scores}${best ? '\tbest' : ''}`);
  }
}

/** Where else an evaluation is written. */
export const documents = {
  csv: option('--csv <file>', 'also write every word with its readings to a CSV file'),
  html: option('--html <file>', 'also write a report as an HTML file'),
  attention: option(
    '--attention <folder>',
    'also write where a network with attention looked, into a new folder',
  ),
};

/** `inkdex evaluations`: the scores of models on dataset versions. */
export const evaluationCommands: CommandTable = {
  evaluations: passes('listEvaluations', {
    about: 'list evaluations, newest first; show one',
    usual: { run: null },
    rows: (evaluations) =>
      evaluations.map((each) => {
        const { id, model, dataset, split, words, decoder } = each;
        const of = `${dataset.slice(0, 12)} ${split ?? 'all'}`;
        const line = [id, model.id, of, counted(words, 'word'), `CER ${percent(decoder.cer)}`].join('\t');
        return [evaluationLine(each), line];
      }),
  }),
  'evaluations show': onLibrary(
    'show an evaluation with every metric',
    {
      id: argument(
        '<evaluation>',
        'id of the evaluation, as listed by `inkdex evaluations`',
        idOf(evaluationIdSchema, 'an evaluation', 'inkdex evaluations'),
      ),
      ...documents,
    },
    async ({ training }, { id, json, ...wanted }) => {
      const { evaluation, likelihood } = await training.calls.getEvaluation({ evaluation: id });
      await writeDocuments(training, id, wanted);
      printMetrics(evaluation, likelihood, { json });
    },
  ),
};

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

export async function writeDocuments(
  training: TrainingService,
  evaluation: EvaluationId,
  options: { readonly [Name in keyof typeof documents]: string | undefined },
): Promise<void> {
  for (const format of ['csv', 'html'] as const) {
    const path = options[format];
    if (path !== undefined) await training.writeEvaluation({ evaluation, format }, path);
  }
  if (options.attention !== undefined) await training.writeAttention(evaluation, options.attention);
}
