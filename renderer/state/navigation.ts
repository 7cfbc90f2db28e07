import { formatRoute, parseRoute, type Route } from './route.ts';
import { storeOf, type StateOf } from './storeOf.ts';

export type NavigationState = StateOf<typeof createNavigation>;

/** The parts of `window` that navigation needs. */
export interface NavigationWindow {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  readonly addEventListener: (type: 'hashchange' | 'popstate', listener: () => void) => void;
}

export function createNavigation(browser: NavigationWindow) {
  const { set, get, withActions } = storeOf({
    route: parseRoute(browser.location.hash),
  });
  /**
   * Shows a screen. `replace` overwrites the current entry of the browser's history, for changes that Back should
   * skip, such as each letter of a query.
   */
  const navigate = (route: Route, { replace = false }: { readonly replace?: boolean } = {}) => {
    const address = formatRoute(route);
    if (address === formatRoute(get().route)) return;
    if (replace) browser.history.replaceState(null, '', address);
    else browser.history.pushState(null, '', address);
    set({ route });
  };
  const store = withActions({
    navigate,
    /**
     * Shows a screen after waiting for something, unless the person has left the route `from` meanwhile. Returns whether
     * it is shown.
     */
    navigateFrom: (from: Route, route: Route, options?: { readonly replace?: boolean }) => {
      if (get().route !== from) return false;
      navigate(route, options);
      return true;
    },
  });
  const follow = () => {
    const route = parseRoute(browser.location.hash);
    if (formatRoute(route) !== formatRoute(store.getState().route)) store.setState({ route });
  };
  browser.addEventListener('popstate', follow);
  browser.addEventListener('hashchange', follow);
  return store;
}
