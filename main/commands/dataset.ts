import { Command } from 'commander';
import { downloadCommand } from './datasetDownload.ts';
import { drawCommand } from './datasetDraw.ts';
import { exportCommand, importCommand } from './datasetExchange.ts';
import { listCommand, showCommand } from './datasetShow.ts';
import { diffCommand, freezeCommand, restoreCommand, verifyCommand } from './datasetVersions.ts';

/** The dataset commands. Each one that changes something ends with a line of JSON, also without `--json`. */
export function datasetCommand(): Command {
  return new Command('dataset')
    .description('import labelled handwriting, freeze versions of it, compare, verify and export them')
    .addCommand(downloadCommand())
    .addCommand(importCommand())
    .addCommand(drawCommand())
    .addCommand(freezeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(restoreCommand())
    .addCommand(exportCommand())
    .addCommand(verifyCommand())
    .addCommand(diffCommand());
}
