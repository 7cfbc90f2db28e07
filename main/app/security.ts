import type { Session, WebContents, WebPreferences } from 'electron';

/**
 * Electron's security checklist in one place. Only types come from Electron, so that tests hold it
 * to the list without the binary.
 */

export const appScheme = 'app';
export const pictureScheme = 'photo';
export const appOrigin = `${appScheme}://inkdex`;

/** What the page may do: nothing of Node's, in a sandbox, in a world of its own. */
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

/** No permission is ever given: the app needs no camera, microphone, place, device or notification. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

type Confined = Pick<WebContents, 'setWindowOpenHandler' | 'on'>;

/** The page opens no window, goes nowhere else and embeds nothing. */
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

/** The part of Electron's frame that tells who speaks. */
export interface Sender {
  readonly url: string;
  /** Null for the main frame of a window. */
  readonly parent: object | null;
}

/** Whether a message comes from the main frame of a page of ours; a frame that is gone does not. */
export function isOurFrame(sender: Sender | null): boolean {
  return sender?.parent === null && isOurAddress(sender.url);
}

function isOurAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === appOrigin;
}
