import { Command } from 'commander';
import { modelIdSchema } from '../../shared/model.ts';
import type { Model } from '../../shared/model.ts';
import { InkdexError } from '../../shared/result.ts';
import { dataCommand, noteFailure, optionsOf, print, printJson, withServices } from './command.ts';

export function modelsCommand(): Command {
  return dataCommand('models', 'list the models that find and read words').action(
    async (_options, command: Command) => {
      const options = optionsOf(command, {});
      const models = await withServices(options, (services) => services.models.listModels());
      for (const model of models) {
        if (options.json) printJson(model);
        else
          print(`${model.promoted ? '*' : ' '} ${model.id}\t${model.kind}\t${sizeOf(model)}\t${model.name}`);
        noteProblem(model);
      }
    },
  );
}

export function modelCommand(): Command {
  return new Command('model').description('look at one model').addCommand(
    dataCommand('show', 'everything that is known of a model')
      .argument('<model>', 'its id, as `inkdex models` prints it')
      .action(async (id: string, _options, command: Command) => {
        const options = optionsOf(command, {});
        const models = await withServices(options, (services) => services.models.listModels());
        const model = find(models, id);
        if (options.json) printJson(model);
        else for (const [key, value] of Object.entries(model)) print(`${key}\t${String(value)}`);
        noteProblem(model);
      }),
  );
}

function find(models: readonly Model[], id: string): Model {
  const wanted = modelIdSchema.safeParse(id);
  const model = models.find((candidate) => candidate.id === wanted.data);
  if (model !== undefined) return model;
  const known = models.map((candidate) => candidate.id).join(', ');
  throw new InkdexError('model-unknown', `There is no model "${id}". There are: ${known}.`);
}

function sizeOf({ bytes, parameters }: Model): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${(parameters / 1e6).toFixed(2)} M parameters`;
}

function noteProblem({ id, problem }: Model): void {
  if (problem !== null) noteFailure(new InkdexError('model-damaged', problem), id);
}
