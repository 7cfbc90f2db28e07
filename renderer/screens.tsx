import type { ReactNode } from 'react';
import { AboutScreen } from './settings/AboutScreen.tsx';
import { AnnotateScreen } from './annotate/AnnotateScreen.tsx';
import { ChangedWordsScreen } from './annotate/ChangedWordsScreen.tsx';
import { CompareModelsScreen } from './models/CompareModelsScreen.tsx';
import { CompareRunsScreen } from './training/compare/CompareRunsScreen.tsx';
import { DatasetScreen } from './datasets/DatasetScreen.tsx';
import { DatasetsScreen } from './datasets/DatasetsScreen.tsx';
import { EvaluationScreen } from './models/evaluation/EvaluationScreen.tsx';
import { LabelScreen } from './annotate/LabelScreen.tsx';
import { LibraryScreen } from './library/LibraryScreen.tsx';
import { ModelScreen } from './models/ModelScreen.tsx';
import { ModelsScreen } from './models/ModelsScreen.tsx';
import { PhotoScreen } from './photo/PhotoScreen.tsx';
import { RunScreen } from './training/run/RunScreen.tsx';
import { SearchScreen } from './search/SearchScreen.tsx';
import { SettingsScreen } from './settings/SettingsScreen.tsx';
import { SimilarPhotosScreen } from './library/SimilarPhotosScreen.tsx';
import { TrainScreen } from './training/form/TrainScreen.tsx';
import { TrainingScreen } from './training/TrainingScreen.tsx';
import { UnlikelyWordsScreen } from './annotate/UnlikelyWordsScreen.tsx';
import type { Route } from './state/route.ts';

type Routes = { readonly [Name in Route['screen']]: Extract<Route, { readonly screen: Name }> };

interface Screen<ItsRoute> {
  /** What a screen reader announces when the screen opens. */
  readonly name: string;
  /** Everything on it is a correction: who may not label does not see it. */
  readonly needs?: 'label';
  /** Ctrl+Z undoes the latest thing that a message offered to undo, also when the message is gone. */
  readonly isUndoable?: true;
  readonly show: (route: ItsRoute) => ReactNode;
}

/** Every screen, and what the window knows about it. */
export const screens: { readonly [Name in keyof Routes]: Screen<Routes[Name]> } = {
  library: {
    name: 'Library',
    isUndoable: true,
    show: (route) => (
      <LibraryScreen status={route.status} collection={route.collection} folder={route.folder} />
    ),
  },
  photo: { name: 'Photo', isUndoable: true, show: (route) => <PhotoScreen route={route} /> },
  annotate: { name: 'Label editor', needs: 'label', show: (route) => <AnnotateScreen route={route} /> },
  label: { name: 'Correct words', needs: 'label', show: () => <LabelScreen /> },
  'changed-words': {
    name: 'Changed words',
    needs: 'label',
    isUndoable: true,
    show: () => <ChangedWordsScreen />,
  },
  'similar-photos': { name: 'Similar photos', isUndoable: true, show: () => <SimilarPhotosScreen /> },
  'unlikely-words': {
    name: 'Boxes to review',
    needs: 'label',
    isUndoable: true,
    show: () => <UnlikelyWordsScreen />,
  },
  search: { name: 'Search', isUndoable: true, show: (route) => <SearchScreen query={route.query} /> },
  datasets: { name: 'Datasets', show: () => <DatasetsScreen /> },
  dataset: { name: 'Dataset', show: (route) => <DatasetScreen key={route.dataset} route={route} /> },
  training: { name: 'Train', show: () => <TrainingScreen /> },
  run: { name: 'Run', show: (route) => <RunScreen run={route.run} /> },
  train: { name: 'New run', show: (route) => <TrainScreen dataset={route.dataset} base={route.base} /> },
  'compare-runs': { name: 'Compare runs', show: (route) => <CompareRunsScreen runs={route.runs} /> },
  models: { name: 'Models', show: () => <ModelsScreen /> },
  model: { name: 'Model', show: (route) => <ModelScreen model={route.model} /> },
  'compare-models': {
    name: 'Compare models',
    show: (route) => <CompareModelsScreen models={route.models} />,
  },
  evaluation: { name: 'Evaluation', show: (route) => <EvaluationScreen evaluation={route.evaluation} /> },
  settings: { name: 'Settings', show: () => <SettingsScreen /> },
  about: { name: 'About', show: () => <AboutScreen /> },
};

/** The screen of a route; TypeScript matches the two by their name. */
export function showScreen<Name extends keyof Routes>(name: Name, route: Routes[Name]): ReactNode {
  return screens[name].show(route);
}
