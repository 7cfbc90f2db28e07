/** What stands behind the question mark of an address, with it; empty when nothing is said. */
export function parametersOf(entries: Record<string, string | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(entries)) {
    if (value !== null) parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
