import { createHash, sign, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Packages of releases are signed with Ed25519. Nothing but Node is needed here: the release workflow signs without packages. */

/** The public half of the key of releases (SPKI). `node resources/build/signRelease.ts --make-key` makes another. */
export const releaseKey = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAxhz4sXQc4XV8YJkKcCd901vi34kKgE/vqpXUESrNrus=
-----END PUBLIC KEY-----
`;

/** A package of a release. */
export interface SignedPackage {
  readonly path: string;
  /** As in the release. */
  readonly name: string;
  readonly version: string;
}

/** With name and version: an older package cannot be offered as a newer one. */
async function signedBytes({ path, name, version }: SignedPackage): Promise<Buffer> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return Buffer.from(`Inkdex ${version} ${name} ${hash.digest('hex')}\n`);
}

/** The signature of a package, in base64: its file beside it, `NAME.sig`. @param key private, PKCS 8 as PEM */
export async function signPackage(signed: SignedPackage, key: string): Promise<string> {
  return sign(null, await signedBytes(signed), key).toString('base64');
}

/** Whether a package has a signature by a key. @param key public, SPKI as PEM */
export async function isSigned(signed: SignedPackage, signature: string, key: string): Promise<boolean> {
  return verify(null, await signedBytes(signed), key, Buffer.from(signature, 'base64'));
}
