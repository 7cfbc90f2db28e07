import { describe, expect, it } from 'vitest';
import { createNavigation } from '../../../renderer/state/navigation.ts';

/** A window's history, as far as navigation uses it. */
function fakeWindow(hash: string) {
  const entries = [hash];
  let place = 0;
  const listeners: (() => void)[] = [];
  return {
    entries,
    back: () => {
      place -= 1;
      for (const listener of listeners) listener();
    },
    location: {
      get hash() {
        return entries[place] ?? '';
      },
    },
    history: {
      pushState: (_state: unknown, _title: string, url?: string | URL | null) => {
        entries.splice(place + 1, Infinity, String(url));
        place += 1;
      },
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => {
        entries[place] = String(url);
      },
    },
    addEventListener: (_type: string, listener: () => void) => {
      listeners.push(listener);
    },
  };
}

describe('navigation', () => {
  it('starts with the screen of the address', () => {
    const navigation = createNavigation(fakeWindow('#/models'));
    expect(navigation.getState().route).toEqual({ screen: 'models' });
  });

  it('keeps one entry for a search however many letters are typed', () => {
    const browser = fakeWindow('#/library');
    const { navigate } = createNavigation(browser).getState();
    navigate({ screen: 'search', query: 't' });
    navigate({ screen: 'search', query: 'tr' }, { replace: true });
    navigate({ screen: 'search', query: 'tree' }, { replace: true });
    expect(browser.entries).toEqual(['#/library', '#/search?q=tree']);
  });

  it('follows the browser back', () => {
    const browser = fakeWindow('#/library');
    const navigation = createNavigation(browser);
    navigation.getState().navigate({ screen: 'models' });
    browser.back();
    expect(navigation.getState().route.screen).toBe('library');
  });

  it('calls nobody away who has gone elsewhere while something was waited for', () => {
    const browser = fakeWindow('#/library');
    const navigation = createNavigation(browser);
    const { route, navigate, navigateFrom } = navigation.getState();
    navigate({ screen: 'models' });
    expect(navigateFrom(route, { screen: 'training' })).toBe(false);
    expect(navigation.getState().route.screen).toBe('models');
    expect(navigateFrom(navigation.getState().route, { screen: 'training' })).toBe(true);
    expect(browser.entries).toEqual(['#/library', '#/models', '#/training']);
  });

  it('adds no entry for the screen that is already shown', () => {
    const browser = fakeWindow('#/models');
    createNavigation(browser).getState().navigate({ screen: 'models' });
    expect(browser.entries).toEqual(['#/models']);
  });
});
