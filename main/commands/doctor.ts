import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { failureOf } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { freeBytes } from '../files/freeBytes.ts';
import { shippedProblem, shippedSums, sumsFile } from '../files/shippedFiles.ts';
import type { Services } from '../services.ts';
import { listBackups } from '../store/library/backups.ts';
import { describeRepair, isWhole } from '../store/repair/describeRepair.ts';
import { findDamage, repairLibrary } from '../store/repair/repairLibrary.ts';
import { rebuildTextIndex, textIndexProblem } from '../store/index/photoText.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { withDatabase } from '../store/repair/damage.ts';
import type { SalvageListener } from '../store/repair/salvage.ts';
import { dataCommand, note, optionsOf, printRow, withServices } from './command.ts';
import {
  electronBinary,
  libraryFolder,
  otherScriptsFile,
  packageFolder,
  resourcesFolder,
  secondReaderFile,
} from '../installation.ts';
import { hasAnnexes } from '../annex.ts';
import { describeEngine } from './models.ts';

/** With less free space, the disk would soon be full of thumbnails and database. */
const leastFreeBytes = 500e6;
/** What `main/annexes` has. */
const annexed =
  'formats and networks of older systems, readers on other machines (inkdex worker), and protocols and formats of model servers';
/** Least time between two progress lines of a repair. */
const noteMs = 2_000;

type Finding = ReturnType<typeof finding>;

/**
 * The result of one check.
 *
 * @param found and, if not ok, what to do
 * @param needed whether Inkdex does not work without it
 */
function finding(check: string, found: string, ok = true, needed = true) {
  return { check, ok, needed, found };
}

export function doctorCommand(): Command {
  return dataCommand('doctor', 'check the library, models and engines, and say how to fix problems')
    .option('--repair', 'repair the library if its database is damaged')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { repair: z.boolean().default(false) });
      const folder = libraryFolder(options.library);
      const ofDatabase = options.repair ? repairFindings(folder) : [];
      const ofLibrary = await withServices(options, (services) =>
        libraryFindings(services, options.repair),
      ).catch((thrown: unknown) => [finding('library', failureOf(thrown).message, false)]);
      for (const each of [...machineFindings(), ...ofDatabase, ...ofLibrary]) {
        const { check, ok, needed, found } = each;
        printRow(options.json, each, `${ok ? 'ok' : needed ? 'FAILED' : 'missing'}\t${check}\t${found}`);
        if (!ok && needed) process.exitCode = 1;
      }
    });
}

/** Progress lines: without a backup, a library of thousands of photos takes a minute to repair. */
function noteNowAndThen(): SalvageListener {
  let noted = performance.now();
  return (photo, last) => {
    if (performance.now() - noted < noteMs) return;
    noted = performance.now();
    note(`Checked ${formatCount(photo)} of ${counted(last, 'photo')}.`);
  };
}

function repairFindings(folder: string): Finding[] {
  try {
    const repair = repairLibrary(folder, { onPhoto: noteNowAndThen() });
    if (repair === null) return [finding('repair', 'no damage found')];
    return [finding('repair', describeRepair(repair), isWhole(repair))];
  } catch (thrown) {
    return [finding('repair', failureOf(thrown).message, false)];
  }
}

function machineFindings(): Finding[] {
  const pages = join(packageFolder, 'dist/renderer/index.html');
  const binary = electronBinary();
  const isBuilt = existsSync(pages);
  const without =
    'Electron is not installed, so the app opens in the browser. To install it, run: npx install-electron';
  return [
    finding('node', `${process.version} on ${process.platform} ${process.arch}`),
    finding('pages', isBuilt ? pages : 'The window is not built. Run: npm run build', isBuilt, false),
    finding('electron', binary ?? without, binary !== null, false),
    ...(hasAnnexes()
      ? []
      : [
          finding(
            'main/annexes',
            `Without it, there are no ${annexed}. Install Inkdex whole to have them.`,
            false,
            false,
          ),
        ]),
  ];
}

async function libraryFindings(services: Services, isRepair: boolean): Promise<Finding[]> {
  const { path, photos, words, failures, isReadOnly } = services.library.info();
  const free = await freeBytes(services.folder);
  const counts = `${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'failed file')}`;
  const hasRoom = free >= leastFreeBytes;
  const advice = hasRoom ? '' : '; at least 0.5 GB needed. Free some disk space';
  return [
    finding('library', `${path}${isReadOnly ? ' (read-only)' : ''}: ${counts}`),
    finding('disk', `${(free / 1e9).toFixed(1)} GB free${advice}`, hasRoom),
    databaseFinding(services.folder),
    textFinding(services.folder, isRepair),
    backupFinding(path),
    ...(await shippedFindings()),
    ...(await modelFindings(services)),
    ...(await engineFindings(services)),
  ];
}

function databaseFinding(library: string): Finding {
  const damage = findDamage(library, false);
  const found =
    damage === null ? 'no damage found' : `damaged (${damage}). Close Inkdex and run: inkdex doctor --repair`;
  return finding('database', found, damage === null);
}

/** Compares the text index with the words. A repair builds it anew, which loses nothing. */
function textFinding(library: string, isRepair: boolean): Finding {
  return withDatabase(libraryPaths(library).database, { readonly: false }, (db) => {
    const problem = textIndexProblem(db);
    if (problem === null) return finding('text index', 'equal to the words');
    if (isRepair) rebuildTextIndex(db);
    return isRepair
      ? finding('text index', `was not equal to the words (${problem}); it was built anew`)
      : finding('text index', `not equal to the words (${problem}). Run: inkdex doctor --repair`, false);
  });
}

/** Always ok: a library that was never open for long has no backup yet. */
function backupFinding(library: string): Finding {
  const copies = listBackups(libraryPaths(library).backups);
  const [newest] = copies;
  const found =
    newest === undefined
      ? 'none yet; Inkdex makes the first one while it is open'
      : `${counted(copies.length, 'backup')}, latest: ${newest.path}`;
  return finding('backups', found, true, false);
}

async function modelFindings({ models }: Services): Promise<Finding[]> {
  const list = await models.calls.listModels();
  const promoted = list.filter((model) => model.promoted);
  const findings = list.map(({ id, problem, name }) =>
    finding(`model ${id}`, problem ?? name, problem === null),
  );
  if (promoted.length >= 2) return findings;
  const found = 'Reading needs a detector and a recogniser in use, but a model is missing. Reinstall Inkdex.';
  return [...findings, finding('models', found, false)];
}

/** Without the second reader, and the one of other scripts, the first one reads. */
async function shippedFindings(): Promise<Finding[]> {
  if (shippedSums().size === 0)
    return [finding('files', `${sumsFile} is missing: no file can be checked. Install Inkdex again.`, false)];
  const without: readonly string[] = [secondReaderFile, otherScriptsFile];
  const findings = await Promise.all(
    [...shippedSums().keys()].map(async (path) => {
      const problem = await shippedProblem(path);
      const name = `file ${relative(resourcesFolder, path)}`;
      return problem === null ? [] : [finding(name, problem, false, !without.includes(path))];
    }),
  );
  const found = findings.flat();
  return found.length > 0 ? found : [finding('files', 'as they were shipped')];
}

async function engineFindings({ models }: Services): Promise<Finding[]> {
  return (await models.calls.listEngines()).map((engine) =>
    finding(`engine ${engine.engine}`, describeEngine(engine), engine.available, false),
  );
}
