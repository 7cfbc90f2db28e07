import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Any Unicode character, rare planes included: fast-check's own `binary` takes seconds to begin. */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0x2ff }), fc.integer({ min: 0, max: 0x10ffff - surrogates.count }))
  .map((code) => String.fromCodePoint(code < surrogates.first ? code : code + surrogates.count));
