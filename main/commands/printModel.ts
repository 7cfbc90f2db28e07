import type { Model } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import { noteFailure, printRow, type Common } from './command.ts';

/** A model after a change, in a line. */
export function printModel(model: Model, { json }: Pick<Common, 'json'>): void {
  printRow(json, model, `${model.id}\t${model.kind}\t${model.promoted ? 'in use' : 'not in use'}`);
  noteProblem(model);
}

/** Says on stderr why a model cannot be used, if so. */
export function noteProblem({ id, problem }: Model): void {
  if (problem !== null) noteFailure(new InkdexError('model-damaged', problem), id);
}
