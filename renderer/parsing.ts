import { config } from 'zod';

// The page's policy forbids compiling text to code, and zod would try. It decides when a schema is
// made, so this file is imported before any schema.
config({ jitless: true });
