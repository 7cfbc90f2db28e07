const types: Readonly<Record<string, string>> = { csv: 'text/csv', html: 'text/html' };

/** Hands a text to the person as a file, as a browser saves a download. */
export function saveText(name: string, text: string): void {
  const type = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
