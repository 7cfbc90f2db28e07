import { formatCount } from '../../../shared/text.ts';

/** What XML or HTML may hold at most. More is made to exhaust memory or time. */
export interface MarkupLimits {
  /** Elements that are open at once. Pages and XMP have some ten. */
  readonly depth: number;
  /** Of one element, with declarations of namespaces. Lightroom writes some hundreds. */
  readonly attributesOfOne: number;
  /** Of a page or a sidecar. */
  readonly elements: number;
  readonly attributes: number;
}

export const pageLimits: MarkupLimits = {
  depth: 200,
  attributesOfOne: 2000,
  elements: 1_000_000,
  attributes: 2_000_000,
};
/** A page of 1,000 words has 4,000 elements; a tree that can be written again takes a second at these numbers. */
export const sidecarLimits: MarkupLimits = {
  ...pageLimits,
  depth: 64,
  elements: 20_000,
  attributes: 50_000,
};

/**
 * Counts what a parser finds as it finds it, so that too much is refused before it is in memory.
 *
 * @param refuse makes the error of a problem
 */
export function createMarkupCount(limits: MarkupLimits, refuse: (problem: string) => Error) {
  let [depth, ofOne, elements, attributes] = [0, 0, 0, 0];
  const require = (count: number, most: number, what: string): void => {
    if (count > most) throw refuse(`more than ${formatCount(most)} ${what}`);
  };
  return {
    /** An element begins, or a comment or another part of its kind. @param isKept whether it is counted with the others */
    open(isKept = true): void {
      [depth, ofOne] = [depth + 1, 0];
      require(depth, limits.depth, 'elements are nested');
      if (isKept) require((elements += 1), limits.elements, 'elements are in it');
    },
    /** An attribute of the element that begins next. */
    attribute: (): void => {
      require((ofOne += 1), limits.attributesOfOne, 'attributes are in one element');
      require((attributes += 1), limits.attributes, 'attributes are in it');
    },
    close: (): void => {
      depth -= 1;
    },
    /** The elements of a page are counted from 0. */
    restart(): void {
      [elements, attributes] = [0, 0];
    },
    get depth() {
      return depth;
    },
  };
}
