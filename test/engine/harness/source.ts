import { buffer } from 'node:stream/consumers';
import type { Sandbox } from '../../sandbox';
import type { Content } from '../../sandbox/content/content';
import { contentOf } from '../../sandbox/content/content';
import { documentsZip } from '../../sandbox/content/documents';

/** The file that runs of an export make, byte by byte as the file host has it. */
export async function sourceOf(sandbox: Sandbox, exportId: number): Promise<Buffer> {
	const exported = sandbox.exports.find(({ id }) => id === exportId);
	if (exported === undefined) throw new Error(`There is no export ${exportId}`);
	return await bytesOf(await contentOf(exported));
}

/** A zip file that batches of a template make: that with this number, from 1 on. */
export async function zipOf(sandbox: Sandbox, templateId: number, number = 1): Promise<Buffer> {
	const template = sandbox.pdfManagerTemplates.find(({ id }) => id === templateId);
	if (template === undefined) throw new Error(`There is no template ${templateId}`);
	return await bytesOf(await documentsZip(template, number - 1));
}

async function bytesOf({ bytes }: Content): Promise<Buffer> {
	return Buffer.isBuffer(bytes) ? bytes : await buffer(bytes);
}
