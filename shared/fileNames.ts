/**
 * Relative path of an object in the folder `datasets/objects`: "ab/ab12...", with a slash on every system.
 */
export function objectFile(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256}`;
}

/** Relative path of a version's manifest in the folder `datasets/versions`. */
export function manifestFile(version: string): string {
  return `${version}.jsonl`;
}

/** A name of a file or folder from outside: a name and not a path, on any system. */
export function isFileName(name: string): boolean {
  return !/[/\\:\0]/u.test(name) && !/^\.{0,2}$/u.test(name);
}

/** Names that Windows reserves for devices, with any ending. */
const deviceName = /^(?:con(?:in\$|out\$)?|prn|aux|nul|(?:com|lpt)[\d\u{b9}\u{b2}\u{b3}])\s*(?:\.|$)/iu;

/**
 * Makes a file or folder name valid on Windows. Removes spaces and dots at the end, so that `a.jpg.` ends in `.jpg`.
 */
export function windowsName(name: string): string {
  const kept = name.replace(/[<>:"|?*\p{Cc}]/gu, '_').replace(/[.\s]+$/u, '');
  const allowed = kept === '' ? '_' : kept;
  return deviceName.test(allowed) ? `_${allowed}` : allowed;
}

/** A name that Obsidian and other programs can link to: they end a link at these signs. */
export function linkableName(name: string): string {
  return name.replace(/[#^[\]|]/gu, '_');
}

/**
 * Makes names valid on every system; a name that is taken gets a number. Upper and lower case, and accents in
 * one character or two, count as the same, as on macOS and Windows.
 */
export function createFreeNames(taken: Iterable<string> = []): (wanted: string) => string {
  const asOne = (name: string): string => name.normalize('NFC').toLowerCase();
  const used = new Set([...taken].map(asOne));
  return (wanted) => {
    const name = windowsName(wanted);
    let free = name;
    for (let copy = 2; used.has(asOne(free)); copy += 1) free = `${name} (${copy})`;
    used.add(asOne(free));
    return free;
  };
}

/** The ending of an archive that is unpacked. */
export const archiveEnding = /\.(?:zip|tar|tgz|tar\.gz)$/iu;
