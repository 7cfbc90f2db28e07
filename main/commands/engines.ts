import { Argument, Command } from 'commander';
import { z } from 'zod';
import { trainingEngineNameSchema } from '../../shared/contract/model.ts';
import type { TrainingEngine } from '../../shared/contract/model.ts';
import {
  dataCommand,
  libraryCommand,
  note,
  onInterrupt,
  optionsOf,
  print,
  printJson,
  withServices,
} from './command.ts';

export function engineCommand(): Command {
  return new Command('engine')
    .description('look at the engines that train, and add one')
    .addCommand(listCommand())
    .addCommand(installCommand());
}

function listCommand(): Command {
  return dataCommand('list', 'which training engines run here')
    .option('--measure', 'train a little on each, to tell words per second')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { measure: z.boolean().default(false) });
      const engines = await withServices(options, ({ models }) =>
        models.listEngines({ measure: options.measure }),
      );
      for (const engine of engines) {
        if (options.json) printJson(engine);
        else print(`${engine.engine}\t${describeEngine(engine)}`);
      }
    });
}

/** What is known of one engine; `inkdex doctor` says it too. */
export function describeEngine({
  available,
  version,
  device,
  wordsPerSecond,
  problem,
}: TrainingEngine): string {
  if (!available) return `not here\t${problem ?? ''}`;
  const speed = wordsPerSecond === undefined ? '' : `\t${wordsPerSecond.toFixed(0)} words/s`;
  return `${version ?? ''}\t${device ?? ''}${speed}`;
}

function installCommand(): Command {
  return libraryCommand('install', 'add a training engine (the TensorFlow library)')
    .addArgument(new Argument('<engine>', 'which').choices(trainingEngineNameSchema.options))
    .option('--gpu', 'the build for NVIDIA cards')
    .action(async (name: string, _options, command: Command) => {
      const options = optionsOf(command, { gpu: z.boolean().default(false) });
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await withServices(options, ({ models }) =>
        models.installEngine(trainingEngineNameSchema.parse(name), {
          gpu: options.gpu,
          onProgress: note,
          signal: stop.signal,
        }),
      );
      unwatch();
      note(`The ${name} engine is installed.`);
    });
}
