/**
 * The value of a JSON text; undefined, which no schema of ours accepts, if the text is not JSON. A byte order mark, which
 * PowerShell and .NET write, is ignored.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    return undefined;
  }
}
