import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { failureOf } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { freeBytes } from '../files/freeBytes.ts';
import type { Services } from '../services.ts';
import { listBackups } from '../store/library/backups.ts';
import { describeRepair, isWhole } from '../store/repair/describeRepair.ts';
import { findDamage, repairLibrary } from '../store/repair/repairLibrary.ts';
import { rebuildTextIndex, textIndexProblem } from '../store/index/photoText.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { withDatabase } from '../store/repair/damage.ts';
import type { SalvageListener } from '../store/repair/salvage.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';
import { electronBinary, libraryFolder, packageFolder } from '../installation.ts';
import { describeEngine } from './models.ts';

/** With less free space, the disk would soon be full of thumbnails and database. */
const leastFreeBytes = 500e6;
/** Least time between two progress lines of a repair. */
const noteMs = 2_000;

/** The result of one check. `needed`: Inkdex does not work without it. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly needed: boolean;
  /** What was found and, if not ok, what to do. */
  readonly found: string;
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
      ).catch((thrown: unknown) => [
        { check: 'library', ok: false, needed: true, found: failureOf(thrown).message },
      ]);
      for (const finding of [...machineFindings(), ...ofDatabase, ...ofLibrary]) {
        if (options.json) printJson(finding);
        else
          print(
            `${finding.ok ? 'ok' : finding.needed ? 'FAILED' : 'missing'}\t${finding.check}\t${finding.found}`,
          );
        if (!finding.ok && finding.needed) process.exitCode = 1;
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
  const check = { check: 'repair', needed: true };
  try {
    const repair = repairLibrary(folder, { onPhoto: noteNowAndThen() });
    if (repair === null) return [{ ...check, ok: true, found: 'no damage found' }];
    return [{ ...check, ok: isWhole(repair), found: describeRepair(repair) }];
  } catch (thrown) {
    return [{ ...check, ok: false, found: failureOf(thrown).message }];
  }
}

function machineFindings(): Finding[] {
  const pages = join(packageFolder, 'dist/renderer/index.html');
  const binary = electronBinary();
  return [
    {
      check: 'node',
      ok: true,
      needed: true,
      found: `${process.version} on ${process.platform} ${process.arch}`,
    },
    {
      check: 'pages',
      ok: existsSync(pages),
      needed: false,
      found: existsSync(pages) ? pages : 'The window is not built. Run: npm run build',
    },
    {
      check: 'electron',
      ok: binary !== null,
      needed: false,
      found:
        binary ??
        'Electron is not installed, so the app opens in the browser. To install it, run: npx install-electron',
    },
  ];
}

async function libraryFindings(services: Services, isRepair: boolean): Promise<Finding[]> {
  const { path, photos, words, failures, isReadOnly } = services.library.info();
  const free = await freeBytes(services.folder);
  const counts = `${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'failed file')}`;
  const library = {
    check: 'library',
    ok: true,
    needed: true,
    found: `${path}${isReadOnly ? ' (read-only)' : ''}: ${counts}`,
  };
  const disk = {
    check: 'disk',
    ok: free >= leastFreeBytes,
    needed: true,
    found: `${(free / 1e9).toFixed(1)} GB free${free < leastFreeBytes ? '; at least 0.5 GB needed. Free some disk space' : ''}`,
  };
  return [
    library,
    disk,
    databaseFinding(services.folder),
    textFinding(services.folder, isRepair),
    backupFinding(path),
    ...(await modelFindings(services)),
    ...(await engineFindings(services)),
  ];
}

function databaseFinding(library: string): Finding {
  const damage = findDamage(library, false);
  const found =
    damage === null ? 'no damage found' : `damaged (${damage}). Close Inkdex and run: inkdex doctor --repair`;
  return { check: 'database', ok: damage === null, needed: true, found };
}

/** Compares the text index with the words. A repair builds it anew, which loses nothing. */
function textFinding(library: string, isRepair: boolean): Finding {
  const check = { check: 'text index', needed: true };
  return withDatabase(libraryPaths(library).database, { readonly: false }, (db) => {
    const problem = textIndexProblem(db);
    if (problem === null) return { ...check, ok: true, found: 'equal to the words' };
    if (isRepair) rebuildTextIndex(db);
    return isRepair
      ? { ...check, ok: true, found: `was not equal to the words (${problem}); it was built anew` }
      : { ...check, ok: false, found: `not equal to the words (${problem}). Run: inkdex doctor --repair` };
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
  return { check: 'backups', ok: true, needed: false, found };
}

async function modelFindings({ models }: Services): Promise<Finding[]> {
  const list = await models.listModels();
  const promoted = list.filter((model) => model.promoted);
  const findings = list.map(({ id, problem, name }) => {
    return { check: `model ${id}`, ok: problem === null, needed: true, found: problem ?? name };
  });
  if (promoted.length >= 2) return findings;
  const found = 'Reading needs a detector and a recogniser in use, but a model is missing. Reinstall Inkdex.';
  return [...findings, { check: 'models', ok: false, needed: true, found }];
}

async function engineFindings({ models }: Services): Promise<Finding[]> {
  return (await models.listEngines()).map((engine) => {
    return {
      check: `engine ${engine.engine}`,
      ok: engine.available,
      needed: false,
      found: describeEngine(engine),
    };
  });
}
