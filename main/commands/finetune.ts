import { Argument, Command, Option } from 'commander';
import { z } from 'zod';
import type { Evaluation, Metrics } from '../../shared/contract/evaluation.ts';
import type { Run } from '../../shared/contract/run.ts';
import { iamPreset } from '../../shared/trainingPresets.ts';
import type { Services } from '../services.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';
import { createRunEars, followRun, percent } from './followRun.ts';
import { changesOf, printResult, trainingShape, withTrainingOptions } from './train.ts';

const recipeSchema = z.enum(['strict', 'seed']);

export function finetuneCommand(): Command {
  return new Command('finetune').description('fine-tune the recogniser in use').addCommand(iamCommand());
}

function iamCommand(): Command {
  const command = dataCommand('iam', 'import and freeze IAM, train on it, evaluate before and after')
    .addArgument(new Argument('<dir>', 'folder with the files of IAM'))
    .addOption(
      new Option(
        '--recipe <name>',
        'strict: writer-independent splits, text as written; seed: filtered as in CRNN_OCR_lite',
      )
        .choices(recipeSchema.options)
        .default('strict'),
    );
  return withTrainingOptions(command, iamPreset).action(async (path: string, _options, own: Command) => {
    const options = optionsOf(own, { ...trainingShape, recipe: recipeSchema });
    const { recipe, preset, engine, json } = options;
    const ears = createRunEars();
    await withServices(
      options,
      async (services) => {
        const changes = changesOf(options);
        const asked = { path, recipe, preset, changes, engine: engine ?? null };
        const { id } = await services.training.learnIam(asked);
        if (json) printJson({ event: 'queued', run: id });
        const startedAt = performance.now();
        const done = await followRun(services, ears, id, json);
        if (done === null) return;
        printResult(done, json);
        printReport(services, done, (performance.now() - startedAt) / 1000, json);
      },
      ears.announce,
    );
  });
}

/** Prints the scores on the official test split before and after training. */
function printReport({ training }: Services, run: Run, seconds: number, json: boolean): void {
  const { result, base, dataset, wordsPerSecond } = run;
  const evaluations = training.evaluations.list({ run: run.id });
  const scoresOf = (model: string | undefined) => {
    const found = evaluations.find((evaluation) => evaluation.model.id === model);
    return found === undefined ? null : scores(found);
  };
  const before = scoresOf(base.model);
  const after = scoresOf(result?.model);
  if (json) {
    const words = evaluations[0]?.words ?? 0;
    printJson({
      event: 'report',
      run: run.id,
      model: result?.model,
      dataset,
      words,
      before,
      after,
      seconds,
      wordsPerSecond,
    });
    return;
  }
  for (const [name, found] of Object.entries({ before, after })) {
    if (found !== null) print(reportLine(name, found));
  }
  note(`${(seconds / 60).toFixed(1)} minutes, ${(wordsPerSecond ?? 0).toFixed(0)} words/s.`);
}

interface Scores {
  readonly greedy: Metrics;
  readonly decoder: Metrics;
}

function scores({ greedy, decoder }: Evaluation): Scores {
  return { greedy, decoder };
}

function reportLine(name: string, { greedy, decoder }: Scores): string {
  return [
    name,
    `greedy CER ${percent(greedy.cer)} WER ${percent(greedy.wer)}`,
    `decoder CER ${percent(decoder.cer)} WER ${percent(decoder.wer)}`,
  ].join('\t');
}
