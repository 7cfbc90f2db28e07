import { house } from '../host/transport.ts';
import { createJudgementStore } from './judgements.ts';
import { createOverlookedStore } from './overlookedStore.ts';

/** The search screen's own stores. */
export const overlooked = createOverlookedStore(house);
export const judgements = createJudgementStore(house);
