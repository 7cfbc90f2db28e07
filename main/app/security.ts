import type { Session, WebContents, WebPreferences } from 'electron';

/**
 * Electron's security checklist in one place. This file imports only types from Electron, so that tests can check
 * it without the binary.
 */

export const appScheme = 'app';
export const pictureScheme = 'photo';
export const appOrigin = `${appScheme}://inkdex`;

/** The page runs in a sandbox, without Node and isolated from the preload script. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** To notify when long work is done, and to copy text and pictures. The app needs no camera, microphone or location. */
const granted: readonly string[] = ['notifications', 'clipboard-sanitized-write'];

/** Denies our page every permission but the granted ones, and all others to every other page. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) => {
    answer(granted.includes(permission) && isMainFrame && isOurAddress(requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, { isMainFrame }) =>
      granted.includes(permission) && isMainFrame && isOurAddress(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

type Confined = Pick<WebContents, 'setWindowOpenHandler' | 'on'>;

/** Keeps the page from opening windows, leaving our origin and embedding other pages. */
export function confine(contents: Confined): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (details) => {
    if (!isOurAddress(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (!isOurAddress(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

/** The part of Electron's frame that identifies the sender of a message. */
export interface Sender {
  readonly url: string;
  /** Null for the main frame of a window. */
  readonly parent: object | null;
}

/** Whether a message comes from the main frame of one of our pages. False if the frame no longer exists. */
export function isOurFrame(sender: Sender | null): boolean {
  return sender?.parent === null && isOurAddress(sender.url);
}

function isOurAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === appOrigin;
}
