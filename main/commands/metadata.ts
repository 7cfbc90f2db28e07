import { resolve } from 'node:path';
import { Command } from 'commander';
import { updateMetadata } from '../exchange/download/metadataFile.ts';
import { optionsOf, printRow } from './command.ts';

/** `inkdex metadata`: the metadata.toml files of text-recognizer-pro. */
export function metadataCommand(): Command {
  return new Command('metadata')
    .description('keep the SHA-256 in the metadata.toml of a data file up to date')
    .addCommand(
      new Command('update')
        .description('write the SHA-256 of the file beside a metadata.toml into it')
        .argument('<metadata.toml>', 'file with url, filename and sha256')
        .option('--json', 'print only JSON lines to stdout')
        .action(async (given: string, _options, command: Command) => {
          const { json } = optionsOf(command, {});
          const path = resolve(given);
          const { file, before, sha256 } = await updateMetadata(path, new AbortController().signal);
          const isUpdated = sha256 !== before;
          const said = isUpdated
            ? `Updated the SHA-256 to ${sha256}`
            : 'Nothing to update: the SHA-256 matches';
          printRow(json, { metadata: path, file, before, sha256, updated: isUpdated }, said);
        }),
    );
}
