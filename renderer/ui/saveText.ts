const types: Readonly<Record<string, string>> = { csv: 'text/csv', html: 'text/html' };

/** Saves a text as a file, like a download of the browser. */
export function saveText(name: string, text: string): void {
  const type = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the blob after the click, so the URL must live on for a while.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
