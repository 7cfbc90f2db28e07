import type { Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { confine, denyPermissions, isOurFrame, webPreferences } from '../../../main/app/security.ts';

describe("Electron's security checklist", () => {
  it('runs the page without Node, sandboxed and isolated', () => {
    expect(webPreferences('/preload.cjs')).toMatchObject({
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
      preload: '/preload.cjs',
    });
  });

  it('denies every permission but those of our page to notify and to copy', () => {
    const answers: unknown[] = [];
    const contents = null as unknown as WebContents;
    type Request = Parameters<Session['setPermissionRequestHandler']>[0];
    type Check = Parameters<Session['setPermissionCheckHandler']>[0];
    type Device = Parameters<Session['setDevicePermissionHandler']>[0];
    const permissions = ['media', 'geolocation', 'notifications', 'clipboard-sanitized-write'] as const;
    const frames = [
      { isMainFrame: true, requestingUrl: 'app://inkdex/' },
      { isMainFrame: true, requestingUrl: 'https://example.org/' },
      { isMainFrame: false, requestingUrl: 'app://inkdex/' },
    ];
    denyPermissions({
      setPermissionRequestHandler: (handler: Request) => {
        for (const permission of permissions)
          for (const frame of frames)
            handler?.(contents, permission, (granted) => answers.push(granted), frame);
      },
      setPermissionCheckHandler: (handler: Check) => {
        for (const permission of permissions)
          for (const frame of frames)
            answers.push(handler?.(contents, permission, frame.requestingUrl, frame));
      },
      setDevicePermissionHandler: (handler: Device) => {
        const details = { deviceType: 'usb', origin: 'app://inkdex', device: { deviceId: '1' } } as const;
        answers.push(handler?.(details as Parameters<NonNullable<Device>>[0]));
      },
    });
    const denied = new Array<boolean>(6).fill(false);
    const granted = [true, false, false, true, false, false];
    expect(answers).toEqual([...denied, ...granted, ...denied, ...granted, false]);
  });

  it('prevents new windows, embedded pages and navigation', () => {
    const { contents, emit, openWindow } = smallContents();
    confine(contents);
    expect(openWindow()).toEqual({ action: 'deny' });
    expect(emit('will-attach-webview', '')).toBe('prevented');
    for (const event of ['will-navigate', 'will-redirect']) {
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://other/',
        'app://inkdex.evil/',
        '',
      ]) {
        expect(emit(event, url)).toBe('prevented');
      }
      expect(emit(event, 'app://inkdex/index.html')).toBe('allowed');
    }
  });

  it('accepts calls only from the main frame of its own page', () => {
    expect(isOurFrame({ url: 'app://inkdex/', parent: null })).toBe(true);
    expect(isOurFrame({ url: 'app://inkdex/', parent: {} })).toBe(false);
    expect(isOurFrame({ url: 'https://evil.example/', parent: null })).toBe(false);
    expect(isOurFrame({ url: 'app://inkdex@evil/', parent: null })).toBe(false);
    expect(isOurFrame(null)).toBe(false);
  });
});

type Confined = Parameters<typeof confine>[0];

/** The confined part of Electron's WebContents, with a way to trigger its events. */
function smallContents() {
  type Listener = (event: { url: string; preventDefault: () => void }) => void;
  const listeners = new Map<string, Listener>();
  let handler: () => unknown = () => undefined;
  const contents = {
    setWindowOpenHandler: (given: typeof handler) => {
      handler = given;
    },
    on: (event: string, listener: Listener) => {
      listeners.set(event, listener);
    },
  } as unknown as Confined;
  return {
    contents,
    openWindow: () => handler(),
    emit: (event: string, url: string): 'prevented' | 'allowed' => {
      let outcome: 'prevented' | 'allowed' = 'allowed';
      listeners.get(event)?.({
        url,
        preventDefault: () => {
          outcome = 'prevented';
        },
      });
      return outcome;
    },
  };
}
