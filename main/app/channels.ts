/** Names of the Electron IPC channels between the preload script and the main process. */
export const callChannel = 'inkdex:call';
export const eventChannel = 'inkdex:event';
