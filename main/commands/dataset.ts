import { Command } from 'commander';
import { downloadCommand } from './datasetDownload.ts';
import { exportCommand, importCommand } from './datasetExchange.ts';
import { listCommand, showCommand } from './datasetShow.ts';
import { diffCommand, freezeCommand, restoreCommand, verifyCommand } from './datasetVersions.ts';

/** Labelled handwriting by commands. Of those that do something, the last line is JSON with `--json` or without. */
export function datasetCommand(): Command {
  return new Command('dataset')
    .description(
      'labelled handwriting: bring it in, freeze versions of it, prove and compare them, take it out',
    )
    .addCommand(downloadCommand())
    .addCommand(importCommand())
    .addCommand(freezeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(restoreCommand())
    .addCommand(exportCommand())
    .addCommand(verifyCommand())
    .addCommand(diffCommand());
}
