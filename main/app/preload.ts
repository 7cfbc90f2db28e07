import { contextBridge, ipcRenderer, type IpcRendererEvent, webUtils } from 'electron';
import type { DesktopBridge } from '../../shared/contract/wire.ts';
import { callChannel, eventChannel } from './channels.ts';

/** All of Electron that the page can use. The page never gets `ipcRenderer` itself. */
const entryPoint: DesktopBridge<File> = {
  invoke: (call, args) => ipcRenderer.invoke(callChannel, call, args),
  subscribe(listener) {
    const forward = (_event: IpcRendererEvent, name: string, payload: unknown): void => {
      listener(name, payload);
    };
    ipcRenderer.on(eventChannel, forward);
    return () => {
      ipcRenderer.off(eventChannel, forward);
    };
  },
  pathOf: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('inkdexDesktop', entryPoint);
