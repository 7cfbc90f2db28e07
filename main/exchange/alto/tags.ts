import { childOf, type Element } from '../markup/elements.ts';

/**
 * ALTO tags: elements refer to them by id, and `TYPE` is their kind. eScriptorium and kraken store languages and
 * splits in tags; Inkdex stores the fields that ALTO lacks.
 */
export interface Tags {
  /** The labels of one type among an element's tags. */
  labelsOf(element: Element, type: string): string[];
}

export function tagsOf(element: Element | undefined): Tags {
  const byId = new Map(
    (element?.children ?? []).map(({ attributes }) => [
      attributes.get('ID') ?? '',
      { type: attributes.get('TYPE') ?? '', label: attributes.get('LABEL') ?? '' },
    ]),
  );
  return {
    labelsOf({ attributes }, type) {
      const ids = (attributes.get('TAGREFS') ?? '').split(/\s+/u);
      return ids.flatMap((id) => {
        const tag = byId.get(id);
        return tag?.type === type ? [tag.label] : [];
      });
    },
  };
}

/** Text of a nested element, such as the unit of measurement. */
export function textAt(element: Element | undefined, ...names: readonly string[]): string {
  const found = names.reduce<Element | undefined>(
    (parent, name) => (parent === undefined ? undefined : childOf(parent, name)),
    element,
  );
  return found?.text.trim() ?? '';
}
