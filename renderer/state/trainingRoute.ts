import { versionIdSchema, type VersionId } from '../../shared/contract/dataset.ts';
import { evaluationIdSchema, type EvaluationId } from '../../shared/contract/evaluation.ts';
import { modelIdSchema, type ModelId } from '../../shared/contract/model.ts';
import { runIdSchema, type RunId } from '../../shared/contract/run.ts';
import { parametersOf } from './parameters.ts';

/** The screens of training, models and evaluations. */
export type TrainingRoute =
  | { readonly screen: 'training' }
  | { readonly screen: 'run'; readonly run: RunId }
  | {
      readonly screen: 'train';
      /** The version and the base model that the form starts with, if they are known. */
      readonly dataset: VersionId | null;
      readonly base: ModelId | null;
    }
  | { readonly screen: 'compare-runs'; readonly runs: readonly RunId[] }
  | { readonly screen: 'models' }
  | { readonly screen: 'model'; readonly model: ModelId }
  | { readonly screen: 'compare-models'; readonly models: readonly ModelId[] }
  | { readonly screen: 'evaluation'; readonly evaluation: EvaluationId };

const screens: readonly string[] = [
  'training',
  'train',
  'compare-runs',
  'models',
  'compare-models',
  'evaluation',
] satisfies TrainingRoute['screen'][];

/** Parses `training/12`, `train?base=…` and the like; null for other addresses. */
export function parseTrainingRoute(
  screen: string | undefined,
  id: string | undefined,
  query: URLSearchParams,
): TrainingRoute | null {
  if (screen === undefined || !screens.includes(screen)) return null;
  if (screen === 'train') {
    return {
      screen,
      dataset: versionIdSchema.nullable().catch(null).parse(query.get('dataset')),
      base: modelIdSchema.nullable().catch(null).parse(query.get('base')),
    };
  }
  if (screen === 'compare-runs') {
    const runs = listOf(query.get('runs')).map((each) => runIdSchema.safeParse(Number(each)));
    return { screen, runs: runs.flatMap(({ data }) => (data === undefined ? [] : [data])) };
  }
  if (screen === 'compare-models') {
    const models = listOf(query.get('models')).map((each) => modelIdSchema.safeParse(each));
    return { screen, models: models.flatMap(({ data }) => (data === undefined ? [] : [data])) };
  }
  if (screen === 'training') {
    const run = runIdSchema.safeParse(Number(id));
    return run.success ? { screen: 'run', run: run.data } : { screen };
  }
  const evaluation = evaluationIdSchema.safeParse(Number(id));
  if (screen === 'evaluation' && evaluation.success) return { screen, evaluation: evaluation.data };
  const model = modelIdSchema.safeParse(id);
  return model.success && screen === 'models' ? { screen: 'model', model: model.data } : { screen: 'models' };
}

export function formatTrainingRoute(route: TrainingRoute): string {
  switch (route.screen) {
    case 'training':
    case 'models':
      return `#/${route.screen}`;
    case 'run':
      return `#/training/${String(route.run)}`;
    case 'train':
      return `#/train${parametersOf({ dataset: route.dataset, base: route.base })}`;
    case 'compare-runs':
      return `#/compare-runs${parametersOf({ runs: route.runs.join(' ') })}`;
    case 'model':
      return `#/models/${route.model}`;
    case 'compare-models':
      return `#/compare-models${parametersOf({ models: route.models.join(' ') })}`;
    case 'evaluation':
      return `#/evaluation/${String(route.evaluation)}`;
  }
}

function listOf(text: string | null): string[] {
  return text?.split(/\s+/u).filter((each) => each !== '') ?? [];
}
