import { join } from 'node:path';
import {
  BrowserWindow,
  Menu,
  app,
  dialog,
  ipcMain,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { failureOf } from '../shared/result.ts';
import { handleCalls, sendEvent } from './app/calls.ts';
import { choosePaths, offerRepair } from './app/dialogs.ts';
import {
  keepWindowState,
  menuTemplate,
  readWindowState,
  showJobProgress,
  windowOptions,
} from './app/window.ts';
import { handleProtocols, schemes } from './app/protocols.ts';
import { importOpenedFiles, type FileOpener } from './app/openedFiles.ts';
import { appOrigin, confine, denyPermissions } from './app/security.ts';
import { libraryFolder, readAppVersion } from './installation.ts';
import { utilityServer } from './rpc/process.ts';
import { keepLog } from './ipc/logFile.ts';
import { createAnnouncer, type Announcer, type Log, serve } from './ipc/serve.ts';
import { handlers } from './ipc/handlers.ts';
import { openServices } from './services.ts';
import { keepFilesPrivate } from './store/privateFiles.ts';
import type { Services } from './services.ts';

/** Vite writes this file to dist/main/desktop.js, next to dist/preload and dist/renderer. */
const built = join(import.meta.dirname, '..');
const workerFile = join(import.meta.dirname, 'worker.js');

function writeLog(message: string): void {
  process.stderr.write(`${message}\n`);
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
  const library = libraryFolder(undefined);
  const services = await openServices({
    library,
    announce: announcer.announce,
    spawn: (kind) =>
      utilityServer(
        utilityProcess.fork(workerFile, [kind], { serviceName: `Inkdex ${kind}`, stdio: 'inherit' }),
        residentBytes,
      ),
  });
  const log = keepLog({ folder: services.folder, version: readAppVersion(), announcer }, writeLog);
  closeBeforeQuit(services, log);
  services.start();
  serveWindows(services, log);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform, () => void shell.openPath(library))),
  );
  const open = () => openWindow(announcer, services);
  await open();
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

function residentBytes(pid: number | undefined): number | null {
  const kilobytes = app.getAppMetrics().find((metrics) => metrics.pid === pid)?.memory.workingSetSize;
  return kilobytes === undefined ? null : kilobytes * 1024;
}

function serveWindows(services: Services, log: Log): void {
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
  showJobProgress(window, jobs.listJobs, (changed) =>
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

/** Delays the first request to quit until the library is closed and the workers have ended. */
function closeBeforeQuit(services: Services, log: Log): void {
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void services
      .close()
      .catch((thrown: unknown) => {
        log(`The library could not be closed properly: ${failureOf(thrown).message}`);
      })
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
}

keepFilesPrivate();
if (app.requestSingleInstanceLock()) {
  openDesktop().catch((thrown: unknown) => {
    const failure = failureOf(thrown);
    const isRepaired =
      failure.code === 'library-damaged' &&
      offerRepair(failure.message, libraryFolder(undefined), (options) => dialog.showMessageBoxSync(options));
    if (isRepaired) app.relaunch();
    else dialog.showErrorBox('Inkdex could not start', failure.message);
    app.exit(isRepaired ? 0 : 1);
  });
} else {
  app.quit();
}
