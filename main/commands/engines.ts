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
    .description('list and install training engines')
    .addCommand(listCommand())
    .addCommand(installCommand());
}

function listCommand(): Command {
  return dataCommand('list', 'list training engines and whether they run on this machine')
    .option('--measure', 'measure the speed of each engine')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { measure: z.boolean().default(false) });
      const engines = await withServices(options, async ({ models }) =>
        options.measure ? (await models.measureEngines()).engines : await models.listEngines(),
      );
      for (const engine of engines) {
        if (options.json) printJson(engine);
        else print(`${engine.engine}\t${describeEngine(engine)}`);
      }
    });
}

/** One engine in a line. `inkdex doctor` prints it too. */
export function describeEngine({
  available,
  version,
  device,
  wordsPerSecond,
  problem,
}: TrainingEngine): string {
  if (!available) return `not available\t${problem ?? ''}`;
  const speed = wordsPerSecond === undefined ? '' : `\t${wordsPerSecond.toFixed(0)} words/s`;
  return `${version ?? ''}\t${device ?? ''}${speed}`;
}

function installCommand(): Command {
  return libraryCommand('install', 'install a training engine')
    .addArgument(new Argument('<engine>', 'engine to install').choices(trainingEngineNameSchema.options))
    .option('--gpu', 'install the build for NVIDIA GPUs')
    .action(async (name: string, _options, command: Command) => {
      const options = optionsOf(command, { gpu: z.boolean().default(false) });
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await withServices(options, ({ models }) =>
        models.installNow(trainingEngineNameSchema.parse(name), {
          gpu: options.gpu,
          onLine: note,
          signal: stop.signal,
        }),
      );
      unwatch();
      note(`Installed the ${name} engine.`);
    });
}
