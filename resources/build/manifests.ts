import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * `node resources/build/manifests.ts OWNER/NAME PACKAGES OUT`: what winget and Homebrew need to install the packages of a
 * release, for a pull request to winget-pkgs and for a tap of our own. The release workflow runs it with nothing installed.
 */
const [repository, packages, out] = process.argv.slice(2);
if (repository === undefined || packages === undefined || out === undefined) {
  process.stderr.write('Expected OWNER/NAME of the repository, the folder of packages, and a new folder.\n');
  process.exit(2);
}
// Our own file, without a schema: zod is not installed there.
const { version, description, license } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { readonly version: string; readonly description: string; readonly license: string };
const home = `https://github.com/${repository}`;
const downloads = `${home}/releases/download/v${version}`;

/** @throws Error if the package is not there */
async function sha256Of(name: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(packages ?? '', name)), hash);
  return hash.digest('hex');
}

function write(name: string, text: string): void {
  const path = join(out ?? '', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const installer = `Inkdex-Setup-${version}.exe`;
const disk = `Inkdex-${version}-arm64.dmg`;

const id = 'Inkdex.Inkdex';
const folder = `winget/manifests/i/Inkdex/Inkdex/${version}`;
/** A multi-file manifest of schema 1.10. A version is quoted, because 0.2 is a number in YAML. */
function winget(name: string, type: string, fields: string): void {
  const head = `PackageIdentifier: ${id}\nPackageVersion: "${version}"\n`;
  write(`${folder}/${name}.yaml`, `${head}${fields}ManifestType: ${type}\nManifestVersion: 1.10.0\n`);
}
winget(id, 'version', 'DefaultLocale: en-US\n');
winget(
  `${id}.locale.en-US`,
  'defaultLocale',
  `PackageLocale: en-US
Publisher: Inkdex
PackageName: Inkdex
PackageUrl: ${home}
License: ${license}
LicenseUrl: ${home}/blob/v${version}/LICENSE
ShortDescription: ${description}
ReleaseNotesUrl: ${home}/releases/tag/v${version}
`,
);
winget(
  `${id}.installer`,
  'installer',
  `InstallerType: nullsoft
Scope: user
UpgradeBehavior: install
Installers:
  - Architecture: x64
    InstallerUrl: ${downloads}/${installer}
    InstallerSha256: ${(await sha256Of(installer)).toUpperCase()}
`,
);

// No `zap`: it would remove the library with what a person has corrected.
write(
  'homebrew-tap/Casks/inkdex.rb',
  `cask "inkdex" do
  version "${version}"
  sha256 "${await sha256Of(disk)}"

  url "${downloads.replace(`v${version}`, 'v#{version}')}/${disk.replace(version, '#{version}')}"
  name "Inkdex"
  desc "Makes handwriting in photos searchable"
  homepage "${home}"

  depends_on arch: :arm64

  app "Inkdex.app"

  caveats <<~EOS
    Inkdex is not signed and not notarised. To open it the first time:
    System Settings > Privacy & Security > Open Anyway.
  EOS
end
`,
);
