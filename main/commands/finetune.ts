import type { Evaluation, Metrics } from '../../shared/contract/evaluation.ts';
import { trainingEngineNameSchema } from '../../shared/contract/model.ts';
import type { Run } from '../../shared/contract/run.ts';
import { iamPreset } from '../../shared/trainingPresets.ts';
import type { Services } from '../services.ts';
import { chosenPhotos, namedPhotos } from './choosePhotos.ts';
import { note, print, printJson, fitting } from './command.ts';
import { followRun, percent } from './followRun.ts';
import { argument, choice, option } from './parameters.ts';
import { hearing, type CommandTable } from './table.ts';
import { changesOf, followRuns, printResult, trainingOptions, withSettingsHelp } from './train.ts';

export const finetuneCommands: CommandTable = {
  finetune: 'fine-tune the recogniser in use',
  'finetune iam': withSettingsHelp(
    hearing(
      'runChanged',
      'import and freeze IAM, train on it, evaluate before and after',
      {
        path: argument('<dir>', 'folder with the files of IAM'),
        recipe: choice(
          '--recipe <name>',
          'strict: writer-independent splits, text as written; seed: filtered as in CRNN_OCR_lite',
          ['strict', 'seed'],
          'strict',
        ),
        ...trainingOptions(iamPreset),
      },
      async (services, { path, recipe, json, ...options }, listen) => {
        const { preset, engine = null } = options;
        const asked = { path, recipe, preset, changes: changesOf(options), engine };
        const { id } = await services.training.calls.learnIam(asked);
        if (json) printJson({ event: 'queued', run: id });
        const startedAt = performance.now();
        const done = await followRun(services, listen, id, json);
        if (done === null) return;
        printResult(done, json);
        printReport(services, done, (performance.now() - startedAt) / 1000, json);
      },
    ),
  ),
  /** The window's "Learn from my corrections". */
  'finetune corrections': hearing(
    'runChanged',
    'train on the words that people corrected or confirmed, and use a better model',
    {
      chosen: namedPhotos,
      engine: option(
        '--engine <name>',
        'training engine (default: the one chosen in the app)',
        fitting(trainingEngineNameSchema),
      ),
    },
    async (services, { chosen, engine = null, json, command }, listen) => {
      const isEverything = chosen.named.length === 0 && chosen.search === undefined;
      const photos = isEverything ? [] : chosenPhotos(services, chosen, command);
      const run = await services.training.calls.learnCorrections({ photos, engine });
      await followRuns(services, listen, [run], json);
    },
  ),
};

/** Prints the scores on the official test split before and after training. */
function printReport({ training }: Services, run: Run, seconds: number, json: boolean): void {
  const { result, base, dataset, wordsPerSecond } = run;
  const evaluations = training.calls.listEvaluations({ run: run.id });
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
