import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** What becomes of a setting when a library is exported, or comes back from a backup. */
interface SettingRule {
  /** Whether it belongs to the library and not to one machine: then an export has it. */
  readonly isExported: boolean;
  /**
   * What a person may have ended since a backup, for a message: a repair that cannot read the newest settings leaves it out,
   * and the app only does less. Null: it may come back.
   */
  readonly ending: string | null;
}

const ofLibrary: SettingRule = { isExported: true, ending: null };
const ofMachine: SettingRule = { isExported: false, ending: null };

/** Every setting. A new one is decided about here: what sends photos or words out of the library must not come back. */
const settings = {
  broker: { isExported: false, ending: 'the broker' },
  'broker-library': ofMachine,
  'days-of-use': ofMachine,
  folder: ofLibrary,
  notesFolder: { isExported: false, ending: 'the folder of notes' },
  'promoted-detector': ofLibrary,
  'promoted-recogniser': ofLibrary,
  'reading-engine': ofMachine,
  'reading-engine-measured': ofMachine,
  'second-opinion': ofMachine,
  sidecars: { isExported: false, ending: 'sidecars' },
  threads: ofMachine,
  'training-engine': ofMachine,
  'training-engines-measured': ofMachine,
} as const satisfies Readonly<Record<string, SettingRule>>;

export type SettingName = keyof typeof settings;
const rules: Readonly<Partial<Record<string, SettingRule>>> = settings;
const names = Object.keys(settings);

/** Settings that an export has. */
export const exportedSettings: readonly string[] = names.filter((name) => rules[name]?.isExported === true);

/** Settings that may come back from a backup. */
export const returningSettings: readonly string[] = names.filter((name) => rules[name]?.ending === null);

/** What a repair calls a setting that does not come back: also one that this build does not know. */
export function describeSetting(name: string): string {
  return rules[name]?.ending ?? `the setting ${name}`;
}

/** A setting stored in the library, such as the chosen engine. */
export function findSetting(db: ReadableDatabase, name: SettingName): string | undefined {
  return db.value(z.string(), sql`SELECT value FROM setting WHERE name = ${name}`);
}

export function replaceSetting(db: WritableDatabase, name: SettingName, value: string): void {
  db.run(sql`INSERT INTO setting (name, value) VALUES (${name}, ${value})
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

/** The name is from the time when only the broker used it. */
const idSetting = 'broker-library';

/** Names the library where it leaves something: at a broker, in notes, in sidecars. It moves with the library. */
export function libraryId(db: WritableDatabase): string {
  const found = findSetting(db, idSetting);
  if (found !== undefined) return found;
  const made = randomBytes(12).toString('hex');
  replaceSetting(db, idSetting, made);
  return made;
}

/** Gives a library that was copied a name of its own. */
export function forgetLibraryId(db: WritableDatabase): void {
  db.run(sql`DELETE FROM setting WHERE name = ${idSetting}`);
}
