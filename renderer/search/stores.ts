import { host } from '../host/transport.ts';
import { createOverlookedStore } from './overlookedStore.ts';

/** The search screen's own store. */
export const overlooked = createOverlookedStore(host);
