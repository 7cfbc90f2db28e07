import { ArrowLeft } from 'lucide-react';

interface BackLinkProps {
  readonly href: string;
  /** Where it leads, for everyone who does not see the arrow. */
  readonly label: string;
  /** Shown on hover. */
  readonly title?: string;
}

/** The arrow at the head of a screen that leads back to where it was opened from, as Escape does. */
export function BackLink({ href, label, title = 'Back (Esc)' }: BackLinkProps) {
  return (
    <a className="icon-button" href={href} aria-label={label} title={title}>
      <ArrowLeft size={18} aria-hidden />
    </a>
  );
}
