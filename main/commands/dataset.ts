import type { ExchangeFormat } from '../exchange/exchangeFormat.ts';
import { downloadCommand } from './datasetDownload.ts';
import { sampleCommands, wholeCommands } from './datasetEdit.ts';
import { exchangeCommands } from './datasetExchange.ts';
import { makingCommands } from './datasetLibrary.ts';
import {
  checkCommands,
  freezeCommands,
  restoreCommands,
  showCommands,
  versionCommands,
} from './datasetVersions.ts';
import type { CommandTable } from './table.ts';

/** In the order of the help. */
export function datasetCommands(formats: readonly ExchangeFormat[]): CommandTable {
  const exchange = exchangeCommands(formats);
  return {
    dataset:
      'create datasets or import them, edit and check them, freeze versions, compare, verify and export them',
    'dataset download': downloadCommand,
    'dataset import': exchange['dataset import'],
    ...makingCommands,
    ...freezeCommands,
    ...showCommands,
    ...restoreCommands,
    'dataset export': exchange['dataset export'],
    ...versionCommands,
    ...sampleCommands,
    ...checkCommands,
    ...wholeCommands,
  };
}
