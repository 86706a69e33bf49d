import type { N8nClient } from '../../n8n-server';

/** For the few expectations that differ between n8n 1 and n8n 2. */
export const isN8n1 = ({ version }: N8nClient): boolean => version.startsWith('1.');
