import { useEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { AnnotateScreen } from './annotate/AnnotateScreen.tsx';
import { ChangedWordsScreen } from './annotate/ChangedWordsScreen.tsx';
import { UnlikelyWordsScreen } from './annotate/UnlikelyWordsScreen.tsx';
import { LabelScreen } from './annotate/LabelScreen.tsx';
import './common/common.css';
import './training/training.css';
import './datasets/datasets.css';
import './library/library.css';
import './models/models.css';
import './photo/photo.css';
import './search/search.css';
import './settings/settings.css';
import './shell/shell.css';
import './ui/print.css';
import { CollectionsDialog } from './common/CollectionsDialog.tsx';
import { ExportDialog } from './common/ExportPhotos.tsx';
import { useMay, useRefusalOf } from './common/permissions.ts';
import { DatasetScreen } from './datasets/DatasetScreen.tsx';
import { DatasetsScreen } from './datasets/DatasetsScreen.tsx';
import { LibraryScreen } from './library/LibraryScreen.tsx';
import { CompareModelsScreen } from './models/CompareModelsScreen.tsx';
import { EvaluationScreen } from './models/evaluation/EvaluationScreen.tsx';
import { ModelScreen } from './models/ModelScreen.tsx';
import { ModelsScreen } from './models/ModelsScreen.tsx';
import { SimilarPhotosScreen } from './library/SimilarPhotosScreen.tsx';
import { PhotoScreen } from './photo/PhotoScreen.tsx';
import { SearchScreen } from './search/SearchScreen.tsx';
import { AboutScreen } from './settings/AboutScreen.tsx';
import { SettingsScreen } from './settings/SettingsScreen.tsx';
import type { Route } from './state/route.ts';
import { connection, navigation, theme, toasts } from './state/stores.ts';
import { CompareRunsScreen } from './training/compare/CompareRunsScreen.tsx';
import { TrainScreen } from './training/form/TrainScreen.tsx';
import { RunScreen } from './training/run/RunScreen.tsx';
import { TrainingScreen } from './training/TrainingScreen.tsx';
import { ChangesRefused } from './ui/Button.tsx';

import { isFocusLost } from './ui/keyboard.ts';
import { useCommandKey, useGlobalKeys, useWindowKeys } from './ui/useGlobalKeys.ts';
import { ConnectionBanner, ReadOnlyBanner, Toasts } from './shell/Messages.tsx';
import { DropTarget } from './DropTarget.tsx';
import { CommandPalette } from './shell/CommandPalette.tsx';
import { SearchField } from './shell/SearchField.tsx';
import { NotAllowed, SignIn } from './shell/SignIn.tsx';
import { ShortcutsDialog } from './shell/ShortcutsDialog.tsx';
import { Sidebar } from './shell/Sidebar.tsx';

/** The frame around every screen: sidebar, search field, messages and dialogs. */
export function App() {
  const route = useStore(navigation, (state) => state.route);
  const [isPaletteShown, setPaletteShown] = useState(false);
  const [areShortcutsShown, setShortcutsShown] = useState(false);
  const content = useRef<HTMLElement>(null);
  const refusalOf = useRefusalOf();
  const isSignedOut = useStore(connection, ({ state }) => state === 'sign-in');
  useTheme();
  useScreenFocus(route, content);
  useUndoKey(route);
  useCommandKey('k', () => {
    setPaletteShown(true);
  });
  useGlobalKeys((event) => {
    if (event.key !== '?') return false;
    setShortcutsShown(true);
    return true;
  });

  if (isSignedOut) return <SignIn />;
  return (
    <ChangesRefused value={refusalOf}>
      <div className="shell">
        <a className="skip-link" href="#content" onClick={focusContent}>
          Skip to content
        </a>
        <Sidebar
          route={route}
          onShortcuts={() => {
            setShortcutsShown(true);
          }}
        />
        <div className="shell-main">
          <ConnectionBanner />
          <ReadOnlyBanner />
          <div className="topbar">
            <SearchField />
          </div>
          <main
            ref={content}
            id="content"
            className="screen"
            tabIndex={-1}
            aria-label={screenNames[route.screen]}
          >
            <Screen route={route} />
            <CollectionsDialog />
            <ExportDialog />
          </main>
        </div>
        <DropTarget />
        <Toasts />
        {isPaletteShown && (
          <CommandPalette
            onClose={() => {
              setPaletteShown(false);
            }}
          />
        )}
        {areShortcutsShown && (
          <ShortcutsDialog
            onClose={() => {
              setShortcutsShown(false);
            }}
          />
        )}
      </div>
    </ChangesRefused>
  );
}

/** Screens on which everything is a correction. */
const labelling: readonly Route['screen'][] = ['annotate', 'label', 'changed-words', 'unlikely-words'];

function Screen({ route }: { readonly route: Route }) {
  const mayLabel = useMay('editLabels');
  if (!mayLabel && labelling.includes(route.screen)) return <NotAllowed needed="label" />;
  switch (route.screen) {
    case 'library':
      return <LibraryScreen status={route.status} collection={route.collection} folder={route.folder} />;
    case 'photo':
      return <PhotoScreen route={route} />;
    case 'annotate':
      return <AnnotateScreen route={route} />;
    case 'label':
      return <LabelScreen />;
    case 'changed-words':
      return <ChangedWordsScreen />;
    case 'similar-photos':
      return <SimilarPhotosScreen />;
    case 'unlikely-words':
      return <UnlikelyWordsScreen />;
    case 'search':
      return <SearchScreen query={route.query} />;
    case 'datasets':
      return <DatasetsScreen />;
    case 'dataset':
      return <DatasetScreen key={route.dataset} route={route} />;
    case 'training':
      return <TrainingScreen />;
    case 'run':
      return <RunScreen run={route.run} />;
    case 'train':
      return <TrainScreen dataset={route.dataset} base={route.base} />;
    case 'compare-runs':
      return <CompareRunsScreen runs={route.runs} />;
    case 'models':
      return <ModelsScreen />;
    case 'model':
      return <ModelScreen model={route.model} />;
    case 'compare-models':
      return <CompareModelsScreen models={route.models} />;
    case 'evaluation':
      return <EvaluationScreen evaluation={route.evaluation} />;
    case 'settings':
      return <SettingsScreen />;
    case 'about':
      return <AboutScreen />;
  }
}

/** What a screen reader announces when a screen opens. */
const screenNames: Readonly<Record<Route['screen'], string>> = {
  library: 'Library',
  photo: 'Photo',
  annotate: 'Label editor',
  label: 'Label',
  'changed-words': 'Changed words',
  'unlikely-words': 'Boxes without text',
  'similar-photos': 'Similar photos',
  search: 'Search',
  datasets: 'Datasets',
  dataset: 'Dataset',
  training: 'Training',
  run: 'Run',
  train: 'New run',
  'compare-runs': 'Compare runs',
  models: 'Models',
  model: 'Model',
  'compare-models': 'Compare models',
  evaluation: 'Evaluation',
  settings: 'Settings',
  about: 'About',
};

// The hash of the address is the route, so the link must not change it.
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function useTheme(): void {
  const chosen = useStore(theme, (state) => state.theme);
  useEffect(() => {
    document.documentElement.dataset.theme = chosen;
  }, [chosen]);
}

/** On these screens, Ctrl+Z undoes what the latest message with an Undo button offers to undo. */
const undoable: readonly Route['screen'][] = [
  'library',
  'photo',
  'changed-words',
  'unlikely-words',
  'similar-photos',
];

function useUndoKey({ screen }: Route): void {
  useWindowKeys(({ ctrlKey, metaKey, shiftKey, altKey, key }) => {
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key === 'z';
    return isUndo && undoable.includes(screen) && toasts.getState().undo();
  });
}

/**
 * When a screen is replaced, the focused element disappears with it. The new screen then gets the focus, so that Tab
 * and a screen reader continue there. A focused link of the sidebar keeps the focus, and so does an element that the
 * new screen focuses itself.
 */
function useScreenFocus(route: Route, content: RefObject<HTMLElement | null>): void {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    if (isFocusLost()) content.current?.focus({ preventScroll: true });
  }, [route, content]);
}
