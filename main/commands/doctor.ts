import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { failureOf } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { listBackups } from '../store/backups.ts';
import { describeRepair } from '../store/repair/describeRepair.ts';
import { libraryPaths } from '../store/open.ts';
import { findDamage, repairLibrary } from '../store/repair/repairLibrary.ts';
import type { SalvageListener } from '../store/repair/salvage.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';
import { electronBinary } from './electronBinary.ts';
import { describeEngine } from './engines.ts';
import { libraryFolder } from './libraryFolder.ts';

const root = join(import.meta.dirname, '../..');
/** Below this the database and the thumbnails soon have no room. */
const leastFreeBytes = 500e6;
/** How often a long repair says how far it is. */
const noteMs = 2_000;

/** One thing looked at. `needed`: Inkdex does not work without it. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly needed: boolean;
  /** What was found; where it is not ok, what to do. */
  readonly found: string;
}

export function doctorCommand(): Command {
  return dataCommand('doctor', 'check the engines, the library and the models, and say what to do')
    .option('--repair', 'set the library up again where its database is damaged')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, { repair: z.boolean().default(false) });
      const folder = libraryFolder(options.library);
      const ofDatabase = options.repair ? repairFindings(folder) : [];
      const ofLibrary = await withServices(options, libraryFindings).catch((thrown: unknown) => [
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

/** Without a copy of the database, thousands of photos take a minute. */
function noteNowAndThen(): SalvageListener {
  let noted = performance.now();
  return (photo, last) => {
    if (performance.now() - noted < noteMs) return;
    noted = performance.now();
    note(`Looked at ${String(photo)} of ${counted(last, 'photo')}.`);
  };
}

function repairFindings(folder: string): Finding[] {
  const check = { check: 'repair', needed: true };
  try {
    const repair = repairLibrary(folder, { onPhoto: noteNowAndThen() });
    return [{ ...check, ok: true, found: repair === null ? 'nothing is damaged' : describeRepair(repair) }];
  } catch (thrown) {
    return [{ ...check, ok: false, found: failureOf(thrown).message }];
  }
}

function machineFindings(): Finding[] {
  const pages = join(root, 'dist/renderer/index.html');
  const binary = electronBinary(root);
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
      found: existsSync(pages) ? pages : 'The window and the browser need them. Run: npm run build',
    },
    {
      check: 'electron',
      ok: binary !== null,
      needed: false,
      found: binary ?? 'Its binary is not here, so the app opens in the browser. Run: npx install-electron',
    },
  ];
}

async function libraryFindings(services: Services): Promise<Finding[]> {
  const { path, photos, words, failures } = services.library.info();
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const counts = `${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'file')} set aside`;
  const library = { check: 'library', ok: true, needed: true, found: `${path}: ${counts}` };
  const disk = {
    check: 'disk',
    ok: free >= leastFreeBytes,
    needed: true,
    found: `${(free / 1e9).toFixed(1)} GB free${free < leastFreeBytes ? ': make room for the library' : ''}`,
  };
  return [
    library,
    disk,
    databaseFinding(path),
    backupFinding(path),
    ...(await modelFindings(services)),
    ...(await engineFindings(services)),
  ];
}

function databaseFinding(library: string): Finding {
  const damage = findDamage(library, false);
  const found =
    damage === null ? 'sound' : `damaged (${damage}). Close Inkdex and run: inkdex doctor --repair`;
  return { check: 'database', ok: damage === null, needed: true, found };
}

/** A library that was never open for long has none yet: no fault of the machine's. */
function backupFinding(library: string): Finding {
  const copies = listBackups(libraryPaths(library).backups);
  const [newest] = copies;
  const found =
    newest === undefined
      ? 'none yet: the first is made while Inkdex is open'
      : `${counted(copies.length, 'day')} kept, the newest ${newest.path}`;
  return { check: 'backups', ok: true, needed: false, found };
}

async function modelFindings({ models }: Services): Promise<Finding[]> {
  const list = await models.listModels();
  const promoted = list.filter((model) => model.promoted);
  const findings = list.map(({ id, problem, name }) => {
    return { check: `model ${id}`, ok: problem === null, needed: true, found: problem ?? name };
  });
  if (promoted.length >= 2) return findings;
  const found =
    'Reading needs a detector and a recogniser in use. Install Inkdex again: its models are missing.';
  return [...findings, { check: 'models', ok: false, needed: true, found }];
}

async function engineFindings({ models }: Services): Promise<Finding[]> {
  return (await models.listEngines({})).map((engine) => {
    return {
      check: `engine ${engine.engine}`,
      ok: engine.available,
      needed: false,
      found: describeEngine(engine),
    };
  });
}
