/**
 * Where the object with a hash lies within the folder `datasets/objects`: "ab/ab12...". With a slash,
 * which every system's path functions take.
 */
export function objectFile(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256}`;
}

/** Where a version's manifest lies within the folder `datasets/versions`. */
export function manifestFile(version: string): string {
  return `${version}.jsonl`;
}

/** What Windows keeps for a device, whatever ending it has. */
const deviceName = /^(?:con|prn|aux|nul|(?:com|lpt)[\d\u{b9}\u{b2}\u{b3}])\s*(?:\.|$)/iu;

/**
 * A file's or a folder's name, such that Windows can have it and its own programs can open and delete it. What ends
 * in `.jpg` but for a space or a dot ends in `.jpg` then.
 */
export function windowsName(name: string): string {
  const kept = name.replace(/[<>:"|?*\p{Cc}]/gu, '_').replace(/[.\s]+$/u, '');
  const allowed = kept === '' ? '_' : kept;
  return deviceName.test(allowed) ? `_${allowed}` : allowed;
}
