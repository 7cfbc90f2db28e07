/** Electron's own names for the two ways that the preload and the house speak. */
export const callChannel = 'inkdex:call';
export const eventChannel = 'inkdex:event';
