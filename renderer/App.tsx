import { useOpen } from './ui/useOpen.ts';
import { useEffect, useRef, type RefObject } from 'react';
import { useStore } from 'zustand';
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
import { changesDone } from './host/transport.ts';
import { CollectionsDialog } from './common/CollectionsDialog.tsx';
import { ExportDialog } from './common/ExportPhotos.tsx';
import { LookAlikesDialog } from './common/word/LookAlikesDialog.tsx';
import { useMay, useRefusalOf } from './common/permissions.ts';
import { screens, showScreen } from './screens.tsx';
import type { Route } from './state/route.ts';
import { connection, navigation, theme, toasts } from './state/stores.ts';
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
  const palette = useOpen();
  const shortcuts = useOpen();
  const content = useRef<HTMLElement>(null);
  const refusalOf = useRefusalOf();
  const isSignedOut = useStore(connection, ({ state }) => state === 'sign-in');
  useTheme();
  useScreenFocus(route, content);
  useUndoKey(route);
  useCommandKey('k', palette.open);
  useGlobalKeys((event) => {
    if (event.key !== '?') return false;
    shortcuts.open();
    return true;
  });

  if (isSignedOut) return <SignIn />;
  return (
    <ChangesRefused value={refusalOf}>
      <div className="shell">
        <a className="skip-link" href="#content" onClick={focusContent}>
          Skip to content
        </a>
        <Sidebar route={route} onShortcuts={shortcuts.open} />
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
            aria-label={screens[route.screen].name}
          >
            <Screen route={route} />
            <CollectionsDialog />
            <ExportDialog />
            <LookAlikesDialog />
          </main>
        </div>
        <DropTarget />
        <Toasts />
        {palette.isOpen && <CommandPalette onClose={palette.close} />}
        {shortcuts.isOpen && <ShortcutsDialog onClose={shortcuts.close} />}
      </div>
    </ChangesRefused>
  );
}

function Screen({ route }: { readonly route: Route }) {
  const mayLabel = useMay('editLabels');
  if (!mayLabel && screens[route.screen].needs === 'label') return <NotAllowed needed="label" />;
  return showScreen(route.screen, route);
}

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

function useUndoKey({ screen }: Route): void {
  useWindowKeys(({ ctrlKey, metaKey, shiftKey, altKey, key }) => {
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key === 'z';
    if (!isUndo || screens[screen].isUndoable !== true) return false;
    const changing = changesDone();
    if (changing === null) return toasts.getState().undo();
    void changing.then(toasts.getState().undo);
    return true;
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
