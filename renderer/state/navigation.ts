import { createStore, type StoreApi } from 'zustand/vanilla';
import { formatRoute, parseRoute, type Route } from './route.ts';

export interface NavigationState {
  readonly route: Route;
  /**
   * Shows a screen. `replace` writes over the current entry of the history, for what should not be a
   * step of its own on the way back, such as each letter of a search.
   */
  readonly navigate: (route: Route, options?: { readonly replace?: boolean }) => void;
}

/** The parts of `window` that navigation needs. */
export interface NavigationWindow {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  readonly addEventListener: (type: 'hashchange' | 'popstate', listener: () => void) => void;
}

export function createNavigation(browser: NavigationWindow): StoreApi<NavigationState> {
  const store = createStore<NavigationState>((set, get) => ({
    route: parseRoute(browser.location.hash),
    navigate: (route, { replace = false } = {}) => {
      const address = formatRoute(route);
      if (address === formatRoute(get().route)) return;
      if (replace) browser.history.replaceState(null, '', address);
      else browser.history.pushState(null, '', address);
      set({ route });
    },
  }));
  const follow = () => {
    const route = parseRoute(browser.location.hash);
    if (formatRoute(route) !== formatRoute(store.getState().route)) store.setState({ route });
  };
  browser.addEventListener('popstate', follow);
  browser.addEventListener('hashchange', follow);
  return store;
}
