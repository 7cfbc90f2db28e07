import type { LucideIcon } from 'lucide-react';

interface IconLinkProps {
  readonly href: string;
  /** Name of the link for screen readers. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Shown on hover. */
  readonly title?: string;
  readonly size?: number;
}

/** A link to a screen that looks like an `IconButton`. */
export function IconLink({ href, label, icon: Icon, title = label, size = 18 }: IconLinkProps) {
  return (
    <a className="icon-button" href={href} aria-label={label} title={title}>
      <Icon size={size} aria-hidden />
    </a>
  );
}
