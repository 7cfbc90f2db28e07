/**
 * What every page and picture of the app is sent with, through either door: no script, style or
 * connection from elsewhere, no framing, no guessing of types, no address passed on.
 *
 * @param pictures where pictures come from besides the page's own origin, such as `photo:`
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
