import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { z } from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().default(''),
      license: z.string().default('see its text'),
      dependencies: versions,
      optionalDependencies: versions,
    }),
  ),
});
type Locked = z.infer<typeof lockSchema>['packages'];

export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/**
 * The packages of package-lock.json that Inkdex ships, sorted by name, each once per version: what package.json needs at
 * run time, what the window imports, both with all that they need, Electron, and the fonts.
 *
 * @param root the folder of package.json
 */
export function collectNotices(root: string): Notice[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const needed = new Set<string>();
  const visit = (name: string, from: string): void => {
    const place = placeOf(packages, name, from);
    if (place === null || needed.has(place)) return;
    needed.add(place);
    visitAll(place);
  };
  const visitAll = (place: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = packages[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) visit(name, place);
  };
  visitAll('');
  for (const name of importedByWindow(root)) visit(name, '');
  // It is shipped as a program, without what its package needs to download it.
  needed.add('node_modules/electron');
  // npm leaves out the natives of other systems.
  const installed = [...needed].filter((place) => existsSync(join(root, place)));
  const notices = installed.map((place): [string, Notice] => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { version = '', license: licence = '' } = packages[place] ?? {};
    return [`${name} ${version}`, { name, version, licence, text: licenceText(join(root, place)) }];
  });
  const ours = [fontNotice(root), secondReaderNotice(root)];
  return [...ours, ...new Map(notices).values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The fonts of drawn words. */
function fontNotice(root: string): Notice {
  const text = ['LICENCES.md', 'OFL.txt'].map((name) =>
    readFileSync(join(root, 'resources/fonts', name), 'utf8').trim(),
  );
  return { name: 'Fonts', version: '', licence: 'OFL-1.1', text: text.join('\n\n') };
}

/** The model of another project, which was changed. */
function secondReaderNotice(root: string): Notice {
  const text = ['second-reader.md', 'LICENSE'].map((name) =>
    readFileSync(join(root, 'resources/models/second', name), 'utf8').trim(),
  );
  return { name: 'PP-OCRv6 small', version: '', licence: 'Apache-2.0', text: text.join('\n\n') };
}

/** As Node finds a package: in the nearest `node_modules` above. Null for one that is not in the lockfile. */
function placeOf(packages: Locked, name: string, from: string): string | null {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (place in packages) return place;
  if (from === '') return null;
  const above = from.lastIndexOf('/node_modules/');
  return placeOf(packages, name, above === -1 ? '' : from.slice(0, above));
}

/** The packages that the window's sources import, and the typeface of its style sheets. */
function importedByWindow(root: string): Set<string> {
  const files = globSync('{renderer,shared}/**/*.{ts,tsx,css}', { cwd: root });
  return new Set(
    files.flatMap((file) =>
      [
        ...readFileSync(join(root, file), 'utf8').matchAll(
          /(?:from |url\()'((?:@[\w.-]+\/)?\w[\w.-]*)[^']*'/gu,
        ),
      ].map(([, name = '']) => name),
    ),
  );
}

function licenceText(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?:licen[cs]e|copying|notice)/iu.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
}

/** Gives the window the module `virtual:notices` with the packages that Inkdex ships. */
export function noticesPlugin(root: string): Plugin {
  const id = '\0virtual:notices';
  return {
    name: 'inkdex-notices',
    resolveId: (source) => (source === 'virtual:notices' ? id : null),
    load: (asked) =>
      asked === id ? `export const notices = ${JSON.stringify(collectNotices(root))};` : null,
  };
}
