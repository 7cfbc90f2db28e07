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
