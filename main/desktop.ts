import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BrowserWindow,
  Menu,
  app,
  dialog,
  ipcMain,
  nativeImage,
  net,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { printable } from '../shared/printable.ts';
import { failureOf } from '../shared/result.ts';
import { handleCalls, sendEvent } from './app/calls.ts';
import { choosePaths, offerRepair } from './app/dialogs.ts';
import {
  dragItem,
  editMenuTemplate,
  keepWindowState,
  menuTemplate,
  readWindowState,
  showJobProgress,
  windowOptions,
} from './app/window.ts';
import { handleProtocols, schemes } from './app/protocols.ts';
import {
  describeMissing,
  libraryAtStart,
  recentLibraries,
  rememberLibrary,
  requireLibraryOrEmpty,
  type LibraryAtStart,
} from './app/recentLibraries.ts';
import { importOpenedFiles, type FileOpener } from './app/openedFiles.ts';
import { appOrigin, confine, denyPermissions } from './app/security.ts';
import type { UpdateCalls } from './app/updates.ts';
import { libraryFolder, readAppVersion } from './installation.ts';
import { utilityServer } from './rpc/process.ts';
import { keepLog } from './ipc/logFile.ts';
import { createAnnouncer, type Announcer, type Log, serve } from './ipc/serve.ts';
import { handlers } from './ipc/handlers.ts';
import { openServices, type Services } from './services.ts';
import { keepFilesPrivate } from './files/privateFiles.ts';
import { workerEntry } from './workers/client.ts';

/** Vite writes this file to dist/main/desktop.js, next to dist/preload and dist/renderer. */
const built = join(import.meta.dirname, '..');

function writeLog(message: string): void {
  process.stderr.write(`${printable(message)}\n`);
}

