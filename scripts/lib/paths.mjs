import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder for everything that the scripts make and can make again. */
export const cache = path.join(root, '.cache');

/** The packed package. test/n8n-server/paths.ts knows the same place. */
export const tarball = path.join(cache, 'n8n-nodes-webadmit.tgz');

/** Reports of test runs. */
export const reports = path.join(cache, 'reports');
