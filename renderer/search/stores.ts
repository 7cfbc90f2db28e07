import { host } from '../host/transport.ts';
import { createJudgementStore } from './judgements.ts';
import { createOverlookedStore } from './overlookedStore.ts';

/** The search screen's own stores. */
export const overlooked = createOverlookedStore(host);
export const judgements = createJudgementStore(host);
