const deviceName = /^(?:con|prn|aux|nul|(?:com|lpt)[\d\u{b9}\u{b2}\u{b3}])\s*(?:\.|$)/iu;

/** Whether Windows keeps a file's name for a device, whatever ending it has. */
export function isDeviceName(name: string): boolean {
  return deviceName.test(name);
}
