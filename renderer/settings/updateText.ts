import type { Updates } from '../../shared/contract/update.ts';
import { formatShare } from '../ui/figures.ts';
import { formatMoment } from '../ui/format.ts';

/** What the window says of newer versions. */
export function describeUpdate({ state, askedAt, canInstall }: Updates): string {
  switch (state.kind) {
    case 'unknown':
      return askedAt === null ? 'Never checked' : `Last checked ${formatMoment(askedAt) ?? askedAt}`;
    case 'asking':
      return 'Checking…';
    case 'newest':
      return 'This is the newest version';
    case 'found':
      return canInstall
        ? `Inkdex ${state.version} is out`
        : `Inkdex ${state.version} is out. Get it where you got this version`;
    case 'downloading':
      return `Downloading Inkdex ${state.version}, ${formatShare(Math.floor(100 * state.share) / 100)}`;
    case 'ready':
      return `Inkdex ${state.version} is downloaded. It is installed when you press the button`;
    case 'installing':
      return `Closing the library to install Inkdex ${state.version}…`;
    case 'failed':
      return 'The last check or download failed';
  }
}
