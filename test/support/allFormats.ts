import { handedIn } from '../../main/annex.ts';
import { exchangeFormats } from '../../main/exchange/formats.ts';

/** The formats of the core and of the annexes. */
export const allFormats = exchangeFormats(await handedIn('formats'));
