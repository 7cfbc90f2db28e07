import { expect, it } from 'vitest';
import { describeWithout } from '../../shared/sidecarText.ts';

it('says which photos have no sidecar, in each case', () => {
  expect(describeWithout({ inLibrary: 0, missing: 0 })).toBe(null);
  expect(describeWithout({ inLibrary: 1, missing: 0 })).toBe(
    'Without a sidecar: 1 photo inside the library, such as pages of PDFs.',
  );
  expect(describeWithout({ inLibrary: 0, missing: 1200 })).toBe(
    'Without a sidecar: 1,200 photos whose file is missing.',
  );
  expect(describeWithout({ inLibrary: 2, missing: 3 })).toBe(
    'Without a sidecar: 2 photos inside the library, such as pages of PDFs; 3 photos whose file is missing.',
  );
});
