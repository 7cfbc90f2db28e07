import type { Annex } from '../annex.ts';
import { broker } from './broker/annex.ts';
import { olderSystems } from './olderSystems/annex.ts';
import { serving } from './serving/annex.ts';

/** The annexes that there are. */
export const annexes: readonly Annex[] = [broker, olderSystems, serving];
