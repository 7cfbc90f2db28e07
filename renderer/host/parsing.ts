import { config } from 'zod';

// The page's content security policy forbids eval, which zod would try to use. Zod decides when a schema is
// created, so this file is imported before any schema.
config({ jitless: true });
