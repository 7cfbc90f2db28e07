import { childOf, type Element } from '../markup/elements.ts';

/**
 * ALTO's tags: elements refer to them by id, and `TYPE` says what kind they are of. eScriptorium and kraken
 * keep languages and splits in them; Inkdex what it carries beside an element.
 */
export interface Tags {
  /** The labels of a type among the tags that an element refers to. */
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

/** Text of an element under another, such as the unit of measurement. */
export function textAt(element: Element | undefined, ...names: readonly string[]): string {
  const found = names.reduce<Element | undefined>(
    (parent, name) => (parent === undefined ? undefined : childOf(parent, name)),
    element,
  );
  return found?.text.trim() ?? '';
}
