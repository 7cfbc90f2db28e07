import type { SplitCheck } from '../../shared/contract/datasetContents.ts';
import type { Database } from '../store/database.ts';
import { countLooks } from '../store/datasetImages.ts';
import { countSplits, listStraddling } from '../store/datasetStatistics.ts';
import { groupLookAlikes } from './lookAlikes.ts';

/** Finds leakage: writers, pages and near-duplicates in more than one split of a set. */
export function checkSplits(db: Database, set: number): SplitCheck {
  return {
    ...countLooks(db, set),
    splits: countSplits(db, set),
    writers: listStraddling(db, set, 'writer'),
    pages: listStraddling(db, set, 'page'),
    lookAlikes: groupLookAlikes(db, set).filter(({ isAcrossSplits }) => isAcrossSplits).length,
  };
}
