/** BCP 47 in its usual form, also from a three-letter code: "deu" becomes "de". Null when it is not such a tag. */
export function languageOf(code: string | null | undefined): string | null {
  const tag = code?.trim().replaceAll('_', '-') ?? '';
  if (tag === '' || tag.length > 35) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
