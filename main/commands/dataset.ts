import { Command } from 'commander';
import { duplicatesCommand, suspectsCommand } from './datasetChecks.ts';
import { cutCommand } from './datasetCut.ts';
import { downloadCommand } from './datasetDownload.ts';
import { drawCommand } from './datasetDraw.ts';
import {
  deleteCommand,
  editCommand,
  formatsCommand,
  removeCommand,
  renameCommand,
  samplesCommand,
  splitCommand,
} from './datasetEdit.ts';
import { exportCommand, importCommand } from './datasetExchange.ts';
import { createCommand } from './datasetLibrary.ts';
import { listCommand, showCommand } from './datasetShow.ts';
import { diffCommand, freezeCommand, restoreCommand, verifyCommand } from './datasetVersions.ts';

export function datasetCommand(): Command {
  return new Command('dataset')
    .description(
      'create datasets or import them, edit and check them, freeze versions, compare, verify and export them',
    )
    .addCommand(downloadCommand())
    .addCommand(importCommand())
    .addCommand(createCommand())
    .addCommand(drawCommand())
    .addCommand(cutCommand())
    .addCommand(freezeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(restoreCommand())
    .addCommand(exportCommand())
    .addCommand(verifyCommand())
    .addCommand(diffCommand())
    .addCommand(samplesCommand())
    .addCommand(editCommand())
    .addCommand(removeCommand())
    .addCommand(splitCommand())
    .addCommand(duplicatesCommand())
    .addCommand(suspectsCommand())
    .addCommand(formatsCommand())
    .addCommand(renameCommand())
    .addCommand(deleteCommand());
}
