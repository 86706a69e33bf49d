import { buffer } from 'node:stream/consumers';
import type { Sandbox } from '../../sandbox';
import { contentOf } from '../../sandbox/content/content';

/** The file that runs of an export make, byte by byte as the file host has it. */
export async function sourceOf(sandbox: Sandbox, exportId: number): Promise<Buffer> {
	const exported = sandbox.exports.find(({ id }) => id === exportId);
	if (exported === undefined) throw new Error(`There is no export ${exportId}`);
	const { bytes } = await contentOf(exported);
	return Buffer.isBuffer(bytes) ? bytes : await buffer(bytes);
}
