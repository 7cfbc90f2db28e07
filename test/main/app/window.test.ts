import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, NativeImage } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { choosePaths } from '../../../main/app/dialogs.ts';
import type { Job } from '../../../shared/contract/job.ts';
import {
  dragItem,
  editMenuTemplate,
  keepWindowState,
  menuTemplate,
  readWindowState,
  showJobProgress,
  windowOptions,
  type MenuActions,
} from '../../../main/app/window.ts';
import { temporaryFolder } from '../../support/library.ts';
import { jobFixture } from '../../support/datasetFixtures.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const bounds = { x: 100, y: 50, width: 1000, height: 800 };
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('The window', () => {
  it('opens where it was closed', () => {
    const path = join(folder, 'deep/window.json');
    closeWindow(path);
    expect(readWindowState(path, [screen])).toEqual({ bounds, isMaximized: true });
  });

  it('is centred when its display is disconnected', () => {
    const path = join(folder, 'window.json');
    closeWindow(path);
    expect(readWindowState(path, [{ ...screen, x: 5000 }])).toBeNull();
  });

  it('uses defaults if its file is missing or damaged', () => {
    const path = join(folder, 'window.json');
    expect(readWindowState(path, [screen])).toBeNull();
    writeFileSync(path, '{"bounds":{"x":"0"}}');
    expect(readWindowState(path, [screen])).toBeNull();
  });

  it('closes even if its position cannot be saved, for example on a full disk', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => {
      closeWindow(join(file, 'window.json'));
    }).not.toThrow();
  });

  it('is sandboxed, and hidden until it is rendered', () => {
    const options = windowOptions('/preload.cjs', { bounds, isMaximized: false });
    expect(options).toMatchObject({ ...bounds, show: false, webPreferences: { sandbox: true } });
  });

  it('shows the progress of running jobs in the taskbar until it closes', () => {
    const shown: number[] = [];
    const closing: (() => void)[] = [];
    const window = {
      on: (_event: 'closed', listener: () => void) => closing.push(listener),
      setProgressBar: (value: number) => shown.push(value),
    };
    let jobs: Job[] = [];
    let changed: () => void = () => undefined;
    let isListening = true;
    showJobProgress(
      window as unknown as BrowserWindow,
      () => jobs,
      (listener) => {
        changed = listener;
        return () => {
          isListening = false;
        };
      },
    );
    for (const next of [job('running', null), job('running', 8), job('paused', 8), job('done', 8)]) {
      jobs = [next];
      changed();
    }
    expect(shown).toEqual([-1, 2, 0.25, -1, -1]);
    for (const listener of closing) listener();
    expect(isListening).toBe(false);
  });
});

describe('A drag out of the window', () => {
  it('has the files that are still there, and no drag begins without one or without a picture', () => {
    const file = join(folder, 'a.jpg');
    writeFileSync(file, 'a');
    const picture = (isEmpty: boolean) =>
      ({ isEmpty: () => isEmpty, resize: ({ width }: { width: number }) => width }) as unknown as NativeImage;
    const gone = join(folder, 'gone.jpg');
    expect(dragItem([gone, file], picture(false))).toEqual({ file, files: [file], icon: 96 });
    expect(dragItem([gone], picture(false))).toBeNull();
    expect(dragItem([file], picture(true))).toBeNull();
  });
});

describe('The menu of a right click', () => {
  it('cuts, copies and pastes in a field, copies selected text, and is absent elsewhere', () => {
    const roles = (isEditable: boolean, selectionText: string) =>
      editMenuTemplate({ isEditable, selectionText }).flatMap(({ role }) => role ?? []);
    expect(roles(true, '')).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']);
    expect(roles(false, 'tree')).toEqual(['copy']);
    expect(roles(false, '')).toEqual([]);
  });
});

const actions: MenuActions = {
  showLibraryFolder: () => undefined,
  chooseLibrary: () => undefined,
  openLibrary: () => undefined,
  showScreen: () => undefined,
};

describe('The menu', () => {
  it('has the roles of each platform, without reload and developer tools', () => {
    const mac = JSON.stringify(menuTemplate('darwin', [], actions));
    const others = JSON.stringify(menuTemplate('linux', [], actions));
    for (const menu of [mac, others]) {
      expect(menu).toContain('editMenu');
      expect(menu).toContain('CmdOrCtrl+,');
      expect(menu).not.toMatch(/reload|toggleDevTools|viewMenu/iu);
    }
    expect(mac).toContain('hideOthers');
    expect(others).not.toContain('hideOthers');
    expect(others).toContain('&About Inkdex');
  });

  it('opens the libraries that were open before, with an ampersand as it is', () => {
    const opened: string[] = [];
    const openLibrary = (chosen: string) => opened.push(chosen);
    const menu = menuTemplate('win32', ['/home/a & b'], { ...actions, openLibrary });
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const [library] = items.flatMap(({ label, submenu }) =>
      label === 'Open &Recent' && Array.isArray(submenu) ? submenu : [],
    );
    expect(library?.label).toBe('/home/a && b');
    (library?.click as (() => void) | undefined)?.();
    expect(opened).toEqual(['/home/a & b']);
  });
});

describe('The file dialog of the platform', () => {
  it('returns the chosen paths', async () => {
    const chosen = await choosePaths({ what: 'folders' }, (options) => {
      expect(options.properties).toContain('openDirectory');
      return Promise.resolve({ canceled: false, filePaths: ['/photos'] });
    });
    expect(chosen).toEqual({ kind: 'chosen', paths: ['/photos'] });
  });

  it('reports that it was cancelled', async () => {
    const answer = await choosePaths({ what: 'photos' }, (options) => {
      expect(options.filters?.[0]?.extensions).toContain('heic');
      return Promise.resolve({ canceled: true, filePaths: [] });
    });
    expect(answer).toEqual({ kind: 'cancelled' });
  });
});

function job(state: Job['state'], total: number | null): Job {
  return jobFixture(1, { kind: 'read', state, done: 2, total });
}

function closeWindow(path: string): void {
  const closing: (() => void)[] = [];
  const window = {
    on: (_event: 'close', listener: () => void) => closing.push(listener),
    getNormalBounds: () => bounds,
    isMaximized: () => true,
  };
  keepWindowState(window as unknown as BrowserWindow, path);
  for (const listener of closing) listener();
}
