import { Argument, Command } from 'commander';
import { z } from 'zod';
import type { Evaluation, Metrics } from '../../shared/contract/evaluation.ts';
import { trainingEngineNameSchema } from '../../shared/contract/model.ts';
import type { Run } from '../../shared/contract/run.ts';
import { iamPreset } from '../../shared/trainingPresets.ts';
import type { Services } from '../services.ts';
import { chosenPhotos, photoShape, withPhotos } from './choosePhotos.ts';
import { dataCommand, note, optionsOf, print, printJson, following, fitting } from './command.ts';
import { followRun, percent } from './followRun.ts';
import { changesOf, followRuns, printResult, trainingShape, withTrainingOptions } from './train.ts';

const recipeSchema = z.enum(['strict', 'seed']);

export function finetuneCommand(): Command {
  return new Command('finetune')
    .description('fine-tune the recogniser in use')
    .addCommand(iamCommand())
    .addCommand(correctionsCommand());
}

/** The window's "Learn from my corrections". */
function correctionsCommand(): Command {
  return withPhotos(
    dataCommand(
      'corrections',
      'train on the words that people corrected or confirmed, and use a better model',
    ),
  )
    .option(
      '--engine <name>',
      'training engine (default: the one chosen in the app)',
      fitting(trainingEngineNameSchema),
    )
    .action(async (photos: string[], _options, command: Command) => {
      const options = optionsOf(command, { ...photoShape, engine: trainingEngineNameSchema.optional() });
      const isEverything = photos.length === 0 && options.search === undefined;
      await following(options, 'runChanged', async (services, listen) => {
        const run = await services.training.learnCorrections({
          photos: isEverything ? [] : chosenPhotos(services, photos, options, command),
          engine: options.engine ?? null,
        });
        await followRuns(services, listen, [run], options.json);
      });
    });
}

function iamCommand(): Command {
  const command = dataCommand('iam', 'import and freeze IAM, train on it, evaluate before and after')
    .addArgument(new Argument('<dir>', 'folder with the files of IAM'))
    .choice(
      '--recipe <name>',
      'strict: writer-independent splits, text as written; seed: filtered as in CRNN_OCR_lite',
      recipeSchema.options,
      'strict',
    );
  return withTrainingOptions(command, iamPreset).action(async (path: string, _options, own: Command) => {
    const options = optionsOf(own, { ...trainingShape, recipe: recipeSchema });
    const { recipe, preset, engine, json } = options;
    await following(options, 'runChanged', async (services, listen) => {
      const changes = changesOf(options);
      const asked = { path, recipe, preset, changes, engine: engine ?? null };
      const { id } = await services.training.learnIam(asked);
      if (json) printJson({ event: 'queued', run: id });
      const startedAt = performance.now();
      const done = await followRun(services, listen, id, json);
      if (done === null) return;
      printResult(done, json);
      printReport(services, done, (performance.now() - startedAt) / 1000, json);
    });
  });
}

/** Prints the scores on the official test split before and after training. */
function printReport({ training }: Services, run: Run, seconds: number, json: boolean): void {
  const { result, base, dataset, wordsPerSecond } = run;
  const evaluations = training.listEvaluations({ run: run.id });
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
