import { existsSync } from 'node:fs';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  ContextMenuParams,
  NativeImage,
  Rectangle,
  MenuItemConstructorOptions,
} from 'electron';
import { z } from 'zod';
import type { Job } from '../../shared/contract/job.ts';
import { isActive, overallProgress } from '../../shared/jobProgress.ts';
import { boxArea, intersectionArea, type Box } from '../../shared/geometry.ts';
import { keep, readKept } from '../files/keptJson.ts';
import { webPreferences } from './security.ts';

/** In device-independent pixels. */
const windowStateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  isMaximized: z.boolean(),
});
type WindowState = z.infer<typeof windowStateSchema>;

const firstSize = { width: 1280, height: 860 };
const leastSize = { minWidth: 640, minHeight: 480 };
/** A window that is less visible than this, for example on a disconnected display, is centred again. */
const leastVisibleShare = 0.25;

export function windowOptions(preload: string, state: WindowState | null): BrowserWindowConstructorOptions {
  return {
    ...firstSize,
    ...state?.bounds,
    ...leastSize,
    title: 'Inkdex',
    // Shown once the page is rendered, to avoid a white flash.
    show: false,
    webPreferences: webPreferences(preload),
  };
}

/** The saved position of the window, or null if there is none or no display shows it any more. */
export function readWindowState(path: string, screens: readonly Rectangle[]): WindowState | null {
  const state = readKept(path, windowStateSchema);
  if (state === null) return null;
  const window = boxOf(state.bounds);
  const visible = screens.reduce((sum, screen) => sum + intersectionArea(window, boxOf(screen)), 0);
  return visible >= leastVisibleShare * boxArea(window) ? state : null;
}

/** Saves the position of the window whenever it closes. */
export function keepWindowState(
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized'>,
  path: string,
): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    keep(path, state);
  });
}

/**
 * Shows the progress of unfinished jobs in the taskbar or dock while the window is open.
 *
 * @param listen calls its argument whenever a job has changed, and returns how to end that
 */
export function showJobProgress(
  window: Pick<BrowserWindow, 'on' | 'setProgressBar'>,
  listJobs: () => readonly Job[],
  listen: (changed: () => void) => () => void,
): void {
  const show = (): void => {
    const active = listJobs().filter(isActive);
    // -1 removes the bar; more than 1 shows that something is going on.
    window.setProgressBar(active.length === 0 ? -1 : (overallProgress(active) ?? 2));
  };
  show();
  window.on('closed', listen(show));
}

/** Width of the picture under the pointer while photos are dragged out, in device-independent pixels. */
const dragWidth = 96;

/** What Electron drags out of the window; null if no file is there any more, which Electron does not accept. */
export function dragItem(
  paths: readonly string[],
  picture: NativeImage,
): { readonly file: string; readonly files: string[]; readonly icon: NativeImage } | null {
  const files = paths.filter((path) => existsSync(path));
  const [file] = files;
  if (file === undefined || picture.isEmpty()) return null;
  return { file, files, icon: picture.resize({ width: dragWidth }) };
}

/** The menu on a right click in a field or on selected text, which a browser has by itself. */
export function editMenuTemplate({
  isEditable,
  selectionText,
}: Pick<ContextMenuParams, 'isEditable' | 'selectionText'>): MenuItemConstructorOptions[] {
  if (!isEditable) return selectionText === '' ? [] : [{ role: 'copy' }];
  const line = { type: 'separator' } as const;
  return [
    ...([{ role: 'undo' }, { role: 'redo' }, line] as const),
    ...([{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, line, { role: 'selectAll' }] as const),
  ];
}

function boxOf({ x, y, width, height }: Rectangle): Box {
  return [x, y, width, height];
}

/** What the items of the menu do that Electron has no role for. */
export interface MenuActions {
  readonly showLibraryFolder: () => void;
  /** Lets a person choose a library. */
  readonly chooseLibrary: () => void;
  readonly openLibrary: (folder: string) => void;
  readonly showScreen: (screen: 'settings' | 'about') => void;
}

/**
 * The application menu. Electron's roles give its items the names, shortcuts and behaviour of each platform.
 *
 * @param libraries that were open before this one
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  libraries: readonly string[],
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    label: isMac ? 'Settings…' : '&Settings',
    accelerator: 'CmdOrCtrl+,',
    click: () => {
      actions.showScreen('settings');
    },
  };
  const about: MenuItemConstructorOptions = {
    label: isMac ? 'About Inkdex' : '&About Inkdex',
    click: () => {
      actions.showScreen('about');
    },
  };
  return [
    ...(isMac ? [macMenu(about, settings)] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open Library…', accelerator: 'CmdOrCtrl+O', click: actions.chooseLibrary },
        {
          label: 'Open &Recent',
          enabled: libraries.length > 0,
          submenu: libraries.map((folder) => ({
            // An ampersand would underline the letter after it.
            label: folder.replaceAll('&', '&&'),
            click: () => {
              actions.openLibrary(folder);
            },
          })),
        },
        { label: 'Show &Library Folder', click: actions.showLibraryFolder },
        { type: 'separator' },
        ...(isMac ? [] : [settings, { type: 'separator' } as const]),
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: '&Help', submenu: [about] }]),
  ];
}

function macMenu(
  about: MenuItemConstructorOptions,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  const separator = { type: 'separator' } as const;
  return {
    label: 'Inkdex',
    submenu: [
      about,
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}
