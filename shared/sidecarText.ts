import { counted } from './text.ts';

/** Which photos have no sidecar, and why; null if all have one. */
export function describeWithout(without: {
  readonly inLibrary: number;
  readonly missing: number;
}): string | null {
  const { inLibrary, missing } = without;
  const parts = [
    ...(inLibrary === 0 ? [] : [`${counted(inLibrary, 'photo')} inside the library, such as pages of PDFs`]),
    ...(missing === 0 ? [] : [`${counted(missing, 'photo')} whose file is missing`]),
  ];
  return parts.length === 0 ? null : `Without a sidecar: ${parts.join('; ')}.`;
}