async function openDesktop(): Promise<void> {
  // Before the library opens, which may take a while: a second start waits for the window and brings it to the front.
  const opened = Promise.withResolvers<FileOpener>();
  importOpenedFiles(app, process.argv.slice(app.isPackaged ? 1 : 2), opened.promise);
  protocol.registerSchemesAsPrivileged(schemes);
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => {
    confine(contents);
  });
  await app.whenReady();
  denyPermissions(session.defaultSession);
  const announcer = createAnnouncer();
  const { folder: library, missing } = chooseFolder();
  const services = await openServices({
    library,
    announce: announcer.announce,
    spawn: (kind, environment) =>
      utilityServer(
        utilityProcess.fork(workerEntry, [kind], {
          serviceName: `Inkdex ${kind}`,
          stdio: 'inherit',
          env: { ...process.env, ...environment },
        }),
        residentBytes,
      ),
  });
  const log = keepLog({ folder: services.folder, version: readAppVersion(), announcer }, writeLog);
  const close = closeBeforeQuit(services, log);
  services.start();
  serveWindows(services, log, await openUpdates(announcer, close));
  rememberLibrary(recentFile(), library);
  showMenu(library);
  const open = () => openWindow(announcer, services);
  await open();
  if (missing !== null) {
    dialog.showErrorBox(
      'The last library was not found',
      `${describeMissing(missing)} It is under File, Open Recent. Inkdex has opened ${JSON.stringify(library)}.`,
    );
  }
  opened.resolve({
    importPaths: async (paths) => services.library.importPaths({ paths, read: true }),
    show: () => void showWindow(open),
    complain: (message) => {
      dialog.showErrorBox('The files were not added', message);
    },
  });
  app.on('activate', () => {
    void showWindow(open);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

function recentFile(): string {
  return join(app.getPath('userData'), 'libraries.json');
}

/** INKDEX_LIBRARY, otherwise the library that was open last. */
function chooseFolder(): LibraryAtStart {
  const usual = libraryFolder(undefined);
  const recent = (process.env.INKDEX_LIBRARY ?? '') === '' ? recentLibraries(recentFile()) : [];
  return libraryAtStart(recent, usual);
}

function showMenu(library: string): void {
  const others = recentLibraries(recentFile()).filter((folder) => folder !== library);
  const template = menuTemplate(process.platform, others, {
    showLibraryFolder: () => void shell.openPath(library),
    chooseLibrary: () => void chooseLibrary(),
    openLibrary,
    showScreen: (screen) => {
      const [window] = BrowserWindow.getAllWindows();
      void window?.loadURL(`${appOrigin}/#/${screen}`);
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

async function chooseLibrary(): Promise<void> {
  const chosen = await choosePaths({ what: 'folder' }, (options) =>
    dialog.showOpenDialog({ ...options, title: 'Open a library, or an empty folder for a new one' }),
  );
  const [folder] = chosen.kind === 'chosen' ? chosen.paths : [];
  if (folder !== undefined) openLibrary(folder);
}

/** Starts the app again with another library: every process and every open file belongs to one library. */
function openLibrary(folder: string): void {
  try {
    requireLibraryOrEmpty(folder);
  } catch (thrown) {
    dialog.showErrorBox('The library could not be opened', failureOf(thrown).message);
    return;
  }
  rememberLibrary(recentFile(), folder);
  // Without the files that this start opened; in development the first argument is the app itself.
  app.relaunch({ args: process.argv.slice(1, app.isPackaged ? 1 : 2) });
  app.quit();
}

function residentBytes(pid: number | undefined): number | null {
  const kilobytes = app.getAppMetrics().find((metrics) => metrics.pid === pid)?.memory.workingSetSize;
  return kilobytes === undefined ? null : kilobytes * 1024;
}

/**
 * Newer versions, in a package that knows where they are: the release workflow builds those. Loaded only there.
 *
 * @param close closes the library
 */
async function openUpdates(
  { announce }: Announcer,
  close: () => Promise<void>,
): Promise<UpdateCalls | undefined> {
  const source = join(process.resourcesPath, 'app-update.yml');
  if (!app.isPackaged || !existsSync(source)) return undefined;
  const { canReplaceItself, createUpdates, fetchSignature, pageOfVersion, signatureAddress } =
    await import('./app/updates.ts');
  const { releaseKey } = await import('./app/releaseSignature.ts');
  const { default: electronUpdater } = await import('electron-updater');
  const updates = createUpdates({
    updater: electronUpdater.autoUpdater,
    file: join(app.getPath('userData'), 'updates.json'),
    version: readAppVersion(),
    canInstall: canReplaceItself(process.platform, process.env.APPIMAGE),
    releaseKey,
    findSignature: (version, name) =>
      fetchSignature(signatureAddress(readFileSync(source, 'utf8'), version, name), (address, options) =>
        net.fetch(address, options),
      ),
    announce,
    async prepareInstall() {
      await close();
      // The new version is started before this one has ended.
      app.releaseSingleInstanceLock();
    },
    restart() {
      app.relaunch();
      app.quit();
    },
    showVersion: (version) => void shell.openExternal(pageOfVersion(readFileSync(source, 'utf8'), version)),
  });
  updates.start();
  return updates;
}

function serveWindows(services: Services, log: Log, updates: UpdateCalls | undefined): void {
  handleProtocols(protocol, {
    rendererFolder: join(built, 'renderer'),
    findPicture: (kind, id, last) => services.library.picture(kind, id, last),
    log,
  });
  const contract = handlers(services, {
    kind: 'desktop',
    choosePaths: (args) => choosePaths(args, (options) => dialog.showOpenDialog(options)),
    showInFolder: (path) => {
      shell.showItemInFolder(path);
    },
    dragFiles: (paths, icon) => {
      const item = dragItem(paths, nativeImage.createFromPath(icon));
      if (item !== null) BrowserWindow.getFocusedWindow()?.webContents.startDrag(item);
    },
    ...(updates === undefined ? {} : { updates }),
  });
  handleCalls(ipcMain, serve(contract, log));
}

async function openWindow(announcer: Announcer, { jobs }: Services): Promise<void> {
  const statePath = join(app.getPath('userData'), 'window.json');
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const state = readWindowState(statePath, screens);
  const window = new BrowserWindow(windowOptions(join(built, 'preload/preload.cjs'), state));
  keepWindowState(window, statePath);
  window.once('ready-to-show', () => {
    if (state?.isMaximized === true) window.maximize();
    window.show();
  });
  const unsubscribe = announcer.subscribe((name, payload) => {
    sendEvent(window.webContents, name, payload);
  });
  window.on('closed', unsubscribe);
  window.webContents.on('context-menu', (_event, clicked) => {
    const template = editMenuTemplate(clicked);
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
  });
  showJobProgress(window, jobs.calls.listJobs, (changed) =>
    announcer.subscribe((name) => {
      if (name === 'jobChanged') changed();
    }),
  );
  await window.loadURL(`${appOrigin}/`);
}

async function showWindow(open: () => Promise<void>): Promise<void> {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    await open();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

/**
 * Delays the first request to quit until the library is closed and the workers have ended.
 *
 * @returns closes them sooner
 */
function closeBeforeQuit(services: Services, log: Log): () => Promise<void> {
  let closing: Promise<void> | null = null;
  let isClosed = false;
  const close = (): Promise<void> => {
    closing ??= services
      .close()
      .catch((thrown: unknown) => {
        log(`The library could not be closed properly: ${failureOf(thrown).message}`);
      })
      .finally(() => {
        isClosed = true;
      });
    return closing;
  };
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void close().then(() => {
      app.quit();
    });
  });
  return close;
}

keepFilesPrivate();
if (app.requestSingleInstanceLock()) {
  openDesktop().catch((thrown: unknown) => {
    const failure = failureOf(thrown);
    const isRepaired =
      failure.code === 'library-damaged' &&
      offerRepair(failure.message, chooseFolder().folder, (options) => dialog.showMessageBoxSync(options));
    if (isRepaired) app.relaunch();
    else dialog.showErrorBox('Inkdex could not start', failure.message);
    app.exit(isRepaired ? 0 : 1);
  });
} else {
  app.quit();
}
