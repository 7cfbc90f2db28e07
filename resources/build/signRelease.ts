import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSigned, releaseKey, signPackage } from '../../main/app/releaseSignature.ts';

/**
 * `node resources/build/signRelease.ts VERSION PACKAGES`: writes `NAME.sig` beside each package of a release, with the private
 * key in INKDEX_RELEASE_KEY, whose public half the app has (or the file PUBLIC, a third argument). The release workflow runs it
 * with nothing installed. `--make-key` prints a new pair of keys.
 */
const [version, packages, publicFile] = process.argv.slice(2);
const isPackage = /\.(?:AppImage|deb|dmg|exe|zip)$/u;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (version === '--make-key') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  process.stdout.write(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  process.stdout.write(String(publicKey.export({ type: 'spki', format: 'pem' })));
} else if (version === undefined || packages === undefined) {
  fail('Expected the version and the folder of packages, or --make-key.');
} else await signAll(version, packages);

async function signAll(ofVersion: string, folder: string): Promise<void> {
  const key = process.env.INKDEX_RELEASE_KEY ?? '';
  if (key === '') fail('INKDEX_RELEASE_KEY is empty: apps refuse packages without a signature.');
  const publicKey = publicFile === undefined ? releaseKey : readFileSync(publicFile, 'utf8');
  const names = readdirSync(folder).filter((name) => isPackage.test(name));
  if (names.length === 0) fail(`${folder} has no packages.`);
  for (const name of names) {
    const signed = { path: join(folder, name), name, version: ofVersion };
    const signature = await signPackage(signed, key);
    if (!(await isSigned(signed, signature, publicKey)))
      fail(
        'INKDEX_RELEASE_KEY is not the private half of the key that apps have (main/app/releaseSignature.ts).',
      );
    writeFileSync(`${signed.path}.sig`, `${signature}\n`);
  }
  process.stdout.write(`Signed: ${names.join(', ')}\n`);
}
