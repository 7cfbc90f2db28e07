import { createStore, type StoreApi } from 'zustand/vanilla';
import { formatRoute, parseRoute, type Route } from './route.ts';

export interface NavigationState {
  readonly route: Route;
  /**
   * Shows a screen. `replace` overwrites the current entry of the browser's history, for changes that Back should
   * skip, such as each letter of a query.
   */
  readonly navigate: (route: Route, options?: { readonly replace?: boolean }) => void;
  /**
   * Shows a screen after waiting for something, unless the person has left the route `from` meanwhile. Returns whether
   * it is shown.
   */
  readonly navigateFrom: (from: Route, route: Route, options?: { readonly replace?: boolean }) => boolean;
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
    navigateFrom: (from, route, options) => {
      if (get().route !== from) return false;
      get().navigate(route, options);
      return true;
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
