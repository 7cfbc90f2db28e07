import { Argument, Command, Option } from 'commander';
import { z } from 'zod';
import { modelIdSchema, modelKindSchema } from '../../shared/contract/model.ts';
import type { Model, ModelId } from '../../shared/contract/model.ts';
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
  return new Command('model')
    .description('look at one model, put it to use, take it out or in')
    .addCommand(showCommand())
    .addCommand(promoteCommand())
    .addCommand(rollBackCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand());
}

const modelArgument = new Argument('<model>', 'its id, as `inkdex models` prints it');

function showCommand(): Command {
  return dataCommand('show', 'everything that is known of a model')
    .addArgument(modelArgument)
    .action(async (id: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const { model, text, evaluations, ...origin } = await withServices(options, (services) =>
        services.models.getModel({ model: modelId(id) }),
      );
      if (options.json) printJson({ ...model, ...origin, evaluations, text });
      else {
        for (const [key, value] of Object.entries({ ...model, ...origin })) print(`${key}\t${shown(value)}`);
        for (const { dataset, split, words, greedy, decoder } of evaluations) {
          print(
            `evaluation\t${dataset.slice(0, 12)} ${split ?? 'all'}, ${String(words)} words: ` +
              `CER ${greedy.cer.toFixed(4)} greedy, ${decoder.cer.toFixed(4)} with the decoder`,
          );
        }
      }
      noteProblem(model);
    });
}

function promoteCommand(): Command {
  return dataCommand('promote', 'read with a model from now on')
    .addArgument(modelArgument)
    .action(async (id: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const model = await withServices(options, (services) =>
        services.models.promoteModel({ model: modelId(id) }),
      );
      printModel(model, options.json);
    });
}

function rollBackCommand(): Command {
  return dataCommand('rollback', 'read with the model that was in use before')
    .addOption(new Option('--kind <kind>', 'of model').choices(modelKindSchema.options).default('recogniser'))
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { kind: modelKindSchema });
      const { kind, json } = options;
      const model = await withServices(options, (services) => services.models.rollBackModel({ kind }));
      printModel(model, json);
    });
}

function exportCommand(): Command {
  return dataCommand('export', 'write a model to a file that is there for anybody')
    .addArgument(modelArgument)
    .argument('<path>', 'file or folder')
    .option('--tensorflowjs', 'its weights as TensorFlow.js keeps them, in a folder, instead of .onnx')
    .action(async (id: string, path: string, _options, command: Command) => {
      const options = optionsOf(command, { tensorflowjs: z.boolean().default(false) });
      const format = options.tensorflowjs ? 'tensorflowjs' : 'onnx';
      const args = { model: modelId(id), path, format } as const;
      const written = await withServices(options, (services) => services.models.exportModel(args));
      if (options.json) printJson({ model: id, ...written });
      else print(written.path);
    });
}

function importCommand(): Command {
  return dataCommand('import', 'take a model that was exported into the library')
    .argument('<path>', 'the .onnx file')
    .action(async (path: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const model = await withServices(options, (services) => services.models.importModel({ path }));
      printModel(model, options.json);
    });
}

/** What can be no id names no model; it could name a file anywhere. */
function modelId(text: string): ModelId {
  const parsed = modelIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InkdexError('model-unknown', `There is no model "${text}". See: inkdex models`);
}

function printModel(model: Model, json: boolean): void {
  if (json) printJson(model);
  else print(`${model.id}\t${model.kind}\t${model.promoted ? 'in use' : 'not in use'}`);
  noteProblem(model);
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function sizeOf({ bytes, parameters }: Model): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${(parameters / 1e6).toFixed(2)} M parameters`;
}

function noteProblem({ id, problem }: Model): void {
  if (problem !== null) noteFailure(new InkdexError('model-damaged', problem), id);
}
