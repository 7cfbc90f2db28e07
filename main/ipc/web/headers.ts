/**
 * The security headers of every page and picture, in the desktop app and in the browser: no scripts, styles or
 * connections from other origins, no framing, no type sniffing, no referrer.
 *
 * @param pictures another source of pictures besides the page's own origin, such as `photo:`
 */
export function securityHeaders(pictures = ''): Record<string, string> {
  const images = ["'self'", pictures, 'blob:'].filter((source) => source !== '').join(' ');
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src ${images}`,
      "connect-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
